//! Tests of the build cache.

use std::time::{Duration, SystemTime};

use super::*;
use crate::diagnostic::Message;
use crate::pipeline::{PreparedSite, prepare};
use crate::testing;
use crate::testing::{SITE, request};

fn write(root: &std::path::Path, file: &str, text: impl AsRef<[u8]>) {
    testing::write(&Folder::new(root), file, text);
}

fn site() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    write(dir.path(), "site.toml", SITE);
    for number in 0..3 {
        let text = format!(
            "---\ntitle: 甲{number}\ndate: 2024-01-0{}\n---\n正文\n",
            number + 1
        );
        write(dir.path(), &format!("content/articles/a{number}.md"), &text);
    }
    dir
}

fn run(dir: &tempfile::TempDir, cache: &BuildCache, now: SystemTime) -> PreparedSite {
    let folder = Folder::new(dir.path());
    let files = Arc::new(Inventory::scan(&folder, now));
    prepare(
        &folder,
        &request(&folder, now),
        &cache.with_inventory(files),
    )
}

/// Which of the documents of the second run are those of the first.
fn reused(first: &PreparedSite, second: &PreparedSite) -> Vec<bool> {
    let document = |prepared: &PreparedSite, index: usize| {
        let (context, _) = prepared.context.as_ref().expect("a site");
        Arc::clone(&context.site.articles[index].document)
    };
    (0..3)
        .map(|index| Arc::ptr_eq(&document(first, index), &document(second, index)))
        .collect()
}

/// Long after every file was written: stamps can be relied on.
fn later() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 36)
}

fn begin() -> BuildCache {
    BuildCache::new(BodyStore::new().expect("a store"), Arc::default())
}

#[test]
fn only_what_changed_is_parsed_again() {
    // By stamp, and by hash where stamps cannot be relied on yet.
    for now in [later(), SystemTime::UNIX_EPOCH] {
        let dir = site();
        let first = run(&dir, &begin(), now);
        write(
            dir.path(),
            "content/articles/a1.md",
            "---\ntitle: 乙\ndate: 2024-01-02\n---\n新的正文\n",
        );
        let second = run(&dir, &first.cache, now);
        assert_eq!(reused(&first, &second), [true, false, true]);
        let (context, _) = second.context.as_ref().expect("a site");
        assert_eq!(context.site.articles[1].meta().title, "乙");
    }
}

/// The texts of the articles of a run that logs texts.
fn texts(dir: &tempfile::TempDir, cache: BuildCache) -> (BuildCache, Vec<String>) {
    let PreparedSite { context, cache, .. } = run(dir, &cache.logging_texts(), later());
    let (context, _) = context.expect("a site");
    let articles = context.site.articles.iter();
    let texts = articles.map(|article| context.bodies.text(&article.document).expect("a text"));
    let texts = texts.collect();
    cache.finish_text_log().expect("complete");
    (cache, texts)
}

#[test]
fn every_body_has_a_text_however_its_document_came() {
    let dir = site();
    let log = dir.path().join(".bulletin/cache/text");
    let (cache, first) = texts(&dir, begin());
    assert_eq!(first, ["正文\n"; 3]);
    let size = || log.metadata().expect("a log").len();
    let size_of_three = size();
    let (cache, second) = texts(&dir, cache);
    assert_eq!(
        (second, size()),
        (first, size_of_three),
        "nothing is appended"
    );
    write(
        dir.path(),
        "content/articles/a1.md",
        "---\ntitle: 乙\ndate: 2024-01-02\n---\n新的**正文**\n",
    );
    let (cache, third) = texts(&dir, cache);
    assert_eq!(third, ["正文\n", "新的正文\n", "正文\n"]);
    assert!(size() > size_of_three, "one text is appended");
    // Without a log the texts are rendered from the sources.
    crate::output::fs::remove(&log).expect("removed");
    let (cache, fourth) = texts(&dir, cache);
    assert_eq!(fourth, third);
    // A later version of a body is not taken for the one that was parsed.
    crate::output::fs::remove(&log).expect("removed");
    let (context, _) = run(&dir, &cache, later()).context.expect("a site");
    let text = |article: usize| {
        context
            .bodies
            .text(&context.site.articles[article].document)
    };
    write(
        dir.path(),
        "content/articles/a1.md",
        "---\ntitle: 乙\ndate: 2024-01-02\nextra: {note: 丙}\n---\n更新的正文\n",
    );
    assert_eq!(text(1), Err(Message::FileChanged {}));
    assert_eq!(text(2), Ok("正文\n".to_owned()));
    crate::output::fs::remove(&dir.path().join("content/articles/a0.md")).expect("removed");
    assert_eq!(text(2), Err(Message::FileChanged {}));
}

