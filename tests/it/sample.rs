//! Laws of every page, feed, sitemap and structured data of the sample site.

use std::collections::BTreeSet;
use std::path::Path;

use crate::support::feed::{self, Entry, Feed};
use crate::support::files::read;
use crate::support::folder::paths;
use crate::support::html::{Piece, Tag, scan, tags, text_in};
use crate::support::lists::classed;
use crate::support::sample::{BASE_URL, build_sample, repository};
use crate::support::web::{Mode, Target, Web, ids, references};
use crate::support::xml::parse;

const DEEP: &str = "https://x.example/a/b";

/// Whether a page only redirects.
fn is_redirect(pieces: &[Piece]) -> bool {
    tags(pieces).any(|tag| tag.get("http-equiv") == Some("refresh"))
}

fn elements<'p>(pieces: &'p [Piece], name: &'p str) -> impl Iterator<Item = &'p Tag> {
    tags(pieces).filter(move |tag| tag.name == name)
}

#[test]
fn every_reference_has_a_target_wherever_the_site_is_mounted() {
    let (_sandbox, out) = build_sample(&[]);
    let web = Web::load(&out, BASE_URL, "", Mode::Server);
    assert!(web.pages.len() > 100);
    assert_eq!(web.broken(), [""; 0]);
    // Links are relative, so the site works under another path, but for 404.html, which must know its path.
    let mut elsewhere = Web::load(&out, BASE_URL, "/some/where", Mode::Server);
    elsewhere.pages.remove("404.html").expect("404.html");
    assert_eq!(elsewhere.broken(), [""; 0]);
}

#[test]
fn every_reference_has_a_target_below_the_path_of_the_base_url() {
    let (_sandbox, out) = build_sample(&["--base-url", DEEP]);
    let web = Web::load(&out, DEEP, "/a/b", Mode::Server);
    assert_eq!(web.broken(), [""; 0]);
}

#[test]
fn every_reference_of_a_portable_site_names_a_file() {
    let (_sandbox, out) = build_sample(&["--portable"]);
    let web = Web::load(&out, BASE_URL, "/mnt/usb", Mode::Disk);
    assert_eq!(web.broken(), [""; 0]);
    for (page, pieces) in &web.pages {
        for reference in references(pieces) {
            let internal =
                !reference.written.contains("://") && !reference.written.starts_with('#');
            assert!(
                !internal || !reference.written.ends_with('/'),
                "{page}: {}",
                reference.written
            );
        }
    }
}

#[test]
fn the_page_for_missing_addresses_works_at_any_depth() {
    let (_sandbox, out) = build_sample(&["--base-url", DEEP]);
    let web = Web::load(&out, DEEP, "/a/b", Mode::Server);
    let references = references(&web.pages["404.html"]);
    assert!(references.len() > 10);
    for reference in references
        .iter()
        .filter(|reference| !reference.written.starts_with('#'))
    {
        for shown_at in ["nothing", "articles/2024/nothing/", "x/y/z/nothing.html"] {
            let target = web.target(shown_at, &reference.written);
            assert!(
                target.is_ok(),
                "{} at {shown_at}: {target:?}",
                reference.written
            );
        }
    }
}

#[test]
fn style_sheets_name_files_that_exist() {
    let (_sandbox, out) = build_sample(&[]);
    let web = Web::load(&out, BASE_URL, "", Mode::Server);
    let mut sheets = 0;
    for sheet in web.files.iter().filter(|path| path.ends_with(".css")) {
        sheets += 1;
        let text = read(&out.join(sheet));
        for part in text.split("url(").skip(1) {
            let written = part
                .split(')')
                .next()
                .unwrap_or_default()
                .trim_matches(['"', '\'', ' ']);
            if !written.starts_with("data:") {
                let target = web.target(sheet, written);
                assert!(target.is_ok(), "{sheet}: {written}: {target:?}");
            }
        }
    }
    assert!(sheets >= 1);
}

