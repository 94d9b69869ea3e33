//! Who reports on what: regions in rows, initiatives in columns, the number of articles in each cell.

use super::{Variables, boxed, step};
use crate::config::TaxonomyKind;
use crate::render::RenderContext;
use crate::site::{Taxonomy, TermId};
use crate::theme::views::{CellView, MatrixRowView, MatrixView, PageView, TermLinkView};

/// How many rows and columns there are at most, where the top of each tree is no longer.
const ROWS: usize = 120;
const COLUMNS: usize = 24;

impl RenderContext {
    /// The address of the matrix, where the theme and the site have what it is made of.
    pub(in crate::render) fn matrix_url(&self) -> Option<&'static str> {
        let has_articles = |kind| {
            let taxonomy = self.site.taxonomy(kind);
            let terms = taxonomy.map(|id| &self.site.taxonomies[id].terms);
            terms.is_some_and(|terms| terms.iter().any(|term| !term.articles.is_empty()))
        };
        (self.theme.has_template("matrix.html")
            && has_articles(TaxonomyKind::Initiatives)
            && has_articles(TaxonomyKind::Regions))
        .then_some("/matrix/")
    }

    /// The theme's word for the matrix, or what it compares.
    pub(super) fn matrix_title(&self) -> String {
        let (initiatives, regions) = (
            self.theme.string("initiatives"),
            self.theme.string("regions"),
        );
        let word = self.theme.strings.get("matrix");
        word.cloned()
            .unwrap_or_else(|| format!("{initiatives} × {regions}"))
    }

    pub(super) fn matrix_page(&self, view: &mut PageView) -> Variables {
        if let Some(note) = self.theme.strings.get("matrix_note") {
            view.description.clone_from(note);
        }
        vec![("matrix", boxed(self.matrix()))]
    }

    fn matrix(&self) -> MatrixView {
        let (Some(initiatives), Some(regions)) = (
            self.site.taxonomy(TaxonomyKind::Initiatives),
            self.site.taxonomy(TaxonomyKind::Regions),
        ) else {
            return MatrixView {
                columns: Vec::new(),
                rows: Vec::new(),
            };
        };
        let taxonomies = &self.site.taxonomies;
        let (initiatives, regions) = (&taxonomies[initiatives], &taxonomies[regions]);
        let columns = top(initiatives, COLUMNS);
        let rows = top(regions, ROWS);
        let counts = self.counts(initiatives, &columns, regions, &rows);
        let max = counts.iter().flatten().copied().max().unwrap_or(0);
        let cell = |&count: &usize| CellView {
            count,
            step: step(count, max),
        };
        let row = |(&(term, level), cells): (&(TermId, usize), &Vec<usize>)| MatrixRowView {
            region: link(regions, term),
            level,
            cells: cells.iter().map(cell).collect(),
        };
        MatrixView {
            columns: columns
                .iter()
                .map(|&(term, _)| link(initiatives, term))
                .collect(),
            rows: rows.iter().zip(&counts).map(row).collect(),
        }
    }

    /// For each row, how many articles it has in each column. Each list of articles is gone through once.
    fn counts(
        &self,
        initiatives: &Taxonomy,
        columns: &[(TermId, usize)],
        regions: &Taxonomy,
        rows: &[(TermId, usize)],
    ) -> Vec<Vec<usize>> {
        let mut columns_of: Vec<Vec<usize>> = vec![Vec::new(); self.site.articles.len()];
        for (column, &(term, _)) in columns.iter().enumerate() {
            for &article in &initiatives.terms[term].articles {
                columns_of[article.index()].push(column);
            }
        }
        let row = |&(term, _): &(TermId, usize)| {
            let mut cells = vec![0; columns.len()];
            for &article in &regions.terms[term].articles {
                for &column in &columns_of[article.index()] {
                    cells[column] += 1;
                }
            }
            cells
        };
        rows.iter().map(row).collect()
    }
}

fn link(taxonomy: &Taxonomy, term: TermId) -> TermLinkView {
    let term = &taxonomy.terms[term];
    TermLinkView {
        key: term.key.clone(),
        name: term.name.clone(),
        url: term.url.clone(),
        path: Vec::new(),
    }
}

/// The terms with articles from the top of the tree down, as many whole levels as `limit` allows, each with its level.
fn top(taxonomy: &Taxonomy, limit: usize) -> Vec<(TermId, usize)> {
    let mut all = Vec::new();
    let mut open: Vec<(TermId, usize)> =
        taxonomy.roots.iter().rev().map(|&root| (root, 0)).collect();
    while let Some((term, level)) = open.pop() {
        if taxonomy.terms[term].articles.is_empty() {
            continue;
        }
        all.push((term, level));
        let children = taxonomy.terms[term].children.iter().rev();
        open.extend(children.map(|&child| (child, level + 1)));
    }
    let deepest = all.iter().map(|&(_, level)| level).max().unwrap_or(0);
    let fits = |level: &usize| all.iter().filter(|(_, other)| other <= level).count() <= limit;
    let shown = (0..=deepest).rev().find(fits).unwrap_or(0);
    all.retain(|&(_, level)| level <= shown);
    all
}
