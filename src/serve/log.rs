//! What a line of the log says of a rebuild: what changed, and how long it took.

use std::sync::Arc;
use std::time::Duration;

use crate::source::FileChange;

/// Files that are named; of more, the count is given.
const NAMED: usize = 3;

/// The line in Chinese and in English.
pub(super) fn line(changes: &[(FileChange, Arc<str>)], took: Duration) -> (String, String) {
    let named = |word: fn(FileChange) -> &'static str, comma: &str| {
        let names = changes.iter().take(NAMED);
        let names: Vec<String> = names
            .map(|(change, file)| format!("{} {file}", word(*change)))
            .collect();
        names.join(comma)
    };
    let (mut zh, mut en) = (named(zh, "，"), named(en, ", "));
    let more = changes.len().saturating_sub(NAMED);
    if more > 0 {
        zh = format!("{zh} 等 {} 个文件", changes.len());
        en = format!("{en} and {more} more");
    }
    let took = milliseconds(took);
    (format!("{zh}：{took} 毫秒"), format!("{en}: {took} ms"))
}

fn milliseconds(took: Duration) -> String {
    let milliseconds = took.as_secs_f64() * 1000.0;
    let digits = usize::from(milliseconds < 10.0);
    format!("{milliseconds:.digits$}")
}

fn zh(change: FileChange) -> &'static str {
    match change {
        FileChange::Added => "新增",
        FileChange::Changed => "更新",
        FileChange::Removed => "删除",
    }
}

fn en(change: FileChange) -> &'static str {
    match change {
        FileChange::Added => "added",
        FileChange::Changed => "changed",
        FileChange::Removed => "removed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(count: usize) -> Vec<(FileChange, Arc<str>)> {
        (0..count)
            .map(|number| {
                (
                    FileChange::Changed,
                    Arc::from(format!("content/{number}.md")),
                )
            })
            .collect()
    }

    #[test]
    fn a_line_names_the_file_and_the_time() {
        let (zh, en) = line(&changes(1), Duration::from_micros(8_340));
        assert_eq!(zh, "更新 content/0.md：8.3 毫秒");
        assert_eq!(en, "changed content/0.md: 8.3 ms");
    }

    #[test]
    fn many_files_are_counted() {
        let (zh, en) = line(&changes(500), Duration::from_millis(120));
        assert!(zh.ends_with("更新 content/2.md 等 500 个文件：120 毫秒"));
        assert!(en.ends_with("changed content/2.md and 497 more: 120 ms"));
    }
}