#[test]
fn links_reach_every_page_from_the_home_page() {
    let (_sandbox, out) = build_sample(&[]);
    let web = Web::load(&out, BASE_URL, "", Mode::Server);
    let reached = web.reached();
    let pages = web
        .pages
        .iter()
        .filter(|(path, pieces)| *path != "404.html" && !is_redirect(pieces));
    // `issues/latest/` repeats the page of the newest issue, for links from other sites.
    let lost: Vec<&String> = pages
        .map(|(path, _)| path)
        .filter(|path| !reached.contains(*path) && *path != "issues/latest/index.html")
        .collect();
    assert!(lost.is_empty(), "{lost:#?}");
}

#[test]
fn old_addresses_lead_to_pages() {
    let (_sandbox, out) = build_sample(&[]);
    let web = Web::load(&out, BASE_URL, "", Mode::Server);
    let redirects: Vec<(&String, &Vec<Piece>)> = web
        .pages
        .iter()
        .filter(|(_, pieces)| is_redirect(pieces))
        .collect();
    assert!(!redirects.is_empty());
    for (page, pieces) in redirects {
        let targets: BTreeSet<String> = references(pieces)
            .iter()
            .map(|reference| match web.target(page, &reference.written) {
                Ok(Target::File(file, _)) => file,
                other => panic!("{page}: {} {other:?}", reference.written),
            })
            .collect();
        // The refresh, the canonical address and the visible link agree.
        assert_eq!(targets.len(), 1, "{page}: {targets:?}");
        let target = targets.first().expect("one target");
        assert!(
            !is_redirect(&web.pages[target]),
            "{page} leads to {target}, which leads on"
        );
    }
}

#[test]
fn every_page_has_one_heading_of_its_own_a_language_a_title_and_unique_ids() {
    let (_sandbox, out) = build_sample(&[]);
    let web = Web::load(&out, BASE_URL, "", Mode::Server);
    for (page, pieces) in &web.pages {
        assert_eq!(elements(pieces, "h1").count(), 1, "{page}: h1");
        let html = elements(pieces, "html").next().expect("an html element");
        assert!(
            html.get("lang").is_some_and(|lang| !lang.is_empty()),
            "{page}: lang"
        );
        let title = pieces
            .iter()
            .position(|piece| matches!(piece, Piece::Open(tag) if tag.name == "title"));
        assert!(
            !text_in(pieces, title.expect("a title")).trim().is_empty(),
            "{page}: title"
        );
        let all = ids(pieces);
        let unique: BTreeSet<&String> = all.iter().collect();
        assert_eq!(unique.len(), all.len(), "{page}: ids {all:?}");
    }
}

#[test]
fn every_image_has_an_alternative_text_and_a_size() {
    let (_sandbox, out) = build_sample(&[]);
    let web = Web::load(&out, BASE_URL, "", Mode::Server);
    let mut seen = 0;
    for (page, pieces) in &web.pages {
        for image in elements(pieces, "img") {
            seen += 1;
            assert!(image.get("alt").is_some(), "{page}: {image:?}");
            if image.get("src").is_some_and(|src| !src.contains("://")) {
                for side in ["width", "height"] {
                    let pixels = image.get(side).and_then(|size| size.parse::<u32>().ok());
                    assert!(
                        pixels.is_some_and(|pixels| pixels > 0),
                        "{page}: {side} of {image:?}"
                    );
                }
            }
        }
    }
    assert!(seen > 5);
}

/// The three feeds of one folder.
fn feeds_in(out: &Path, folder: &str) -> [Feed; 3] {
    let file = |name: &str| read(&out.join(folder).join(name));
    [
        feed::atom(&file("atom.xml")),
        feed::rss(&file("rss.xml")),
        feed::json(&file("feed.json")),
    ]
}

#[test]
fn feeds_keep_to_their_formats_and_agree() {
    let (_sandbox, out) = build_sample(&["--base-url", DEEP]);
    let web = Web::load(&out, DEEP, "/a/b", Mode::Server);
    let folders: Vec<&str> = web
        .files
        .iter()
        .filter_map(|path| path.strip_suffix("atom.xml"))
        .collect();
    assert!(folders.len() > 30);
    for folder in folders {
        let feeds = feeds_in(&out, folder);
        for (feed, name) in feeds.iter().zip(["atom.xml", "rss.xml", "feed.json"]) {
            let at = format!("{folder}{name}");
            assert_eq!(
                web.target(&at, &feed.address),
                Ok(Target::File(at.clone(), None))
            );
            assert!(web.target(&at, &feed.home).is_ok(), "{at}: {}", feed.home);
            assert!(!feed.title.is_empty(), "{at}");
            entries(&web, &at, &feed.entries);
        }
        let [atom, rss, json] = feeds;
        assert_eq!(atom.entries, rss.entries, "{folder}");
        assert_eq!(atom.entries, json.entries, "{folder}");
    }
}

