//! What is wrong, and what is not for readers yet: how the preview shows it.

use std::fs;

use crate::small::{ONE, article, small};
use crate::support::preview::{Preview, hashes};

#[test]
fn mistakes_are_laid_over_the_last_good_site_until_they_are_mended() {
    let preview = Preview::start(small(), &[]);
    let good = preview.page(ONE);
    let original =
        fs::read_to_string(preview.sandbox.path("content/articles/one.md")).expect("the article");
    for (file, broken, part) in [
        (
            "content/articles/one.md",
            original.replace("title:", "titel:"),
            "missing-key",
        ),
        (
            "content/articles/one.md",
            original.replace("凌云县", "鼓楼区"),
            "content/articles/one.md:5:11",
        ),
        (
            "content/pages/about.md",
            "---\ntitle: 关于\n---\n[没有](没有.md)\n".into(),
            "<mark>没有.md</mark>",
        ),
        ("site.toml", "title = ".into(), "site.toml:1:"),
        (
            "templates/page.html",
            "{% if %}".into(),
            "templates/page.html:1:",
        ),
        (
            "content/articles/more.md",
            article("又", "2024-01-02", "slug: one\n", ""),
            "path-collision",
        ),
    ] {
        let path = preview.sandbox.path(file);
        let before = fs::read(&path).ok();
        preview.sandbox.write(file, broken);
        let problems = preview.wait_for_problems();
        assert!(problems.contains(part), "{file}: {part} not in {problems}");
        assert!(problems.contains("class=\"help\""), "{problems}");
        assert_eq!(preview.page(ONE), good, "{file}: the last good page stays");
        match before {
            Some(bytes) => fs::write(&path, bytes).expect("mended"),
            None => fs::remove_file(&path).expect("mended"),
        }
        preview.wait_until_fixed();
        assert_eq!(preview.page(ONE), good);
    }
    assert!(
        preview
            .lines()
            .iter()
            .any(|line| line == "All errors are mended.")
    );
    preview.assert_equals_build("mended");
}

#[test]
fn a_template_that_fails_on_its_page_is_an_error_page_and_shows_early() {
    let preview = Preview::start(small(), &[]);
    preview
        .sandbox
        .write("templates/page.html", "{{ doc.nothing.at_all }}");
    preview.wait_until_current();
    let answer = preview.get("/about/");
    assert_eq!(answer.status, 500);
    let text = answer.text();
    assert!(
        text.contains("templates/page.html:1:") && text.contains("/__bulletin/live.js"),
        "{text}"
    );
    assert_eq!(preview.get("/").status, 200);
    // Nobody has asked for that page: the pass over all pages finds it, and every page tells.
    assert!(
        preview
            .wait_for_problems()
            .contains("templates/page.html:1:")
    );
    preview.sandbox.remove("templates/page.html");
    preview.wait_until_fixed();
    preview.wait_until_current();
    assert_eq!(preview.get("/about/").status, 200);
}

#[test]
fn warnings_stand_beside_errors_and_alone_they_lie_over_nothing() {
    let sandbox = small();
    let text = article("路灯亮了", "2024-01-02", "weather: 晴\n", "村。");
    sandbox.write("content/articles/one.md", text);
    let preview = Preview::start(sandbox, &[]);
    preview.wait_for_line("warning");
    assert_eq!(preview.state("/", "", "").problems, None);
    let both = |problems: &str, error: &str| {
        let found = ["unknown-field", "content/articles/one.md:4:1", error];
        for part in found {
            assert!(problems.contains(part), "{part} not in {problems}");
        }
        assert_eq!(problems.matches(error).count(), 1, "{problems}");
    };
    // An error of a source.
    let about = "---\ntitle: 关于\naliases: [/old/about/]\n---\n本刊。\n";
    preview
        .sandbox
        .write("content/pages/about.md", about.replace("title", "titel"));
    both(&preview.wait_for_problems(), "content/pages/about.md:2:1");
    preview.sandbox.write("content/pages/about.md", about);
    preview.wait_until_fixed();
    // An error of a template, which shows when its page is rendered.
    preview
        .sandbox
        .write("templates/page.html", "{{ doc.nothing.at_all }}");
    both(&preview.wait_for_problems(), "templates/page.html:1:");
    let answer = preview.get("/about/");
    assert_eq!(answer.status, 500);
    both(&answer.text(), "templates/page.html:1:");
}

#[test]
fn a_site_that_begins_with_mistakes_shows_them_and_comes_up_when_they_are_mended() {
    let sandbox = small();
    sandbox.write("content/pages/about.md", "---\ntitel: 关于\n---\n");
    let preview = Preview::start(sandbox, &[]);
    let answer = preview.get("/");
    assert_eq!(answer.status, 500);
    assert!(
        answer.text().contains("content/pages/about.md:2:1"),
        "{}",
        answer.text()
    );
    // A tab that shows them is told to load again when they are mended, and not before.
    let (page, style) = hashes(&answer.text());
    assert!(!preview.state("/", &page, &style).reload);
    preview
        .sandbox
        .write("content/pages/about.md", "---\ntitle: 关于\n---\n");
    preview.wait_until_current();
    assert!(preview.state("/", &page, &style).reload);
    assert_eq!(preview.get("/").status, 200);
    preview.assert_equals_build("mended");
}

#[test]
fn drafts_and_what_is_not_for_readers_yet_or_no_more_are_shown_and_marked() {
    let sandbox = small();
    for (name, day, more) in [
        ("draft", "2024-02-02", "draft: true\n"),
        ("later", "2199-01-01", ""),
        ("gone", "2024-02-02", "expires: 2024-02-03\n"),
    ] {
        let text = article(name, day, more, "村。");
        sandbox.write(&format!("content/articles/{name}.md"), text);
    }
    let preview = Preview::start(sandbox, &[]);
    let marked = |path: &str| preview.page(path).contains("class=\"status\"");
    for path in [
        "/articles/2024/draft/",
        "/articles/2199/later/",
        "/articles/2024/gone/",
    ] {
        assert!(marked(path), "{path}");
    }
    assert!(!marked(ONE));
    let list = preview.page("/articles/");
    for name in ["draft", "later", "gone"] {
        assert!(list.contains(&format!("/{name}/")), "{name}: {list}");
    }
}
