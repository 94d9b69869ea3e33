//! The contract with theme authors suffices: a theme that shares nothing with the default one shows the whole sample.

use crate::support::Sandbox;
use crate::support::files::{copy, read};
use crate::support::html::{Piece, tags, text_in};
use crate::support::sample::{BASE_URL, build_sample, repository};
use crate::support::web::{Mode, Web};

/// The sample site with the theme of `tests/themes/gazette`, built.
fn gazette() -> Sandbox {
    let sandbox = Sandbox::new();
    // The folder of the sample holds much that is none of the site: `target/`.
    let content = repository().join("content");
    copy(&content, &sandbox.path("content"));
    let theme = repository().join("tests/themes/gazette");
    copy(&theme, &sandbox.path("themes/gazette"));
    let settings = read(&repository().join("site.toml"));
    let (mine, theirs) = ("theme = \"gazette\"", "theme = \"jianbao\"");
    assert!(settings.contains(theirs));
    let settings = settings.replace(theirs, mine);
    // What the sample chooses of the default theme's options means nothing here.
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
fn every_page_is_there_and_every_reference_leads_somewhere() {
    let sandbox = gazette();
    let web = Web::load(&sandbox.public(), BASE_URL, "", Mode::Server);
    assert_eq!(web.broken(), [""; 0]);
    let (_kept, out) = build_sample(&[]);
    let theirs = Web::load(&out, BASE_URL, "", Mode::Server);
    let names = |web: &Web| web.pages.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&web), names(&theirs));
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
fn a_theme_that_shows_cards_says_what_a_card_is() {
    let sandbox = gazette();
    sandbox.remove("themes/gazette/templates/card.html");
    let said = sandbox.build(&[]).expect(1).stderr;
    let reason = "the theme has no template `card.html`";
    assert!(said.contains(reason), "{said}");
}