fn entries(web: &Web, at: &str, entries: &[Entry]) {
    assert!(
        (1..=20).contains(&entries.len()),
        "{at}: {} entries",
        entries.len()
    );
    assert!(
        entries.is_sorted_by(|a, b| a.published >= b.published),
        "{at}: newest first"
    );
    let unique: BTreeSet<&String> = entries.iter().map(|entry| &entry.id).collect();
    assert_eq!(unique.len(), entries.len(), "{at}: ids");
    for entry in entries {
        assert!(entry.id.starts_with("tag:x.example,"), "{at}: {}", entry.id);
        assert!(
            !entry.authors.is_empty() && entry.authors.iter().all(|name| !name.is_empty()),
            "{at}"
        );
        assert!(
            !entry.title.is_empty() && !entry.summary.is_empty(),
            "{at}: {}",
            entry.id
        );
        assert!(
            entry.url.starts_with(DEEP) && web.target(at, &entry.url).is_ok(),
            "{at}: {}",
            entry.url
        );
        let pieces = scan(&entry.content);
        assert!(pieces.len() > 1, "{at}: no text in {}", entry.id);
        for reference in references(&pieces) {
            assert!(
                reference.written.contains("://"),
                "{at}: {} is relative",
                reference.written
            );
            match web.target(at, &reference.written) {
                Ok(Target::File(file, Some(anchor))) => {
                    assert!(
                        web.has_anchor(&file, &anchor),
                        "{at}: {}",
                        reference.written
                    );
                }
                Ok(_) => {}
                Err(reason) => panic!("{at}: {} {reason}", reference.written),
            }
        }
    }
}

#[test]
fn pages_name_the_feeds_that_exist() {
    let (_sandbox, out) = build_sample(&[]);
    let web = Web::load(&out, BASE_URL, "", Mode::Server);
    let mut named = BTreeSet::new();
    for (page, pieces) in &web.pages {
        for link in elements(pieces, "link").filter(|link| link.get("rel") == Some("alternate")) {
            let href = link.get("href").expect("an address");
            match web.target(page, href) {
                Ok(Target::File(file, _)) => named.insert(file),
                other => panic!("{page}: {href} {other:?}"),
            };
        }
    }
    let written = web.files.iter().filter(|path| {
        let name = path.rsplit('/').next().unwrap_or(path);
        matches!(name, "atom.xml" | "rss.xml" | "feed.json")
    });
    assert_eq!(named, written.cloned().collect());
}

fn is_first_page_of_a_term(path: &str) -> bool {
    let is_term = ["regions/", "initiatives/"]
        .iter()
        .any(|taxonomy| path.starts_with(taxonomy));
    is_term && !path.contains("/page/")
}

/// The days of the articles that a page lists.
fn days_of_cards(pieces: &[Piece]) -> Vec<String> {
    let cards = classed(pieces, "card").into_iter();
    let times = cards.filter_map(|at| tags(&pieces[at..]).find_map(|tag| tag.get("datetime")));
    times.map(|time| time[..10].to_owned()).collect()
}

#[test]
fn the_sitemap_lists_every_page_once() {
    let (_sandbox, out) = build_sample(&["--base-url", DEEP]);
    let web = Web::load(&out, DEEP, "/a/b", Mode::Server);
    let sitemap = parse(&read(&out.join("sitemap.xml")));
    assert_eq!(sitemap.name, "urlset");
    let (mut listed, mut terms) = (BTreeSet::new(), 0);
    for url in sitemap.all("url") {
        let address = &url.one("loc").text;
        assert!(address.starts_with(DEEP), "{address}");
        let Ok(Target::File(file, None)) = web.target("sitemap.xml", address) else {
            panic!("{address} is no page");
        };
        for lastmod in url.all("lastmod") {
            let day: Result<jiff::civil::Date, _> = lastmod.text.parse();
            assert!(day.is_ok() && lastmod.text.len() == 10, "{}", lastmod.text);
            if is_first_page_of_a_term(&file) {
                let newest = days_of_cards(&web.pages[&file]).into_iter().max();
                assert_eq!(newest.as_deref(), Some(&*lastmod.text), "{file}");
                terms += 1;
            }
        }
        assert!(listed.insert(file), "{address} is listed twice");
    }
    assert!(terms > 10, "{terms} terms have a date");
    let wanted = web.pages.iter().filter(|(path, pieces)| {
        !is_redirect(pieces) && !matches!(path.as_str(), "404.html" | "issues/latest/index.html")
    });
    assert_eq!(listed, wanted.map(|(path, _)| path.clone()).collect());
}

