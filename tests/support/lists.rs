//! Lists in pages of the default theme: cards of articles, terms with counts.

use std::collections::BTreeMap;

use super::Sandbox;
use super::files::read;
use super::html::{Piece, scan, text_in};

/// The positions of the start tags with this class.
pub(crate) fn classed(pieces: &[Piece], class: &str) -> Vec<usize> {
    let has = |piece: &Piece| matches!(piece, Piece::Open(tag) if tag.get("class") == Some(class));
    (0..pieces.len()).filter(|&at| has(&pieces[at])).collect()
}

/// The date and the number of the article on the card at a position.
pub(crate) fn card(pieces: &[Piece], at: usize) -> (String, usize) {
    let tags = pieces[at..].iter().filter_map(|piece| match piece {
        Piece::Open(tag) => Some(tag),
        _ => None,
    });
    let tags: Vec<_> = tags.collect();
    let link = tags.iter().find_map(|tag| tag.get("href")).expect("a link");
    let number = link
        .trim_end_matches('/')
        .rsplit('-')
        .next()
        .and_then(|number| number.parse().ok());
    let day = tags
        .iter()
        .find_map(|tag| tag.get("datetime"))
        .expect("a date");
    (day.to_owned(), number.expect("a number"))
}

/// The counts of terms on a page, by the address of the term.
pub(crate) fn counts(sandbox: &Sandbox, page: &str) -> BTreeMap<String, usize> {
    let pieces = scan(&read(&sandbox.public().join(page)));
    let mut counts = BTreeMap::new();
    for at in classed(&pieces, "count") {
        let before = pieces[..at].iter().rev().find_map(|piece| match piece {
            Piece::Open(tag) => Some(tag.get("href")),
            _ => None,
        });
        if let (Some(Some(href)), Ok(count)) = (before, text_in(&pieces, at).parse()) {
            let address = href
                .trim_start_matches("../")
                .trim_end_matches('/')
                .to_owned();
            assert!(
                counts.insert(address, count).is_none(),
                "{page}: {href} twice"
            );
        }
    }
    counts
}
