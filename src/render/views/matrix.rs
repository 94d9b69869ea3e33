//! Regions in rows, initiatives in columns, the number of articles in each cell.

use super::Views;
use super::archive::shade;
use crate::config::TaxonomyKind;
use crate::site::{Site, Taxonomy, TaxonomyId, TermId, TermRef};
use crate::theme::Theme;
use crate::theme::views::{CellView, MatrixRowView, MatrixView};

/// The most rows and columns, unless the top level of a tree alone has more.
const ROWS: usize = 120;
const COLUMNS: usize = 24;

/// Whether there is a matrix: the theme has a template for it, and both its sides have articles.
pub(in crate::render) fn has_matrix(site: &Site, theme: &Theme) -> bool {
    let has_articles = |kind| {
        let taxonomy = site.taxonomy(kind);
        let terms = taxonomy.map(|id| &site.taxonomies[id].terms);
        terms.is_some_and(|terms| terms.iter().any(|term| !term.articles.is_empty()))
    };
    theme.has_template("matrix.html")
        && has_articles(TaxonomyKind::Initiatives)
        && has_articles(TaxonomyKind::Regions)
}

impl Views<'_> {
    /// The theme's word for the matrix, or the two things that it compares.
    pub(in crate::render) fn matrix_title(&self) -> String {
        let word = self.theme.strings.get("matrix");
        word.cloned().unwrap_or_else(|| {
            let initiatives = self.theme.string("initiatives");
            let regions = self.theme.string("regions");
            format!("{initiatives} × {regions}")
        })
    }

    /// The matrix.
    pub(in crate::render) fn matrix(&self) -> MatrixView {
        let site = self.site;
        let (Some(initiatives), Some(regions)) = (
            site.taxonomy(TaxonomyKind::Initiatives),
            site.taxonomy(TaxonomyKind::Regions),
        ) else {
            return MatrixView {
                columns: Vec::new(),
                rows: Vec::new(),
            };
        };
        let link = |taxonomy, term| self.term_link(TermRef { taxonomy, term }, Vec::new());
        let columns = top_terms(&site.taxonomies[initiatives], COLUMNS);
        let rows = top_terms(&site.taxonomies[regions], ROWS);
        let counts = self.counts((initiatives, &columns), (regions, &rows));
        let max = counts.iter().flatten().copied().max().unwrap_or(0);
        let cell = |&count: &usize| CellView {
            count,
            step: shade(count, max),
        };
        let row = |(&(term, level), cells): (&LeveledTerm, &Vec<usize>)| MatrixRowView {
            region: link(regions, term),
            level,
            cells: cells.iter().map(cell).collect(),
        };
        let columns = columns.iter().map(|&(term, _)| link(initiatives, term));
        MatrixView {
            columns: columns.collect(),
            rows: rows.iter().zip(&counts).map(row).collect(),
        }
    }

    /// The number of articles in each column of each row. Every list of articles is read once.
    fn counts(
        &self,
        (initiatives, columns): (TaxonomyId, &[LeveledTerm]),
        (regions, rows): (TaxonomyId, &[LeveledTerm]),
    ) -> Vec<Vec<usize>> {
        let mut columns_of: Vec<Vec<usize>> = vec![Vec::new(); self.site.articles.len()];
        for (column, &(term, _)) in columns.iter().enumerate() {
            for &article in &self.site.taxonomies[initiatives].terms[term].articles {
                columns_of[article.index()].push(column);
            }
        }
        let row = |&(term, _): &LeveledTerm| {
            let mut cells = vec![0; columns.len()];
            for &article in &self.site.taxonomies[regions].terms[term].articles {
                for &column in &columns_of[article.index()] {
                    cells[column] += 1;
                }
            }
            cells
        };
        rows.iter().map(row).collect()
    }
}

/// A term with its level in the tree, from 0.
type LeveledTerm = (TermId, usize);

/// The terms that have articles, from the top of the tree down, as many whole levels as `limit` allows.
fn top_terms(taxonomy: &Taxonomy, limit: usize) -> Vec<LeveledTerm> {
    let mut all = Vec::new();
    let roots = taxonomy.roots.iter().rev();
    let mut open: Vec<LeveledTerm> = roots.map(|&root| (root, 0)).collect();
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
