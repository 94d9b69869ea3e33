//! The size of pages against `[budget]` of site.toml.
//!
//! The size of a page is that of its HTML and of the style sheets and scripts of this site that it loads,
//! each compressed as servers do. Images do not count: which of their sizes is loaded depends on the
//! reader's screen.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Write;

use rayon::prelude::*;

use crate::config::{Budget, FILE, SizeLimit};
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::render::{Output, OutputId, PageId, Plan, RenderContext, Renderer};
use crate::util::html::{Token, Tokens, decoded};
use crate::util::url;

/// How many pages over a budget are named. Of the rest only the number is reported.
const NAMED: usize = 5;

/// Measures pages. It exists only for a site with a budget.
pub(crate) struct BudgetChecker<'s> {
    budget: &'s Budget,
    /// The path of the base URL, with which rooted addresses on a page start.
    base: String,
    /// The compressed sizes of style sheets and scripts, by path.
    loaded: HashMap<&'s str, u64>,
    /// The paths of articles.
    articles: HashSet<&'s str>,
}

/// A page that is over a budget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OverBudget {
    page: String,
    bytes: u64,
    limit: SizeLimit,
    /// The largest part with its size.
    heaviest: (String, u64),
}

impl<'s> BudgetChecker<'s> {
    /// The checker for a site; `None` where its configuration has no budget.
    ///
    /// # Errors
    /// The style sheets and scripts that cannot be read.
    pub(crate) fn new(
        context: &'s RenderContext,
        plan: &'s Plan,
    ) -> Result<Option<Self>, Vec<Diagnostic>> {
        let budget = &context.site.config.budget;
        if budget.limits().next().is_none() {
            return Ok(None);
        }
        let is_loaded =
            |output: &&Output| output.path.ends_with(".css") || output.path.ends_with(".js");
        let size = |output: &'s Output| {
            let rendered = Renderer::new(context, plan).render(output.id)?;
            Ok((output.path.as_str(), compressed(&rendered.bytes)))
        };
        let loaded: Vec<&Output> = plan.outputs.iter().filter(is_loaded).collect();
        let loaded: Result<_, Diagnostic> = loaded.into_par_iter().map(size).collect();
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

    /// Measures a finished file. Returns the page once for each budget that it is over.
    pub(crate) fn measure(&self, path: &str, bytes: &[u8]) -> Vec<OverBudget> {
        let (true, Ok(html)) = (path.ends_with(".html"), std::str::from_utf8(bytes)) else {
            return Vec::new();
        };
        let own = (path.to_owned(), compressed(bytes));
        let resources = resources(html);
        let parts = |scripts: bool| {
            let loaded = resources
                .iter()
                .filter(|resource| scripts || !resource.is_script);
            let loaded = loaded.filter_map(|resource| {
                let file = self.file(path, &resource.address)?;
                self.loaded.get_key_value(file.as_str())
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
        let pages = [over(self.budget.page.as_ref(), true), over(article, false)];
        pages.into_iter().flatten().collect()
    }

    /// The path of the output that an address on the page at `path` names.
    fn file(&self, path: &str, address: &str) -> Option<String> {
        let page = format!("{}/{}", self.base, url::encode(path));
        let target = url::resolve(&page, address)?;
        let below = target.strip_prefix(&self.base)?.strip_prefix('/')?;
        Some(url::decode_lossy(below).into_owned())
    }
}

/// The diagnostics for pages over a budget: the largest by name, then how many more there are.
pub(crate) fn over_budget(pages: Vec<OverBudget>) -> Vec<Diagnostic> {
    let mut by_limit: BTreeMap<usize, Vec<OverBudget>> = BTreeMap::new();
    for page in pages {
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

/// Counts the bytes that are written to it.
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

/// The size that is sent: gzip at the level that servers use.
fn compressed(bytes: &[u8]) -> u64 {
    let mut encoder =
        flate2::write::GzEncoder::new(Counter::default(), flate2::Compression::new(6));
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.map_or(0, |counter| counter.0)
}

/// A style sheet or script that a page loads.
#[derive(Debug, PartialEq, Eq)]
struct Resource<'h> {
    is_script: bool,
    address: Cow<'h, str>,
}

fn resources(html: &str) -> Vec<Resource<'_>> {
    let mut resources = Vec::new();
    let mut tokens = Tokens::new(html);
    while let Some(token) = tokens.next() {
        let Token::StartTag(tag) = token else {
            continue;
        };
        let is_script = tag.is("script");
        if !is_script && !tag.is("link") {
            continue;
        }
        let Some(attributes) = tokens.attributes() else {
            break;
        };
        let name = if is_script { "src" } else { "href" };
        if let Some(address) = attributes.value(name)
            && (is_script || attributes.has_word("rel", "stylesheet"))
        {
            let address = decoded(address);
            resources.push(Resource { is_script, address });
        }
    }
    resources
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_what_it_loads() {
        let loaded = |html| {
            let resources = resources(html).into_iter();
            let list =
                resources.map(|resource| (resource.is_script, resource.address.into_owned()));
            list.collect::<Vec<_>>()
        };
        let html = "<link rel=\"stylesheet\" href=\"a.css\"><link rel=\"icon\" href=\"b.svg\">\
                    <script src=\"c.js\" defer></script><script>x</script>";
        let expected = [(false, "a.css".to_owned()), (true, "c.js".to_owned())];
        assert_eq!(loaded(html), expected);
        for html in [
            "<LINK HREF=a.css REL=StyleSheet><script\nsrc='c.js'></script>",
            "<link title='>' rel='x stylesheet' href=a.css><script defer src = c.js></script>",
            "<!-- <script src=\"x.js\"> --><link href='&#97;.css' rel=stylesheet><script src=c.js>",
            "<link rel=stylesheet href=a.css><script src=c.js>'<script src=\"x.js\">'</script>",
        ] {
            assert_eq!(loaded(html), expected, "{html}");
        }
    }

    #[test]
    fn an_address_leads_to_a_file() {
        let budget = Budget::default();
        let checker = BudgetChecker {
            budget: &budget,
            base: "/b".to_owned(),
            loaded: HashMap::new(),
            articles: HashSet::new(),
        };
        for (path, address, expected) in [
            ("a/村/index.html", "../../x.css", Some("x.css")),
            ("404.html", "/b/x.css?v=1", Some("x.css")),
            ("a/index.html", "%E6%9D%91.css", Some("a/村.css")),
            ("a/index.html", "../../x.css", None),
            ("index.html", "https://a.cn/b/x.css", None),
        ] {
            assert_eq!(
                checker.file(path, address).as_deref(),
                expected,
                "{address}"
            );
        }
    }

    #[test]
    fn sizes_are_rounded_up() {
        assert_eq!(kilobytes(18_000), "18.0 kB");
        assert_eq!(kilobytes(18_001), "18.1 kB");
    }

    #[test]
    fn text_is_measured_compressed() {
        assert!(compressed("乡村振兴".repeat(1000).as_bytes()) < 200);
    }
}