/// A site whose article a1 shows an image, listed but not yet read.
fn listed_site(image: &str) -> (tempfile::TempDir, Folder, Arc<Inventory>) {
    let dir = site();
    let text = "---\ntitle: 甲1\ndate: 2024-01-02\n---\n![图](map.svg)\n";
    write(dir.path(), "content/articles/a1.md", text);
    write(dir.path(), "content/articles/map.svg", image);
    let folder = Folder::new(dir.path());
    let files = Arc::new(Inventory::scan(&folder, later()));
    (dir, folder, files)
}

const IMAGE: &str = "<svg width='10' height='10'/>";

#[test]
fn an_image_that_is_not_the_one_that_was_measured_is_not_published() {
    let (dir, folder, files) = listed_site(IMAGE);
    let prepared = prepare(
        &folder,
        &request(&folder, later()),
        &begin().with_inventory(files),
    );
    let (context, plan) = prepared.context.expect("a site");
    let output = plan.find("articles/map.svg").expect("an output");
    let render = || crate::render::Renderer::new(&context, &plan).render(output.id);
    assert_eq!(render().expect("rendered").bytes, IMAGE.as_bytes());
    write(
        dir.path(),
        "content/articles/map.svg",
        IMAGE.replace("10", "99"),
    );
    let message = render().err().map(|problem| problem.message);
    assert_eq!(message, Some(Message::FileChanged {}));
}

/// Version control and backups put a folder aside and back again: the files in it keep all their times.
#[test]
fn what_stood_in_the_place_of_a_file_for_a_moment_is_not_taken_for_it() {
    let (dir, folder, files) = listed_site(IMAGE);
    let articles = dir.path().join("content/articles");
    let (aside, other) = (dir.path().join("aside"), dir.path().join("other"));
    for number in 0..3 {
        let text = format!("---\ntitle: 乙{number}\ndate: 2024-01-02\n---\n![图](map.svg)\n");
        write(dir.path(), &format!("other/a{number}.md"), &text);
    }
    write(dir.path(), "other/map.svg", IMAGE.replace("10", "99"));
    let rename = |from: &std::path::Path, to: &std::path::Path| {
        std::fs::rename(from, to).expect("renamed");
    };
    rename(&articles, &aside);
    rename(&other, &articles);
    let first = prepare(
        &folder,
        &request(&folder, later()),
        &begin().with_inventory(Arc::clone(&files)),
    );
    rename(&articles, &other);
    rename(&aside, &articles);
    let title_and_width = |prepared: &PreparedSite| {
        let (context, _) = prepared.context.as_ref().expect("a site");
        let asset = context.site.addresses.asset("articles/map.svg");
        let size = asset.and_then(crate::site::Asset::size).expect("an image");
        let titles = context.site.articles.iter();
        let titles = titles.map(|article| article.meta().title.clone());
        (titles.collect::<Vec<_>>().concat(), size.width)
    };
    assert_eq!(title_and_width(&first), ("乙0乙1乙2".to_owned(), 99));
    // The preview sees that the files are not those that it shows.
    let mut known = (*files).clone();
    known.note_read(first.cache.versions_read());
    let mut now = Inventory::scan(&folder, later());
    let changes = now.changes_since(&known, &folder);
    assert_eq!(changes.len(), 4, "{changes:?}");
    let second = run(&dir, &first.cache, later());
    let (titles, width) = title_and_width(&second);
    assert!(!titles.contains('乙'), "{titles}");
    assert_eq!(width, 10);
}

#[test]
fn other_settings_parse_everything_again() {
    let dir = site();
    let first = run(&dir, &begin(), later());
    write(
        dir.path(),
        "site.toml",
        format!("{SITE}subtitle = \"新\"\n"),
    );
    let second = run(&dir, &first.cache, later());
    assert_eq!(reused(&first, &second), [true; 3], "not read by the parser");
    let text = format!("{SITE}[articles]\nsummary = 30\n");
    write(dir.path(), "site.toml", &text);
    let third = run(&dir, &second.cache, later());
    assert_eq!(reused(&second, &third), [false; 3]);
}

#[test]
fn a_site_with_errors_leaves_the_cache_whole() {
    let dir = site();
    let first = run(&dir, &begin(), later());
    write(dir.path(), "site.toml", "title = ");
    let broken = run(&dir, &first.cache, later());
    assert!(broken.context.is_none());
    write(
        dir.path(),
        "site.toml",
        format!("{SITE}theme = \"nowhere\"\n"),
    );
    let without_theme = run(&dir, &broken.cache, later());
    assert!(without_theme.context.is_none());
    write(dir.path(), "site.toml", SITE);
    let mended = run(&dir, &without_theme.cache, later());
    assert_eq!(reused(&first, &mended), [true; 3]);
}

#[test]
fn unused_bodies_are_freed() {
    let dir = site();
    let mut prepared = run(&dir, &begin(), later());
    let long = "长".repeat(1 << 20);
    for round in 0..20 {
        let text = format!("---\ntitle: 丙\ndate: 2024-01-02\n---\n{round}{long}\n");
        write(dir.path(), "content/articles/a1.md", &text);
        prepared = run(&dir, &prepared.cache, later());
    }
    assert!(prepared.cache.bodies.size() < 30 << 20);
}
