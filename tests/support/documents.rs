//! The parts of the documents of the repository: fenced blocks, prose and code spans.

use super::files::read;
use super::sample::repository;

/// The text of a document by its path in the repository.
#[track_caller]
pub(crate) fn document(path: &str) -> String {
    read(&repository().join(path)).replace("\r\n", "\n")
}

/// The fenced blocks of a text, each with the words after its opening fence.
#[track_caller]
pub(crate) fn blocks(text: &str) -> Vec<(&str, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(&str, String)> = None;
    for line in text.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => open = Some((info, String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some((_, body)), None) => {
                body.push_str(line);
                body.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a fence is not closed");
    blocks
}

/// The text without fenced blocks.
pub(crate) fn prose(text: &str) -> String {
    let mut is_fenced = false;
    let lines = text.lines().filter(|line| {
        let is_fence = line.starts_with("```");
        is_fenced ^= is_fence;
        !is_fence && !is_fenced
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The code spans of a text.
pub(crate) fn spans(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}
