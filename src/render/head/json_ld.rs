//! Structured data: each page as an object of schema.org, its breadcrumbs as a BreadcrumbList, and Baidu's
//! time factor.

use serde_json::{Map, Value, json};

use super::{PageDates, column_name, keywords};
use crate::config::TaxonomyKind;
use crate::render::output_id::PageId;
use crate::render::views::Views;
use crate::site::{ArticleId, IssueId, TermRef};
use crate::theme::views::{Html, PageView};

const SCHEMA: &str = "https://schema.org";
const BAIDU: &str = "https://ziyuan.baidu.com/contexts/cambrian.jsonld";

/// Endings of author names that are offices and newspapers, not persons.
const OFFICES: &[&str] = &[
    "部",
    "室",
    "社",
    "局",
    "网",
    "报",
    "组",
    "中心",
    "委",
    "委员会",
    "政府",
    "办",
    "队",
    "院",
];

/// The objects of a page. Their addresses are absolute, so there are none without a base URL.
pub(super) fn objects(views: &Views<'_>, id: PageId, page: &PageView) -> Vec<Html> {
    if page.permalink.is_empty() || !id.spec().has_metadata {
        return Vec::new();
    }
    let dates = || PageDates::of(views.site, id);
    let mut time = None;
    let of_page = match id {
        PageId::Home => website(views, page),
        PageId::Article(article_id) => {
            time = Some(time_factor(views, page, dates()));
            article(views, article_id, page, dates())
        }
        PageId::Issue(id) => issue(views, id, page, dates()),
        PageId::LatestIssue => issue(views, IssueId::FIRST, page, dates()),
        PageId::Term { term, .. } => collection(views, term, page, dates()),
        PageId::Plain(_) | PageId::NotFound | PageId::Redirect { .. } => {
            web_page("WebPage", page, dates())
        }
        PageId::Articles { .. }
        | PageId::Issues
        | PageId::Taxonomy(_)
        | PageId::Matrix
        | PageId::Archive
        | PageId::Year(_)
        | PageId::Month { .. } => web_page("CollectionPage", page, dates()),
    };
    let mut objects = vec![script(&of_page)];
    if !page.breadcrumbs.is_empty() {
        objects.push(script(&breadcrumbs(views, page)));
    }
    objects.extend(time.as_ref().map(script));
    objects
}

/// JSON that can neither end the script element that holds it nor open a comment there.
fn script(value: &Value) -> Html {
    let json = value.to_string();
    if !json.contains(['<', '>', '&', '\u{2028}', '\u{2029}']) {
        return Html::new(&json);
    }
    let mut safe = String::with_capacity(json.len() + 32);
    for c in json.chars() {
        match c {
            // They occur in strings alone, where each may be written as an escape.
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                safe.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            _ => safe.push(c),
        }
    }
    Html::new(&safe)
}

/// An object without its empty entries.
fn object(kind: &str, entries: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    let mut map = Map::new();
    map.insert("@type".into(), kind.into());
    for (key, value) in entries {
        let empty = match &value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(items) => items.is_empty(),
            Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
        };
        if !empty {
            map.insert(key.into(), value);
        }
    }
    map.into()
}

/// An object at the top level, which names the vocabulary.
fn with_context(value: Value) -> Value {
    let mut map = Map::new();
    map.insert("@context".into(), SCHEMA.into());
    if let Value::Object(entries) = value {
        map.extend(entries);
    }
    map.into()
}

fn website(views: &Views<'_>, page: &PageView) -> Value {
    let config = &views.site.config;
    with_context(object(
        "WebSite",
        [
            ("name", config.title.as_str().into()),
            ("alternateName", config.subtitle.as_str().into()),
            ("description", config.description.as_str().into()),
            ("url", page.permalink.as_str().into()),
            ("inLanguage", page.language.as_str().into()),
            ("publisher", publisher(views)),
        ],
    ))
}

