//! The contract with theme authors suffices: a theme that shares nothing with the default one shows the whole sample.

mod support_press;

use support_press::html::{Piece, tags, text_in};
use support_press::web::{Mode, Web};
use support_press::{Scratch, copy, read, sample};

const BASE: &str = "https://bulletin.example";

/// The sample site with the theme of `tests/themes/gazette`, built.
fn gazette() -> Scratch {
    let scratch = Scratch::new();
    // The folder of the sample holds much that is none of the site: `target/`.
    let content = sample().join("content");
    copy(&content, &scratch.site().join("content"), |_| true, |_| {});
    let theme = sample().join("tests/themes/gazette");
    copy(
        &theme,
        &scratch.site().join("themes/gazette"),
        |_| true,
        |_| {},
    );
    let settings = read(&sample().join("site.toml"));
    let (mine, theirs) = ("theme = \"gazette\"", "theme = \"jianbao\"");
    assert!(settings.contains(theirs));
    let settings = settings.replace(theirs, mine);
    // What the sample chooses of the default theme's options means nothing here.
    let (before, rest) = settings
        .split_once("\n[options]")
        .unwrap_or((&settings, ""));
    let after = rest.find("\n[").map_or("", |end| &rest[end..]);
    let settings = format!("{before}{after}");
    scratch.write("site.toml", settings);
    scratch.build(&["--as-of", "2025-01-01"]).expect(0);
    scratch
}

#[test]
fn every_page_is_there_and_every_reference_leads_somewhere() {
    let scratch = gazette();
    let web = Web::load(&scratch.public(), BASE, "", Mode::Server);
    assert_eq!(web.broken(), [""; 0]);
    let (_kept, out) = support_press::build_sample(&[]);
    let theirs = Web::load(&out, BASE, "", Mode::Server);
    let names = |web: &Web| web.pages.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&web), names(&theirs));
}

#[test]
fn every_page_has_a_title_a_heading_and_a_language() {
    let scratch = gazette();
    let web = Web::load(&scratch.public(), BASE, "", Mode::Server);
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
            &sample()
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
    let scratch = gazette();
    scratch.remove("themes/gazette/templates/card.html");
    let said = scratch.build(&[]).expect(1).said;
    let reason = "the theme has no template `card.html`";
    assert!(said.contains(reason), "{said}");
}
