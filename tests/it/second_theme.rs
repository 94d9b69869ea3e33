//! The contract with theme authors suffices: a theme that shares nothing with the default one renders the
//! sample.

use crate::support::Sandbox;
use crate::support::files::{copy, read};
use crate::support::html::{Piece, tags, text_in};
use crate::support::sample::{BASE_URL, build_sample, repository};
use crate::support::web::{Mode, Web};

/// The sample site with the theme of `tests/themes/gazette`, built.
fn gazette() -> Sandbox {
    let sandbox = Sandbox::new();
    // The folder of the sample holds other files as well, such as `target/`.
    let content = repository().join("content");
    copy(&content, &sandbox.path("content"));
    let theme = repository().join("tests/themes/gazette");
    copy(&theme, &sandbox.path("themes/gazette"));
    let settings = read(&repository().join("site.toml"));
    let default = "theme = \"jianbao\"";
    assert!(settings.contains(default));
    let settings = settings.replace(default, "theme = \"gazette\"");
    // The options of the sample are those of the default theme.
    let (before, rest) = settings
        .split_once("\n[options]")
        .unwrap_or((&settings, ""));
    let after = rest.find("\n[").map_or("", |end| &rest[end..]);
    let settings = format!("{before}{after}");
    sandbox.write("site.toml", settings);
    sandbox.build(&["--as-of", "2025-01-01"]).expect(0);
    sandbox
}

#[test]
fn every_page_exists_and_every_reference_has_a_target() {
    let sandbox = gazette();
    let web = Web::load(&sandbox.public(), BASE_URL, "", Mode::Server);
    assert_eq!(web.broken(), [""; 0]);
    let (_sandbox, out) = build_sample(&[]);
    let default = Web::load(&out, BASE_URL, "", Mode::Server);
    let names = |web: &Web| web.pages.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&web), names(&default));
}

#[test]
fn every_page_has_a_title_a_heading_and_a_language() {
    let sandbox = gazette();
    let web = Web::load(&sandbox.public(), BASE_URL, "", Mode::Server);
    for (page, pieces) in &web.pages {
        let count = |name: &str| tags(pieces).filter(|tag| tag.name == name).count();
        if tags(pieces).any(|tag| tag.get("http-equiv").is_some()) {
            continue;
        }
        assert_eq!((count("title"), count("h1")), (1, 1), "{page}");
        let heading = pieces
            .iter()
            .position(|piece| matches!(piece, Piece::Open(tag) if tag.name == "h1"));
        let heading = text_in(pieces, heading.expect("it was counted"));
        assert!(!heading.trim().is_empty(), "{page}");
        let language = tags(pieces)
            .find(|tag| tag.name == "html")
            .and_then(|tag| tag.get("lang"));
        assert!(
            language.is_some_and(|language| !language.is_empty()),
            "{page}"
        );
    }
}

#[test]
fn its_templates_show_every_variable_that_they_are_given() {
    for doc in bulletin::theme::views::TEMPLATES {
        let text = read(
            &repository()
                .join("tests/themes/gazette/templates")
                .join(doc.template),
        );
        for (name, _) in doc.variables {
            assert!(text.contains(name), "{}: {name}", doc.template);
        }
    }
}

#[test]
fn a_theme_that_shows_cards_needs_their_template() {
    let sandbox = gazette();
    sandbox.remove("themes/gazette/templates/card.html");
    let stderr = sandbox.build(&[]).expect(1).stderr;
    let reason = "the theme has no template `card.html`";
    assert!(stderr.contains(reason), "{stderr}");
}
