//! What an event of the system says: a pure function, for each system words the same thing in another way.

use std::path::Path;

use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind};
use notify::{Event, EventKind};

use super::{Hint, Scope, Signal};
use crate::source::{SOURCE_FOLDERS, is_ignored};

/// The meaning of an event below `root`; `None` where no file of the site can have changed.
pub(super) fn signal(event: &Event, root: &Path) -> Option<Signal> {
    if event.need_rescan() {
        return Some(Signal::WHOLE);
    }
    let hint = hint(event.kind)?;
    let comes_or_goes = matches!(
        event.kind,
        EventKind::Create(_) | EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_))
    );
    let places = event.paths.iter().filter_map(|path| place(path, root));
    places
        .map(|place| match place {
            Place::Top => Signal {
                hint,
                scope: Scope::Whole,
                renew: comes_or_goes,
                lost: None,
            },
            Place::Inside(file) => Signal {
                hint,
                scope: Scope::of(file),
                renew: false,
                lost: None,
            },
        })
        .reduce(|mut all, one| {
            all.scope.add(one.scope);
            all.renew |= one.renew;
            all
        })
}

fn hint(kind: EventKind) -> Option<Hint> {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Some(Hint::Whole),
        // Whoever reads changes nothing: the program itself reads most.
        EventKind::Access(_) => None,
        EventKind::Modify(ModifyKind::Name(_)) | EventKind::Remove(_) => Some(Hint::Whole),
        EventKind::Create(CreateKind::Folder) => Some(Hint::Whole),
        EventKind::Create(_) | EventKind::Modify(_) | EventKind::Any | EventKind::Other => {
            Some(Hint::Partial)
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    /// site.toml, or inside one of the folders: the path relative to the site's folder, where it is Unicode.
    Inside(Option<String>),
    /// One of the folders itself.
    Top,
}

fn place(path: &Path, root: &Path) -> Option<Place> {
    let below = path.strip_prefix(root).ok()?;
    let mut parts = below.components().map(|part| part.as_os_str());
    let first = parts.next()?;
    if first == crate::config::FILE {
        return Some(Place::Inside(name(below)));
    }
    if !SOURCE_FOLDERS.iter().any(|folder| first == *folder) {
        return None;
    }
    let rest: Vec<_> = parts.collect();
    if rest.is_empty() {
        return Some(Place::Top);
    }
    // What editors leave beside a file is no part of the site.
    let is_hidden = rest.iter().any(|part| is_ignored(part));
    (!is_hidden).then(|| Place::Inside(name(below)))
}

fn name(below: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = below.iter().map(|part| part.to_str()).collect();
    Some(parts?.join("/"))
}

#[cfg(test)]
mod tests {
    use notify::event::{DataChange, RemoveKind, RenameMode};

    use super::*;

    fn of(kind: EventKind, path: &str) -> Option<Signal> {
        signal(&Event::new(kind).add_path(path.into()), Path::new("/site"))
    }

    /// A hint that one file may have changed.
    fn file(hint: Hint, file: &str) -> Option<Signal> {
        Some(Signal {
            hint,
            scope: Scope::of(Some(file.to_owned())),
            renew: false,
            lost: None,
        })
    }

    const WRITTEN: EventKind = EventKind::Access(AccessKind::Close(AccessMode::Write));

    #[test]
    fn writes_renames_and_removals_are_hints() {
        let (path, a) = ("/site/content/articles/a.md", "content/articles/a.md");
        assert_eq!(of(WRITTEN, path), file(Hint::Whole, a));
        let renamed = EventKind::Modify(ModifyKind::Name(RenameMode::To));
        assert_eq!(of(renamed, path), file(Hint::Whole, a));
        let removed = EventKind::Remove(RemoveKind::File);
        assert_eq!(of(removed, path), file(Hint::Whole, a));
        let data = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        assert_eq!(of(data, path), file(Hint::Partial, a));
        assert_eq!(
            of(WRITTEN, "/site/site.toml"),
            file(Hint::Whole, "site.toml")
        );
    }

    #[test]
    fn reading_is_none() {
        let opened = EventKind::Access(AccessKind::Open(AccessMode::Any));
        assert_eq!(of(opened, "/site/content/articles/a.md"), None);
        let closed = EventKind::Access(AccessKind::Close(AccessMode::Read));
        assert_eq!(of(closed, "/site/content/articles/a.md"), None);
    }

    #[test]
    fn what_is_no_source_is_none() {
        for path in [
            "/site/public/index.html",
            "/site/4913",
            "/site/content/articles/.a.md.swp",
            "/site/content/articles/a.md~",
            "/site/content/.git/index",
            "/elsewhere/content/a.md",
        ] {
            assert_eq!(of(WRITTEN, path), None, "{path}");
        }
    }

    #[test]
    fn a_folder_that_is_watched_comes_or_goes() {
        let made = EventKind::Create(CreateKind::Folder);
        assert_eq!(
            of(made, "/site/static"),
            Some(Signal {
                renew: true,
                ..Signal::WHOLE
            })
        );
        assert_eq!(of(made, "/site/static/a"), file(Hint::Whole, "static/a"));
    }

    #[test]
    fn a_renaming_names_both_files_and_lost_events_none() {
        let both = EventKind::Modify(ModifyKind::Name(RenameMode::Both));
        let event = Event::new(both)
            .add_path("/site/content/b.md".into())
            .add_path("/site/content/a.md".into());
        let found = signal(&event, Path::new("/site")).expect("a signal");
        let files = found.scope.files().expect("files");
        assert!(files.iter().eq(["content/a.md", "content/b.md"]));
        let lost = Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan);
        assert_eq!(signal(&lost, Path::new("/site")), Some(Signal::WHOLE));
    }
}
