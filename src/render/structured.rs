//! Structured data: each page as an object of schema.org, the way up as a BreadcrumbList, and Baidu's time factor.

use serde_json::{Map, Value, json};

use super::RenderContext;
use super::head::Moments;
use super::output_id::PageId;
use crate::config::TaxonomyKind;
use crate::site::{ArticleId, IssueId, TermRef};
use crate::theme::views::{Html, PageView};

const SCHEMA: &str = "https://schema.org";
const BAIDU: &str = "https://ziyuan.baidu.com/contexts/cambrian.jsonld";

/// Names of authors that end like this are those of offices and papers, not of persons.
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
pub(super) fn json_ld(press: &RenderContext, id: PageId, page: &PageView) -> Vec<Html> {
    if page.permalink.is_empty() || !id.spec().has_metadata {
        return Vec::new();
    }
    let moments = press.moments(id);
    let mut time = None;
    let of_page = match id {
        PageId::Home => website(press, page),
        PageId::Article(article_id) => {
            time = Some(time_factor(press, page, press.moments(id)));
            article(press, article_id, page, moments)
        }
        PageId::Issue(id) => issue(press, id, page, moments),
        PageId::LatestIssue => issue(press, IssueId::FIRST, page, moments),
        PageId::Term { term, .. } => collection(press, term, page, moments),
        PageId::Plain(_) | PageId::NotFound | PageId::Redirect { .. } => {
            web_page("WebPage", page, moments)
        }
        PageId::Articles { .. }
        | PageId::Issues
        | PageId::Taxonomy(_)
        | PageId::Matrix
        | PageId::Archive
        | PageId::Year(_)
        | PageId::Month { .. } => web_page("CollectionPage", page, moments),
    };
    let mut objects = vec![script(&of_page)];
    if !page.breadcrumbs.is_empty() {
        objects.push(script(&breadcrumbs(press, page)));
    }
    objects.extend(time.as_ref().map(script));
    objects
}

/// JSON that cannot end the script that it stands in, nor open a comment there.
fn script(value: &Value) -> Html {
    let json = value.to_string();
    if !json.contains(['<', '>', '&', '\u{2028}', '\u{2029}']) {
        return Html::new(&json);
    }
    let mut safe = String::with_capacity(json.len() + 32);
    for c in json.chars() {
        match c {
            // These stand in texts alone, so that each may be written as an escape.
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                safe.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            _ => safe.push(c),
        }
    }
    Html::new(&safe)
}

/// An object without the entries that hold nothing.
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

fn document(value: Value) -> Value {
    let mut map = Map::new();
    map.insert("@context".into(), SCHEMA.into());
    if let Value::Object(entries) = value {
        map.extend(entries);
    }
    map.into()
}

fn website(press: &RenderContext, page: &PageView) -> Value {
    let config = &press.site.config;
    document(object(
        "WebSite",
        [
            ("name", config.title.as_str().into()),
            ("alternateName", config.subtitle.as_str().into()),
            ("description", config.description.as_str().into()),
            ("url", page.permalink.as_str().into()),
            ("inLanguage", page.language.as_str().into()),
            ("publisher", publisher(press)),
        ],
    ))
}

fn publisher(press: &RenderContext) -> Value {
    organization(press.publisher(), &press.absolute("/"))
}

fn organization(name: &str, url: &str) -> Value {
    object("Organization", [("name", name.into()), ("url", url.into())])
}

