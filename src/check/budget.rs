//! What pages weigh on their way to a reader, against `[budget]` of site.toml.
//!
//! A page weighs what its HTML and the style sheets and scripts of this site that it loads weigh, each compressed as
//! servers do. Images are not counted: which of their sizes is loaded is up to the reader's screen.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Write;

use rayon::prelude::*;

use crate::config::{Budget, FILE, SizeLimit};
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::render::{Output, OutputId, PageId, Plan, RenderContext, Renderer};

/// This many pages over a budget are named; of the rest the number is told.
const NAMED: usize = 5;

/// Weighs pages. Made where there is a budget.
pub struct BudgetChecker<'s> {
    budget: &'s Budget,
    /// The path of the base URL, which stands before addresses on the page for those that do not exist.
    base: String,
    /// What style sheets and scripts weigh.
    loaded: HashMap<&'s str, u64>,
    /// The paths of articles.
    articles: HashSet<&'s str>,
}

/// A page that is over a budget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverBudget {
    page: String,
    bytes: u64,
    limit: SizeLimit,
    /// The part that weighs most.
    heaviest: (String, u64),
}

impl<'s> BudgetChecker<'s> {
    /// The scale of a site; `None` where its configuration has no budget.
    ///
    /// # Errors
    /// The style sheets and scripts that cannot be read.
    pub fn new(
        context: &'s RenderContext,
        plan: &'s Plan,
    ) -> Result<Option<Self>, Vec<Diagnostic>> {
        let budget = &context.site.config.budget;
        if budget.limits().next().is_none() {
            return Ok(None);
        }
        let is_loaded =
            |output: &&Output| output.path.ends_with(".css") || output.path.ends_with(".js");
        let weigh = |output: &'s Output| {
            let made = Renderer::new(context).render(output.id)?;
            Ok((output.path.as_str(), compressed(&made.bytes)))
        };
        let loaded: Vec<&Output> = plan.outputs.iter().filter(is_loaded).collect();
        let loaded: Result<_, Diagnostic> = loaded.into_par_iter().map(weigh).collect();
        let articles = plan
            .outputs
            .iter()
            .filter(|output| matches!(output.id, OutputId::Page(PageId::Article(_), _)));
        Ok(Some(Self {
            budget,
            base: context.urls().base_path().to_owned(),
            loaded: loaded.map_err(|problem| vec![problem])?,
            articles: articles.map(|output| output.path.as_str()).collect(),
        }))
    }

    /// Puts a finished file on the scale; every page that is over a budget comes back, once for each.
    pub fn weigh(&self, path: &str, bytes: &[u8]) -> Vec<OverBudget> {
        let (true, Ok(html)) = (path.ends_with(".html"), std::str::from_utf8(bytes)) else {
            return Vec::new();
        };
        let own = (path.to_owned(), compressed(bytes));
        let parts = |scripts: bool| {
            let loaded = loads(html).filter(|(name, _)| scripts || *name != "script");
            let loaded = loaded.filter_map(|(_, address)| {
                self.loaded
                    .get_key_value(self.place(path, address).as_str())
            });
            let loaded = loaded.map(|(path, bytes)| ((*path).to_owned(), *bytes));
            std::iter::once(own.clone())
                .chain(loaded)
                .collect::<Vec<_>>()
        };
        let over = |limit: Option<&SizeLimit>, scripts| {
            let (limit, parts) = (limit?, parts(scripts));
            let bytes = parts.iter().map(|(_, bytes)| bytes).sum();
            let heaviest = parts.into_iter().max_by_key(|(_, bytes)| *bytes)?;
            (bytes > limit.bytes).then(|| OverBudget {
                page: path.to_owned(),
                bytes,
                limit: limit.clone(),
                heaviest,
            })
        };
        let article = self
            .budget
            .article_with_style
            .as_ref()
            .filter(|_| self.articles.contains(path));
        let found = [over(self.budget.page.as_ref(), true), over(article, false)];
        found.into_iter().flatten().collect()
    }

    /// The path of the output that an address on the page at `path` names.
    fn place(&self, path: &str, address: &str) -> String {
        if let Some(rooted) = address
            .strip_prefix(&format!("{}/", self.base))
            .filter(|_| address.starts_with('/'))
        {
            return rooted.to_owned();
        }
        let mut parts: Vec<&str> = path.split('/').collect();
        parts.pop();
        for part in address.split('/') {
            match part {
                ".." => drop(parts.pop()),
                "." => {}
                part => parts.push(part),
            }
        }
        parts.join("/")
    }
}