fn publisher(views: &Views<'_>) -> Value {
    organization(
        views.site.config.publisher_name(),
        &views.urls.absolute("/"),
    )
}

fn organization(name: &str, url: &str) -> Value {
    object("Organization", [("name", name.into()), ("url", url.into())])
}

/// The entries that every page has.
fn web_page_entries(page: &PageView, dates: PageDates) -> [(&'static str, Value); 6] {
    let PageDates { published, updated } = dates;
    let changed = updated.or_else(|| published.clone());
    [
        ("name", page.title.as_str().into()),
        ("description", page.description.as_str().into()),
        ("url", page.permalink.as_str().into()),
        ("inLanguage", page.language.as_str().into()),
        ("datePublished", published.into()),
        ("dateModified", changed.into()),
    ]
}

fn web_page(kind: &str, page: &PageView, dates: PageDates) -> Value {
    with_context(object(kind, web_page_entries(page, dates)))
}

fn article(views: &Views<'_>, id: ArticleId, page: &PageView, dates: PageDates) -> Value {
    let article = &views.site.articles[id];
    let meta = article.meta();
    let counts = article.document.content.counts;
    let image = page
        .image
        .as_ref()
        .map(|image| views.urls.absolute(&image.url));
    let issue = article
        .issue
        .map(|(issue, _)| issue_reference(views, issue));
    let source = meta.source.as_ref();
    let mut entries = web_page_entries(page, dates);
    entries[0].0 = "headline";
    let more = [
        ("mainEntityOfPage", page.permalink.as_str().into()),
        ("image", image.into()),
        (
            "author",
            meta.authors.iter().map(|name| author(name)).collect(),
        ),
        ("publisher", publisher(views)),
        (
            "sourceOrganization",
            source.map_or(Value::Null, |source| {
                organization(&source.name, &views.urls.absolute(&source.url))
            }),
        ),
        ("isPartOf", issue.into()),
        ("articleSection", column_name(views.site, id).into()),
        ("keywords", keywords(views.site, id).into()),
        ("wordCount", (counts.han + counts.words).into()),
        ("contentLocation", content_locations(views, id)),
    ];
    with_context(object("NewsArticle", entries.into_iter().chain(more)))
}

fn author(name: &str) -> Value {
    let office = OFFICES.iter().any(|ending| name.ends_with(ending));
    let kind = if office { "Organization" } else { "Person" };
    object(kind, [("name", name.into())])
}

/// The regions of an article, each inside those above it.
fn content_locations(views: &Views<'_>, id: ArticleId) -> Value {
    let Some(taxonomy) = views.site.taxonomy(TaxonomyKind::Regions) else {
        return Value::Null;
    };
    let terms = views.site.articles[id].terms_in(taxonomy).iter();
    terms
        .map(|&term| administrative_area(views, TermRef { taxonomy, term }))
        .collect()
}

fn administrative_area(views: &Views<'_>, TermRef { taxonomy, term }: TermRef) -> Value {
    let tree = &views.site.taxonomies[taxonomy];
    let mut parent = Value::Null;
    for id in tree.ancestors(term).into_iter().chain([term]) {
        let region = &tree.terms[id];
        parent = object(
            "AdministrativeArea",
            [
                ("name", region.name.as_str().into()),
                ("identifier", region.key.as_str().into()),
                ("url", views.urls.absolute(&region.url).into()),
                ("containedInPlace", parent),
            ],
        );
    }
    parent
}

fn issue_reference(views: &Views<'_>, id: IssueId) -> Value {
    let issue = &views.site.issues[id];
    object(
        "PublicationIssue",
        [
            ("name", views.issue_name(id).into()),
            ("issueNumber", issue.meta().number().into()),
            ("url", views.urls.absolute(&issue.url).into()),
        ],
    )
}

fn issue(views: &Views<'_>, id: IssueId, page: &PageView, dates: PageDates) -> Value {
    let issue = &views.site.issues[id];
    let meta = issue.meta();
    let part = |&article: &ArticleId| {
        let link = views.article_link(article);
        object(
            "NewsArticle",
            [
                ("headline", link.title.into()),
                ("url", views.urls.absolute(&link.url).into()),
            ],
        )
    };
    let own = meta.publisher.as_ref().map(|name| organization(name, ""));
    let periodical = object(
        "Periodical",
        [
            ("name", views.site.config.title.as_str().into()),
            ("url", views.urls.absolute("/").into()),
        ],
    );
    let more = [
        ("issueNumber", meta.number().into()),
        ("publisher", own.unwrap_or_else(|| publisher(views))),
        (
            "editor",
            meta.editors.iter().map(|name| author(name)).collect(),
        ),
        ("isPartOf", periodical),
        ("hasPart", issue.contents.iter().map(part).collect()),
    ];
    let entries = web_page_entries(page, dates).into_iter().chain(more);
    with_context(object("PublicationIssue", entries))
}

/// The page of a term, with its subject.
fn collection(views: &Views<'_>, term: TermRef, page: &PageView, dates: PageDates) -> Value {
    let about = match views.site.taxonomies[term.taxonomy].kind {
        TaxonomyKind::Regions => administrative_area(views, term),
        TaxonomyKind::Initiatives | TaxonomyKind::Columns | TaxonomyKind::Free => {
            object("Thing", [("name", page.title.as_str().into())])
        }
    };
    let entries = web_page_entries(page, dates)
        .into_iter()
        .chain([("about", about)]);
    with_context(object("CollectionPage", entries))
}

fn breadcrumbs(views: &Views<'_>, page: &PageView) -> Value {
    let above = page
        .breadcrumbs
        .iter()
        .map(|link| (&link.title, views.urls.absolute(&link.url)));
    let all = above.chain([(&page.title, page.permalink.clone())]);
    let item = |(index, (name, url)): (usize, (&String, String))| {
        object(
            "ListItem",
            [
                ("position", (index + 1).into()),
                ("name", name.as_str().into()),
                ("item", url.into()),
            ],
        )
    };
    let items: Vec<Value> = all.enumerate().map(item).collect();
    with_context(object(
        "BreadcrumbList",
        [("itemListElement", items.into())],
    ))
}

/// Baidu's time factor: the dates of a page, which must not have an offset.
fn time_factor(views: &Views<'_>, page: &PageView, dates: PageDates) -> Value {
    let local = |iso: Option<String>| iso.and_then(|iso| iso.get(..19).map(str::to_owned));
    let published = local(dates.published);
    let updated = local(dates.updated).or_else(|| published.clone());
    let images: Vec<String> = page
        .image
        .iter()
        .map(|image| views.urls.absolute(&image.url))
        .collect();
    json!({
        "@context": BAIDU,
        "@id": page.permalink,
        "title": page.title,
        "images": images,
        "description": page.description,
        "pubDate": published,
        "upDate": updated,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_cannot_leave_its_script() {
        let title = "</script><!--<script>& \u{2028}\"\\";
        let html: tera::Value = script(&json!({ "name": title })).into();
        let text = html.as_str().expect("a text");
        assert!(!text.contains(['<', '>', '&', '\u{2028}']), "{text}");
        let read: Value = serde_json::from_str(text).expect("JSON");
        assert_eq!(read["name"], title);
    }

    #[test]
    fn what_is_empty_is_left_out() {
        let value = object(
            "Thing",
            [
                ("name", "a".into()),
                ("url", "".into()),
                ("image", Value::Null),
            ],
        );
        assert_eq!(value, json!({ "@type": "Thing", "name": "a" }));
    }

    #[test]
    fn offices_are_no_persons() {
        assert_eq!(author("本刊编辑部")["@type"], "Organization");
        assert_eq!(author("韦素莹")["@type"], "Person");
    }
}