/// The entries that every page has.
fn web_page_entries(page: &PageView, moments: Moments) -> [(&'static str, Value); 6] {
    let Moments { published, updated } = moments;
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

fn web_page(kind: &str, page: &PageView, moments: Moments) -> Value {
    document(object(kind, web_page_entries(page, moments)))
}

fn article(press: &RenderContext, id: ArticleId, page: &PageView, moments: Moments) -> Value {
    let article = &press.site.articles[id];
    let meta = article.meta();
    let counts = article.document.content.counts;
    let image = page.image.as_ref().map(|image| press.absolute(&image.url));
    let issue = article
        .issue
        .map(|(issue, _)| issue_reference(press, issue));
    let source = meta.source.as_ref();
    let mut entries = web_page_entries(page, moments);
    entries[0].0 = "headline";
    let more = [
        ("mainEntityOfPage", page.permalink.as_str().into()),
        ("image", image.into()),
        (
            "author",
            meta.authors.iter().map(|name| author(name)).collect(),
        ),
        ("publisher", publisher(press)),
        (
            "sourceOrganization",
            source.map_or(Value::Null, |source| {
                organization(&source.name, &source.url)
            }),
        ),
        ("isPartOf", issue.into()),
        ("articleSection", press.column_name(id).into()),
        ("keywords", press.keywords(id).into()),
        ("wordCount", (counts.han + counts.words).into()),
        ("contentLocation", places(press, id)),
    ];
    document(object("NewsArticle", entries.into_iter().chain(more)))
}

fn author(name: &str) -> Value {
    let office = OFFICES.iter().any(|ending| name.ends_with(ending));
    let kind = if office { "Organization" } else { "Person" };
    object(kind, [("name", name.into())])
}

/// The regions of an article, each with those above it.
fn places(press: &RenderContext, id: ArticleId) -> Value {
    let Some(taxonomy) = press.site.taxonomy(TaxonomyKind::Regions) else {
        return Value::Null;
    };
    let terms = press.site.articles[id].terms_in(taxonomy).iter();
    terms
        .map(|&term| place(press, TermRef { taxonomy, term }))
        .collect()
}

fn place(press: &RenderContext, TermRef { taxonomy, term }: TermRef) -> Value {
    let tree = &press.site.taxonomies[taxonomy];
    let mut around = Value::Null;
    for at in tree.ancestors(term).into_iter().chain([term]) {
        let region = &tree.terms[at];
        around = object(
            "AdministrativeArea",
            [
                ("name", region.name.as_str().into()),
                ("identifier", region.key.as_str().into()),
                ("url", press.absolute(&region.url).into()),
                ("containedInPlace", around),
            ],
        );
    }
    around
}

fn issue_reference(press: &RenderContext, id: IssueId) -> Value {
    let issue = &press.site.issues[id];
    object(
        "PublicationIssue",
        [
            ("name", press.issue_name(id).into()),
            ("issueNumber", issue.meta().number.into()),
            ("url", press.absolute(&issue.url).into()),
        ],
    )
}

fn issue(press: &RenderContext, id: IssueId, page: &PageView, moments: Moments) -> Value {
    let issue = &press.site.issues[id];
    let meta = issue.meta();
    let part = |&article: &ArticleId| {
        let link = press.article_link(article);
        object(
            "NewsArticle",
            [
                ("headline", link.title.into()),
                ("url", press.absolute(&link.url).into()),
            ],
        )
    };
    let own = meta.publisher.as_ref().map(|name| organization(name, ""));
    let periodical = object(
        "Periodical",
        [
            ("name", press.site.config.title.as_str().into()),
            ("url", press.absolute("/").into()),
        ],
    );
    let more = [
        ("issueNumber", meta.number.into()),
        ("publisher", own.unwrap_or_else(|| publisher(press))),
        (
            "editor",
            meta.editors.iter().map(|name| author(name)).collect(),
        ),
        ("isPartOf", periodical),
        ("hasPart", issue.contents.iter().map(part).collect()),
    ];
    let entries = web_page_entries(page, moments).into_iter().chain(more);
    document(object("PublicationIssue", entries))
}

/// A term's page, with what it is about.
fn collection(press: &RenderContext, term: TermRef, page: &PageView, moments: Moments) -> Value {
    let about = match press.site.taxonomies[term.taxonomy].kind {
        TaxonomyKind::Regions => place(press, term),
        TaxonomyKind::Initiatives | TaxonomyKind::Columns | TaxonomyKind::Free => {
            object("Thing", [("name", page.title.as_str().into())])
        }
    };
    let entries = web_page_entries(page, moments)
        .into_iter()
        .chain([("about", about)]);
    document(object("CollectionPage", entries))
}

fn breadcrumbs(press: &RenderContext, page: &PageView) -> Value {
    let above = page
        .breadcrumbs
        .iter()
        .map(|link| (&link.title, press.absolute(&link.url)));
    let all = above.chain([(&page.title, page.permalink.clone())]);
    let item = |(place, (name, url)): (usize, (&String, String))| {
        object(
            "ListItem",
            [
                ("position", (place + 1).into()),
                ("name", name.as_str().into()),
                ("item", url.into()),
            ],
        )
    };
    let items: Vec<Value> = all.enumerate().map(item).collect();
    document(object(
        "BreadcrumbList",
        [("itemListElement", items.into())],
    ))
}

/// Baidu reads the day of a page from here; it takes no offset.
fn time_factor(press: &RenderContext, page: &PageView, moments: Moments) -> Value {
    let local = |iso: Option<String>| iso.and_then(|iso| iso.get(..19).map(str::to_owned));
    let published = local(moments.published);
    let updated = local(moments.updated).or_else(|| published.clone());
    let images: Vec<String> = page
        .image
        .iter()
        .map(|image| press.absolute(&image.url))
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
        let made = object(
            "Thing",
            [
                ("name", "a".into()),
                ("url", "".into()),
                ("image", Value::Null),
            ],
        );
        assert_eq!(made, json!({ "@type": "Thing", "name": "a" }));
    }

    #[test]
    fn offices_are_no_persons() {
        assert_eq!(author("本刊编辑部")["@type"], "Organization");
        assert_eq!(author("韦素莹")["@type"], "Person");
    }
}
