//! Translates events of the system into [hints](ChangeHint): a pure function, since each system reports the
//! same change by other events.

use std::ffi::OsStr;
use std::path::Path;

use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind};
use notify::{Event, EventKind};

use super::{ChangeHint, ScanScope, WriteProgress};
use crate::config;
use crate::source::{FileNameKind, SOURCE_FOLDERS, name_kind};

/// The hint of an event below `root`; `None` if it cannot have changed a file of the site.
pub(super) fn change_hint(event: &Event, root: &Path) -> Option<ChangeHint> {
    if event.need_rescan() {
        return Some(ChangeHint::WHOLE);
    }
    let progress = write_progress(event.kind)?;
    let is_added_or_removed = matches!(
        event.kind,
        EventKind::Create(_) | EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_))
    );
    let targets = event.paths.iter().filter_map(|path| target(path, root));
    let hints = targets.map(|target| match target {
        EventTarget::SourceFolder => ChangeHint {
            progress,
            scope: ScanScope::Whole,
            watches_outdated: is_added_or_removed,
            lost_events: None,
        },
        EventTarget::File(path) => ChangeHint {
            progress,
            scope: ScanScope::of_file(path),
            watches_outdated: false,
            lost_events: None,
        },
    });
    hints.reduce(|mut hint, other| {
        hint.scope.extend(other.scope);
        hint.watches_outdated |= other.watches_outdated;
        hint
    })
}

fn write_progress(kind: EventKind) -> Option<WriteProgress> {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Some(WriteProgress::Complete),
        // Reading changes nothing, and the preview itself reads most.
        EventKind::Access(_) => None,
        EventKind::Modify(ModifyKind::Name(_)) | EventKind::Remove(_) => {
            Some(WriteProgress::Complete)
        }
        EventKind::Create(CreateKind::Folder) => Some(WriteProgress::Complete),
        EventKind::Create(_) | EventKind::Modify(_) | EventKind::Any | EventKind::Other => {
            Some(WriteProgress::Partial)
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum EventTarget {
    /// site.toml, or a file or folder in one of the source folders: its path relative to the site's folder,
    /// if that is Unicode.
    File(Option<String>),
    /// One of the source folders itself.
    SourceFolder,
}

/// The target of an event at `path`; `None` if it is not part of the site.
fn target(path: &Path, root: &Path) -> Option<EventTarget> {
    let relative = path.strip_prefix(root).ok()?;
    let mut parts = relative.components().map(|part| part.as_os_str());
    let first = parts.next()?;
    if first == config::FILE {
        return Some(EventTarget::File(site_path(relative)));
    }
    if !SOURCE_FOLDERS.iter().any(|folder| first == *folder) {
        return None;
    }
    let rest: Vec<_> = parts.collect();
    if rest.is_empty() {
        return Some(EventTarget::SourceFolder);
    }
    // Temporary files of editors are not part of the site.
    let is_ignored = |part: &&OsStr| name_kind(part) == FileNameKind::System;
    (!rest.iter().any(is_ignored)).then(|| EventTarget::File(site_path(relative)))
}

/// A path with `/` on every system; `None` if it is not Unicode.
fn site_path(relative: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = relative.iter().map(|part| part.to_str()).collect();
    Some(parts?.join("/"))
}

#[cfg(test)]
mod tests {
    use notify::event::{DataChange, RemoveKind, RenameMode};

    use super::*;

    fn hint_of(kind: EventKind, path: &str) -> Option<ChangeHint> {
        change_hint(&Event::new(kind).add_path(path.into()), Path::new("/site"))
    }

    /// A hint that one file may have changed.
    fn file(progress: WriteProgress, file: &str) -> Option<ChangeHint> {
        Some(ChangeHint {
            progress,
            scope: ScanScope::of_file(Some(file.to_owned())),
            watches_outdated: false,
            lost_events: None,
        })
    }

    const WRITTEN: EventKind = EventKind::Access(AccessKind::Close(AccessMode::Write));

    #[test]
    fn writes_renames_and_removals_are_hints() {
        let (path, a) = ("/site/content/articles/a.md", "content/articles/a.md");
        assert_eq!(hint_of(WRITTEN, path), file(WriteProgress::Complete, a));
        let renamed = EventKind::Modify(ModifyKind::Name(RenameMode::To));
        assert_eq!(hint_of(renamed, path), file(WriteProgress::Complete, a));
        let removed = EventKind::Remove(RemoveKind::File);
        assert_eq!(hint_of(removed, path), file(WriteProgress::Complete, a));
        let data = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        assert_eq!(hint_of(data, path), file(WriteProgress::Partial, a));
        assert_eq!(
            hint_of(WRITTEN, "/site/site.toml"),
            file(WriteProgress::Complete, "site.toml")
        );
    }

    #[test]
    fn reading_is_no_hint() {
        let opened = EventKind::Access(AccessKind::Open(AccessMode::Any));
        assert_eq!(hint_of(opened, "/site/content/articles/a.md"), None);
        let closed = EventKind::Access(AccessKind::Close(AccessMode::Read));
        assert_eq!(hint_of(closed, "/site/content/articles/a.md"), None);
    }

    #[test]
    fn files_that_are_no_sources_give_no_hint() {
        for path in [
            "/site/public/index.html",
            "/site/4913",
            "/site/content/articles/.a.md.swp",
            "/site/content/articles/a.md~",
            "/site/content/.git/index",
            "/elsewhere/content/a.md",
        ] {
            assert_eq!(hint_of(WRITTEN, path), None, "{path}");
        }
    }

    #[test]
    fn a_source_folder_is_created() {
        let created = EventKind::Create(CreateKind::Folder);
        assert_eq!(
            hint_of(created, "/site/static"),
            Some(ChangeHint {
                watches_outdated: true,
                ..ChangeHint::WHOLE
            })
        );
        assert_eq!(
            hint_of(created, "/site/static/a"),
            file(WriteProgress::Complete, "static/a")
        );
    }

    #[test]
    fn a_rename_names_both_files_and_lost_events_name_none() {
        let both = EventKind::Modify(ModifyKind::Name(RenameMode::Both));
        let event = Event::new(both)
            .add_path("/site/content/b.md".into())
            .add_path("/site/content/a.md".into());
        let hint = change_hint(&event, Path::new("/site")).expect("a hint");
        let files = hint.scope.files().expect("files");
        assert!(files.iter().eq(["content/a.md", "content/b.md"]));
        let lost = Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan);
        assert_eq!(
            change_hint(&lost, Path::new("/site")),
            Some(ChangeHint::WHOLE)
        );
    }
}
