//! Errors, warnings and unpublished articles in the preview.

use std::fs;

use crate::small::{ONE, article, small};
use crate::support::preview::{Preview, hashes, wait_for};

#[test]
fn errors_are_shown_over_the_last_good_site_until_they_are_fixed() {
    let preview = Preview::start(small(), &[]);
    let good = preview.page(ONE);
    let original =
        fs::read_to_string(preview.sandbox.path("content/articles/one.md")).expect("the article");
    for (file, broken, part) in [
        (
            "content/articles/one.md",
            original.replace("title:", "titel:"),
            "misspelt-key",
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
            Some(bytes) => fs::write(&path, bytes).expect("fixed"),
            None => fs::remove_file(&path).expect("fixed"),
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
    preview.assert_equals_build("fixed");
}

#[test]
fn a_template_that_fails_is_an_error_page_and_is_reported_early() {
    let preview = Preview::start(small(), &[]);
    preview
        .sandbox
        .write("templates/page.html", "{{ doc.nothing.at_all }}");
    preview.wait_until_current();
    let response = preview.get("/about/");
    assert_eq!(response.status, 500);
    let text = response.text();
    assert!(
        text.contains("templates/page.html:1:") && text.contains("/__bulletin/live.js"),
        "{text}"
    );
    assert_eq!(preview.get("/").status, 200);
    // No browser has requested that page: the pass over all pages finds the error, and every page shows it.
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

/// A page that a browser has shown stays as it was, whatever is wrong with the templates or settings; the errors
/// lie over it.
#[test]
fn mistakes_in_templates_leave_the_last_good_pages() {
    let preview = Preview::start(small(), &[]);
    let (about, article) = (preview.get("/about/"), preview.get(ONE));
    assert_eq!((about.status, article.status), (200, 200));
    let original = preview.page("/about/");
    for (file, broken, part) in [
        (
            "templates/page.html",
            "{{ doc.nothing.at_all }}",
            "templates/page.html:1:",
        ),
        (
            "templates/page.html",
            "{% for x in doc.title %}",
            "tag-not-ended",
        ),
        (
            "templates/partials/footer.html",
            "{{ page.nothing.at_all }}",
            "templates/partials/footer.html:1:",
        ),
        (
            "templates/card.html",
            "{{ article.nothing.at_all }}",
            "templates/card.html:1:",
        ),
        ("site.toml", "title = “测试”", "toml-quotes"),
        ("themes/jianbao/theme.toml", "contract = ", "toml-no-value"),
    ] {
        let before = fs::read(preview.sandbox.path(file)).ok();
        preview.sandbox.write(file, broken);
        let problems = preview.wait_for_problems();
        assert!(problems.contains(part), "{file}: {part} not in {problems}");
        for (path, good) in [("/about/", &about), (ONE, &article)] {
            let now = preview.get(path);
            assert_eq!(now.status, 200, "{file}: {path}");
            assert_eq!(now.text(), good.text(), "{file}: {path}");
            let (page, style) = hashes(&now.text());
            assert!(!preview.state(path, &page, &style).reload, "{file}: {path}");
            // A page without the mistake shows it when all pages have been looked at.
            let problems = wait_for(|| preview.state(path, &page, &style).problems);
            assert!(
                problems.is_some_and(|it| it.contains(part)),
                "{file}: {path}"
            );
        }
        match before {
            Some(bytes) => fs::write(preview.sandbox.path(file), bytes).expect("mended"),
            None => preview.sandbox.remove(file),
        }
        preview.wait_until_fixed();
        preview.wait_until_current();
        assert_eq!(preview.page("/about/"), original);
    }
    preview.assert_equals_build("mended");
}

#[test]
fn warnings_are_shown_with_errors_and_never_alone() {
    let sandbox = small();
    let text = article("路灯亮了", "2024-01-02", "weather: 晴\n", "村。");
    sandbox.write("content/articles/one.md", text);
    let preview = Preview::start(sandbox, &[]);
    preview.wait_for_line("warning");
    assert_eq!(preview.state("/", "", "").problems, None);
    let both = |problems: &str, error: &str| {
        let parts = ["unknown-field", "content/articles/one.md:4:1", error];
        for part in parts {
            assert!(problems.contains(part), "{part} not in {problems}");
        }
        assert_eq!(problems.matches(error).count(), 1, "{problems}");
    };
    // An error in a source.
    let about = "---\ntitle: 关于\naliases: [/old/about/]\n---\n本刊。\n";
    preview
        .sandbox
        .write("content/pages/about.md", about.replace("title", "titel"));
    both(&preview.wait_for_problems(), "content/pages/about.md:2:1");
    preview.sandbox.write("content/pages/about.md", about);
    preview.wait_until_fixed();
    // An error in a template, found when its page is rendered.
    preview
        .sandbox
        .write("templates/page.html", "{{ doc.nothing.at_all }}");
    both(&preview.wait_for_problems(), "templates/page.html:1:");
    let response = preview.get("/about/");
    assert_eq!(response.status, 500);
    both(&response.text(), "templates/page.html:1:");
}

#[test]
fn a_site_that_starts_with_errors_shows_them_and_then_the_fixed_site() {
    let sandbox = small();
    sandbox.write("content/pages/about.md", "---\ntitel: 关于\n---\n");
    let preview = Preview::start(sandbox, &[]);
    let response = preview.get("/");
    assert_eq!(response.status, 500);
    assert!(
        response.text().contains("content/pages/about.md:2:1"),
        "{}",
        response.text()
    );
    // A tab that shows them loads again when they are fixed, and not before.
    let (page, style) = hashes(&response.text());
    assert!(!preview.state("/", &page, &style).reload);
    preview
        .sandbox
        .write("content/pages/about.md", "---\ntitle: 关于\n---\n");
    preview.wait_until_current();
    assert!(preview.state("/", &page, &style).reload);
    assert_eq!(preview.get("/").status, 200);
    preview.assert_equals_build("fixed");
}

#[test]
fn unpublished_articles_are_shown_and_marked() {
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

#[test]
fn control_characters_are_shown_in_the_overlay() {
    let preview = Preview::start(small(), &[]);
    let quoted = "slug: \"a\\u001b]0;t\\u202e/\"\n";
    let link = "[x](\u{202e}no\u{9b}.md)";
    for (front, body, shown) in [
        (quoted, "", "a\\u{1b}]0;t"),
        ("", link, "\\u{202e}no\\u{9b}.md"),
    ] {
        let text = article("坏", "2024-01-02", front, body);
        preview.sandbox.write("content/articles/bad.md", text);
        let problems = preview.wait_for_problems();
        let is_hidden = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
        assert!(!problems.contains(is_hidden), "{problems:?}");
        assert!(problems.contains(shown), "{problems}");
        preview.sandbox.remove("content/articles/bad.md");
        preview.wait_until_fixed();
    }
}
