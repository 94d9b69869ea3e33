//! What a site leaves out: no diagnostics, for nothing may be wrong, but nothing is left out in silence.

use std::sync::Arc;

use super::Lang;
use super::catalogue::{LeftOutReason, Notice};
use crate::util::visible::visible_json;

/// The most files of one reason that are named. Programs get all of them as JSON.
const NAMED: usize = 8;

/// A file that is not in the site.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// Why.
    pub reason: LeftOutReason,
    /// Path relative to the site's folder, with `/`; that of a folder ends with it.
    pub path: Arc<str>,
    /// What belongs to the name: a date, a better name. May be empty.
    pub detail: String,
}

impl LeftOut {
    fn name(&self) -> String {
        if self.detail.is_empty() {
            self.path.to_string()
        } else {
            format!("{} {}", self.path, self.detail)
        }
    }
}

/// One notice for each reason, with the names of the first files; all of them if `all` is set. The files come
/// sorted.
pub(crate) fn left_out_notices(files: &[LeftOut], all: bool, lang: Lang) -> Vec<Notice> {
    let by_reason = files.chunk_by(|a, b| a.reason == b.reason);
    let notices = by_reason.filter_map(|files| {
        let reason = files.first()?.reason;
        let limit = if all { files.len() } else { NAMED };
        let mut names: Vec<String> = files.iter().take(limit).map(LeftOut::name).collect();
        if files.len() > limit {
            names.push("…".to_owned());
        }
        Some(Notice::LeftOut {
            reason: reason.text(lang).to_owned(),
            count: files.len(),
            names: names.join(lang.enumeration_comma()),
            help: reason.help(lang).to_owned(),
        })
    });
    notices.collect()
}

/// The files for programs, one JSON object a line.
pub(crate) fn left_out_json(files: &[LeftOut], lang: Lang) -> String {
    let lines = files.iter().map(|file| {
        let mut message = file.reason.text(lang).to_owned();
        if !file.detail.is_empty() {
            message = format!("{message} {}", file.detail);
        }
        let line = serde_json::json!({
            "severity": "note",
            "code": file.reason.code(),
            "message": message,
            "place": { "file": &*file.path, "line": 0, "column": 0, "length": 0 },
            "help": file.reason.help(lang),
        });
        format!("{}\n", visible_json(&line.to_string()))
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drafts(count: usize) -> Vec<LeftOut> {
        let draft = |number| LeftOut {
            reason: LeftOutReason::Draft,
            path: Arc::from(format!("content/articles/{number:03}.md")),
            detail: String::new(),
        };
        (0..count).map(draft).collect()
    }

    #[test]
    fn many_files_are_counted_and_some_are_named() {
        let text = |all| {
            let [notice] = left_out_notices(&drafts(NAMED + 3), all, Lang::Zh)
                .try_into()
                .expect("one reason");
            notice.text(Lang::Zh)
        };
        assert!(text(false).contains("007.md、…") && text(false).contains("11"));
        assert!(!text(false).contains("008.md"));
        assert!(text(true).contains("010.md") && !text(true).contains('…'));
        let json = left_out_json(&drafts(NAMED + 3), Lang::En);
        assert_eq!(json.lines().count(), NAMED + 3);
    }
}