/// What is said of pages over a budget: the heaviest by name, then how many more there are.
pub fn over_budget(found: Vec<OverBudget>) -> Vec<Diagnostic> {
    let mut by_limit: BTreeMap<usize, Vec<OverBudget>> = BTreeMap::new();
    for page in found {
        by_limit
            .entry(page.limit.range.start)
            .or_default()
            .push(page);
    }
    by_limit.into_values().flat_map(report).collect()
}

fn report(mut pages: Vec<OverBudget>) -> Vec<Diagnostic> {
    pages.sort_by(|a, b| (b.bytes, &a.page).cmp(&(a.bytes, &b.page)));
    let more = pages.len().saturating_sub(NAMED);
    let Some(limit) = pages.first().map(|page| page.limit.clone()) else {
        return Vec::new();
    };
    let span = Span::new(&FILE.into(), limit.range);
    let named = pages.into_iter().take(NAMED).map(
        |OverBudget {
             page,
             bytes,
             heaviest: (part, weight),
             ..
         }| Message::OverBudget {
            page,
            size: kilobytes(bytes),
            limit: kilobytes(limit.bytes),
            heaviest: part,
            weight: kilobytes(weight),
        },
    );
    let rest = (more > 0).then(|| Message::MoreOverBudget {
        count: more.to_string(),
    });
    named
        .chain(rest)
        .map(|message| Diagnostic::at(span.clone(), message))
        .collect()
}

fn kilobytes(bytes: u64) -> String {
    let tenths = bytes.div_ceil(100);
    format!("{}.{} kB", tenths / 10, tenths % 10)
}

/// Counts what is written to it.
#[derive(Default)]
struct Counter(u64);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// How many bytes are sent for these: gzip at the level that servers use.
fn compressed(bytes: &[u8]) -> u64 {
    let mut encoder =
        flate2::write::GzEncoder::new(Counter::default(), flate2::Compression::new(6));
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.map_or(0, |counter| counter.0)
}

/// The style sheets and scripts that a page names: `link` or `script`, and the address.
fn loads(html: &str) -> impl Iterator<Item = (&'static str, &str)> {
    html.split('<').skip(1).filter_map(|tag| {
        let tag = tag.split('>').next()?;
        if tag.starts_with("link ") && attribute(tag, "rel")? == "stylesheet" {
            Some(("link", attribute(tag, "href")?))
        } else if tag.starts_with("script ") {
            Some(("script", attribute(tag, "src")?))
        } else {
            None
        }
    })
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_what_it_loads() {
        let html = "<link rel=\"stylesheet\" href=\"a.css\"><link rel=\"icon\" href=\"b.svg\"><script src=\"c.js\" defer></script><script>x</script>";
        assert_eq!(
            loads(html).collect::<Vec<_>>(),
            [("link", "a.css"), ("script", "c.js")]
        );
    }

    #[test]
    fn weights_are_rounded_up() {
        assert_eq!(kilobytes(18_000), "18.0 kB");
        assert_eq!(kilobytes(18_001), "18.1 kB");
    }

    #[test]
    fn text_is_weighed_compressed() {
        assert!(compressed("乡村振兴".repeat(1000).as_bytes()) < 200);
    }
}