#[test]
fn robots_may_read_everything_and_find_the_sitemap() {
    let (_sandbox, out) = build_sample(&["--base-url", DEEP]);
    let robots = read(&out.join("robots.txt"));
    assert!(robots.starts_with("User-agent: *\n"), "{robots}");
    assert!(!robots.contains("Disallow"), "{robots}");
    assert!(
        robots
            .lines()
            .any(|line| line == "Sitemap: https://x.example/a/b/sitemap.xml"),
        "{robots}"
    );
}

#[test]
fn drafts_of_the_sample_are_nowhere_in_the_output() {
    let (_sandbox, out) = build_sample(&[]);
    let drafts: Vec<String> = paths(&repository().join("content"))
        .into_iter()
        .filter(|path| path.ends_with(".md"))
        .map(|path| read(&repository().join("content").join(path)))
        .filter(|text| text.contains("\ndraft: true\n"))
        .collect();
    assert!(!drafts.is_empty());
    for draft in drafts {
        let title = draft
            .lines()
            .find_map(|line| line.strip_prefix("title: "))
            .expect("a title");
        for path in paths(&out) {
            let bytes = std::fs::read(out.join(&path)).expect("a file");
            assert!(
                !String::from_utf8_lossy(&bytes).contains(title),
                "{path} holds {title}"
            );
        }
    }
}

#[test]
fn no_page_needs_more_than_its_policy_allows() {
    let (_sandbox, out) = build_sample(&[]);
    let web = Web::load(&out, BASE_URL, "", Mode::Server);
    for (page, pieces) in web.pages.iter().filter(|(_, pieces)| !is_redirect(pieces)) {
        let mut equivalents = tags(pieces).filter(|tag| tag.get("http-equiv").is_some());
        let policy = equivalents.next().and_then(|tag| tag.get("content"));
        assert!(
            policy.is_some_and(|policy| policy.starts_with("default-src 'self';")),
            "{page}: {policy:?}"
        );
        for tag in tags(pieces) {
            let own = tag.name == "style" || tag.get("style").is_some();
            let handler = tag
                .attributes
                .iter()
                .any(|(name, _)| name.starts_with("on"));
            let script = tag.name == "script"
                && tag.get("src").is_none()
                && tag.get("type") != Some("application/ld+json");
            assert!(!own && !handler && !script, "{page}: {tag:?}");
        }
    }
}

#[test]
fn structured_data_is_json_with_absolute_urls() {
    let (_sandbox, out) = build_sample(&[]);
    let mut kinds = BTreeSet::new();
    for path in paths(&out) {
        if !path.ends_with(".html") {
            continue;
        }
        let text = read(&out.join(&path));
        for part in text.split("<script type=\"application/ld+json\">").skip(1) {
            let json = part.split("</script>").next().unwrap_or_default();
            let value: serde_json::Value = serde_json::from_str(json).expect(&path);
            assert!(value["@context"].is_string(), "{path}: {json}");
            let named = [&value["url"], &value["@id"]];
            for url in named.into_iter().filter_map(|url| url.as_str()) {
                assert!(url.starts_with(BASE_URL), "{path}: {url}");
            }
            kinds.extend(value["@type"].as_str().map(str::to_owned));
        }
    }
    for kind in [
        "NewsArticle",
        "PublicationIssue",
        "BreadcrumbList",
        "WebSite",
    ] {
        assert!(kinds.contains(kind), "{kind}: {kinds:?}");
    }
}
