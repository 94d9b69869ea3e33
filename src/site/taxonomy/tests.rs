//! Terms of more articles than are interned in one chunk.

use std::fmt::Write as _;
use std::time::SystemTime;

use super::mentions::CHUNK;
use super::*;
use crate::cache::{BodyStore, BuildCache};
use crate::pipeline::prepare;
use crate::site::Site;
use crate::source::Folder;
use crate::testing::{SITE, request, write};

const TAGS: [&str; 7] = ["道路", "饮水", "厕所", "用电", "学校", "医疗", "产业"];
const COUNTIES: [&str; 3] = ["凌云县", "隆林", "沙县区"];

/// The tags of an article: up to three, of three one twice. The last ones occur only in the last chunk.
fn tags(article: usize) -> Vec<&'static str> {
    let tag_count = if article < 2 * CHUNK { 5 } else { TAGS.len() };
    let tags = (0..article % 4).map(|n| TAGS[(article / 3 + n % 2 * 3) % tag_count]);
    tags.collect()
}

/// The names of the regions at the figures of an article.
fn figure_regions(article: usize) -> Vec<Option<&'static str>> {
    let regions = (0..article % 3).map(|n| COUNTIES.get((article + n) % 4).copied());
    regions.collect()
}

/// Names without repetition, as lists of terms have them.
fn distinct<'n>(names: impl IntoIterator<Item = &'n str>) -> Vec<&'n str> {
    let mut list = Vec::new();
    for name in names {
        if !list.contains(&name) {
            list.push(name);
        }
    }
    list
}

fn site_of(articles: usize) -> Site {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = Folder::new(dir.path());
    write(&folder, "site.toml", format!("{SITE}\n[taxonomies.tags]\n"));
    for article in 0..articles {
        let mut text = format!(
            "---\ntitle: 甲\ndate: 2024-01-02\ntags: {:?}\n",
            tags(article)
        );
        let regions = figure_regions(article);
        if !regions.is_empty() {
            text.push_str("figures:\n");
        }
        for region in regions {
            let region = region.map_or(String::new(), |name| format!(", region: {name}"));
            let _ = writeln!(text, "  - {{name: 户数, value: 3{region}}}");
        }
        text.push_str("---\n");
        write(
            &folder,
            &format!("content/articles/a{article:05}.md"),
            &text,
        );
    }
    let cache = BuildCache::disabled(BodyStore::new().expect("a store"));
    let request = request(&folder, SystemTime::UNIX_EPOCH);
    let prepared = prepare(&folder, &request, &cache);
    assert_eq!(prepared.diagnostics, []);
    prepared.context.expect("a site").0.site
}

#[test]
fn articles_of_all_chunks_have_the_terms_that_they_name() {
    let count = 2 * CHUNK + 70;
    let site = site_of(count);
    assert_eq!(site.articles.len(), count);
    let repeated = tags(3);
    assert!(distinct(repeated.clone()).len() < repeated.len());
    let names_of = |terms: &[TermId], taxonomy: &Taxonomy| -> Vec<String> {
        let terms = terms.iter().map(|term| taxonomy.terms[*term].name.clone());
        terms.collect()
    };
    let regions = &site.taxonomies[site.taxonomy(TaxonomyKind::Regions).expect("regions")];
    let id = site.taxonomy(TaxonomyKind::Free).expect("tags");
    let all_tags = &site.taxonomies[id];
    for (index, article) in site.articles.iter().enumerate() {
        assert_eq!(
            names_of(article.terms_in(id), all_tags),
            distinct(tags(index))
        );
        let names = article.figure_regions.iter().map(|region| {
            let term = &regions.terms[(*region)?];
            Some(term.name.as_str())
        });
        let expected = figure_regions(index).into_iter();
        let expected = expected.map(|name| match name {
            Some("隆林") => Some("隆林各族自治县"),
            name => name,
        });
        assert!(names.eq(expected), "{index}");
    }
    for tag in &all_tags.terms {
        let naming = (0..count).filter(|article| tags(*article).contains(&tag.name.as_str()));
        assert!(
            tag.articles.iter().map(|id| id.index()).eq(naming),
            "{tag:?}"
        );
    }
    assert_eq!(all_tags.terms.len(), TAGS.len());
}
