//! Errors of the machine that are one: a disk that is full fails for every file, and is said once.

use super::catalogue::is_of_all_files;
use super::{Diagnostic, Message};

/// How many files are named for a cause that each file may have for itself.
const NAMED: usize = 3;

/// Leaves out of a list what repeats itself: errors of reading and writing after the first of a cause that hits
/// all files alike, and after the first few of any other cause, which are counted.
pub(super) fn combine(diagnostics: &mut Vec<Diagnostic>) {
    // The causes with the number of files that are named, and of those that are not.
    let mut causes: Vec<(String, usize, usize)> = Vec::new();
    diagnostics.retain(|diagnostic| {
        let cause = match &diagnostic.message {
            Message::Io { cause, .. } => cause,
            // What a full disk means for the caches is the same as what it means for the outputs.
            Message::CacheNotWritten { cause, .. } | Message::ImagesNotWritten { cause, .. }
                if is_of_all_files(cause) =>
            {
                cause
            }
            _ => return true,
        };
        let found = causes.iter_mut().find(|(other, ..)| other == cause);
        let Some((_, named, left_out)) = found else {
            causes.push((cause.clone(), 1, 0));
            return true;
        };
        let is_named = *named < NAMED && !is_of_all_files(cause);
        if is_named {
            *named += 1;
        } else {
            *left_out += 1;
        }
        is_named
    });
    let left_out = causes.into_iter().filter(|(cause, _, left_out)| {
        // Of a full disk it does not matter which files did not find room.
        *left_out > 0 && !is_of_all_files(cause)
    });
    diagnostics.extend(left_out.map(|(cause, _, count)| {
        let count = count.to_string();
        Diagnostic::new(Message::MoreIo { count, cause })
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(cause: &str, count: usize) -> Vec<&'static str> {
        let one = |file: usize| {
            Diagnostic::new(Message::Io {
                path: file.to_string(),
                cause: cause.to_owned(),
                original: String::new(),
            })
        };
        let mut list: Vec<Diagnostic> = (0..count).map(one).collect();
        list.push(Diagnostic::new(Message::UnclosedQuote {}));
        combine(&mut list);
        let codes = list.iter().map(|diagnostic| diagnostic.message.code());
        codes.collect()
    }

    #[test]
    fn a_full_disk_is_said_once() {
        assert_eq!(codes("full", 20), ["io", "unclosed-quote"]);
        assert_eq!(codes("read-only", 1), ["io", "unclosed-quote"]);
    }

    #[test]
    fn a_full_disk_is_said_once_of_outputs_and_caches() {
        let (path, cause, original) = (String::new(), "full".to_owned(), String::new());
        let mut list = vec![
            Diagnostic::new(Message::Io {
                path: path.clone(),
                cause: cause.clone(),
                original: original.clone(),
            }),
            Diagnostic::new(Message::CacheNotWritten {
                path,
                cause,
                original,
            }),
        ];
        combine(&mut list);
        assert_eq!(list.len(), 1);
        assert_eq!(list[0].message.code(), "io");
    }

    #[test]
    fn files_without_permission_are_named_and_counted() {
        assert_eq!(codes("denied", 3), ["io", "io", "io", "unclosed-quote"]);
        assert_eq!(
            codes("denied", 20),
            ["io", "io", "io", "unclosed-quote", "more-io"]
        );
    }
}
