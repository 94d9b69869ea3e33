//! The line of the log about a rebuild: what changed, and how long it took.

use std::sync::Arc;
use std::time::Duration;

use crate::diagnostic::Lang;
use crate::diagnostic::catalogue::Notice;
use crate::source::FileChange;

/// How many files are named; of more, the count is given.
const NAMED: usize = 3;

/// The line. The list of changes in it is in `lang`.
pub(super) fn line(changes: &[(FileChange, Arc<str>)], took: Duration, lang: Lang) -> Notice {
    let named: Vec<String> = changes
        .iter()
        .take(NAMED)
        .map(|(change, file)| item(*change, file).text(lang))
        .collect();
    let list = named.join(lang.comma());
    let milliseconds = milliseconds(took);
    match changes.len().saturating_sub(NAMED) {
        0 => Notice::PreviewRebuilt {
            changes: list,
            milliseconds,
        },
        more => Notice::PreviewRebuiltMany {
            changes: list,
            count: changes.len(),
            more,
            milliseconds,
        },
    }
}

fn item(change: FileChange, file: &str) -> Notice {
    let file = file.to_owned();
    match change {
        FileChange::Added => Notice::PreviewFileAdded { file },
        FileChange::Changed => Notice::PreviewFileChanged { file },
        FileChange::Removed => Notice::PreviewFileRemoved { file },
    }
}

fn milliseconds(took: Duration) -> String {
    let milliseconds = took.as_secs_f64() * 1000.0;
    let digits = usize::from(milliseconds < 10.0);
    format!("{milliseconds:.digits$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(count: usize) -> Vec<(FileChange, Arc<str>)> {
        (0..count)
            .map(|index| {
                (
                    FileChange::Changed,
                    Arc::from(format!("content/{index}.md")),
                )
            })
            .collect()
    }

    fn lines(changes: &[(FileChange, Arc<str>)], took: Duration) -> [String; 2] {
        [Lang::Zh, Lang::En].map(|lang| line(changes, took, lang).text(lang))
    }

    #[test]
    fn a_line_names_the_file_and_the_time() {
        let [zh, en] = lines(&changes(1), Duration::from_micros(8_340));
        assert_eq!(zh, "更新 content/0.md：8.3 毫秒");
        assert_eq!(en, "changed content/0.md: 8.3 ms");
    }

    #[test]
    fn many_files_are_counted() {
        let [zh, en] = lines(&changes(500), Duration::from_millis(120));
        assert!(zh.ends_with("更新 content/2.md 等 500 个文件：120 毫秒"));
        assert!(en.ends_with("changed content/2.md and 497 more: 120 ms"));
    }
}
