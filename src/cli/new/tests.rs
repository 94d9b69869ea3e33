//! What `new` makes, `build` accepts, and every title comes back as it was given: properties over titles.

use std::time::SystemTime;

use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::cache::{BodyStore, BuildCache};
use crate::fields::visible;
use crate::pipeline::prepare;
use crate::testing::{SITE, request, write};
use crate::text::line_break::join_lines;

/// The commands that take a title or a name.
const KINDS: [DocumentKind; 4] = [
    DocumentKind::Article,
    DocumentKind::Page,
    DocumentKind::Initiative,
    DocumentKind::Region,
];

/// Names that mean something to a system, to YAML or to this program.
const WORDS: &[&str] = &[
    "con",
    "NUL",
    "aux.txt",
    "COM1",
    "ＣＯＮ",
    "lpt9.md",
    "index",
    "INDEX",
    "README",
    "latest",
    "404",
    "archive",
    "articles",
    "pages",
    "issues",
    "regions",
    "initiatives",
    "columns",
    "matrix",
    "assets",
    "static",
    "feed",
    "true",
    "null",
    "~",
    "无",
    "none",
    "yes",
    "1e3",
    "0x1F",
    "007",
    "2024",
    "2024-01-02",
    "20240102",
    "---",
    "...",
    "- 甲",
    "? 甲",
    "! 甲",
    "* 甲",
    "& 甲",
    "甲: 乙",
    "甲 #乙",
    "“甲”",
    "{{ 甲 }}",
    "<b>甲</b>",
    "甲、乙",
    "..",
    ".md",
];

/// Characters of which each has its own way to spoil a name or a value.
const SIGNS: &str = "[甲乙aZ0９：:#＃\\[\\]{}()（）【】〔〕《》“”‘’\"'`、，,；;。.…—\\-_~～!！?？*&@%$|<>/\\\\^=+ \
    \t\u{3000}\u{A0}\u{200B}\u{200D}\u{200E}\u{202E}\u{2066}\u{FEFF}\u{FE0F}\u{301}\u{30A}\u{94D}\u{E0100}\u{AD}\
    \u{7F}\u{85}\u{9B}\u{2028}\u{2029}\u{D7FF}\u{E000}\u{FFFD}\u{FFFE}\u{FFFF}\u{10000}\u{1F468}\u{1F3FB}\u{10FFFF}\
    ئا\u{5D0}क]";

/// Texts of [`SIGNS`], as many as a regular expression says, behind others.
fn of_signs(before: &str, number: &str) -> impl Strategy<Value = String> + use<> {
    prop::string::string_regex(&format!("{before}{SIGNS}{number}")).expect("a regular expression")
}

fn title() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::sample::select(WORDS).prop_map(str::to_owned),
        6 => of_signs("", "{1,10}"),
        2 => of_signs("[.\\- ]{0,2}", "{0,3}[. ]{0,2}"),
        2 => "\\PC{1,30}",
        1 => "\\p{P}{1,6}",
        1 => of_signs("", "{1,3}").prop_map(|part| part.repeat(60)),
        1 => "(村|a|é|👍){60,260}",
    ]
}

/// The title or name of a document.
fn title_of(meta: &Meta) -> Option<&str> {
    match meta {
        Meta::Article(meta) => Some(&meta.title),
        Meta::Page(meta) => Some(&meta.title),
        Meta::Issue(_) => None,
        Meta::Initiative(meta) | Meta::Region(meta) => Some(&meta.name.as_ref()?.value),
    }
}

/// Makes a file of every kind for each title. Returns the paths with their titles.
fn make_all(scaffold: &Scaffold<'_>, titles: &[String]) -> Vec<(String, String)> {
    let mut made = Vec::new();
    for title in titles {
        for kind in KINDS {
            let file = match kind {
                DocumentKind::Article => scaffold.article(title, None),
                DocumentKind::Page => scaffold.page(title, None),
                DocumentKind::Initiative => scaffold.initiative(title, None, None),
                // With a slash it is a path of names.
                DocumentKind::Region if title.contains('/') => continue,
                // Without a letter it is no name, and the place above is meant.
                DocumentKind::Region if !title.contains(char::is_alphanumeric) => continue,
                DocumentKind::Region => scaffold.region(NewRegion {
                    written: title,
                    name: None,
                    key: None,
                    parent: Some("凌云县"),
                }),
                DocumentKind::Issue => continue,
            };
            let Ok(file) = file.inspect_err(|problem| may_refuse(problem, kind, title)) else {
                continue;
            };
            // Two titles may have one name of a file.
            if write_new(&scaffold.folder.path(&file.path), file.text.as_bytes()).is_ok() {
                made.push((file.path, title.clone()));
            }
        }
    }
    made
}

/// Fails the test if an article or a page is refused without need: initiatives and regions have a key of ASCII.
fn may_refuse(problem: &Diagnostic, kind: DocumentKind, title: &str) {
    let is_seen = !path_segment(title).is_empty();
    let is_short = title.chars().count() <= 2000;
    let has_key = matches!(kind, DocumentKind::Article | DocumentKind::Page);
    assert!(
        !(has_key && is_seen && is_short),
        "{kind:?} {title:?}: {problem:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn build_takes_whatever_new_makes(titles in prop::collection::vec(title(), 30), keys in prop::collection::vec("[a-z0-9_-]{1,4}|index|latest|con", 3)) {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = Folder::new(dir.path());
        write(&folder, "site.toml", SITE);
        let config = config::read(SITE).0.expect("a configuration");
        let today = jiff::Timestamp::from_second(1_700_000_000).expect("a moment");
        let scaffold = Scaffold { folder: &folder, config: &config, today: today.to_zoned(TimeZone::UTC) };
        let made = make_all(&scaffold, &titles);
        for key in &keys {
            if let Ok(file) = scaffold.issue(Some(key)) {
                let _ = write_new(&folder.path(&file.path), file.text.as_bytes());
            }
        }
        let cache = BuildCache::disabled(BodyStore::new().expect("a store"));
        let site = prepare(&folder, &request(&folder, SystemTime::UNIX_EPOCH), &cache);
        let errors: Vec<&Diagnostic> = site.diagnostics.iter().filter(|one| one.is_error()).collect();
        prop_assert_eq!(errors, Vec::<&Diagnostic>::new());
        let (context, _) = site.context.expect("a site");
        let articles = context.site.articles.iter().map(|article| &article.document);
        let pages = context.site.pages.iter().map(|page| &page.document);
        let terms = context.site.taxonomies.iter().flat_map(|taxonomy| &taxonomy.terms);
        let landings = terms.filter_map(|term| Some(&term.landing.as_ref()?.document));
        let documents: Vec<_> = articles.chain(pages).chain(landings).collect();
        for (path, title) in made {
            let document = documents.iter().find(|document| *document.file == *path);
            let read = document.and_then(|document| title_of(&document.meta));
            let expected = join_lines(visible(title));
            prop_assert_eq!(read, Some(expected.trim()), "{}", path);
        }
    }
}
