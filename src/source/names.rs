//! Names that say whose a file is: the author's, or one that a system, an editor or a synchronising program
//! leaves behind.

use std::ffi::OsStr;

/// Whose a file or folder is, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileNameKind {
    /// A usual name.
    Usual,
    /// It begins with `.` or `~`, and is not known to be a system's. In static/ it is published.
    Hidden,
    /// It is known to hold passwords and keys, and is never published.
    Secret,
    /// A system, an editor or a version control made it. Nobody misses it.
    System,
}

/// The folder in which the program keeps its own files, in a site and in an output folder.
pub(super) const PROGRAM_FOLDER: &str = ".bulletin";

/// Names that systems and programs give, in lower case; and the beginnings of more.
const SYSTEM: &[&str] = &[
    "$recycle.bin",
    ".apdisk",
    PROGRAM_FOLDER,
    ".ds_store",
    ".directory",
    ".editorconfig",
    ".hidden",
    ".idea",
    ".keep",
    ".localized",
    ".obsidian",
    ".svn",
    ".temporaryitems",
    ".vs",
    ".vscode",
    "__macosx",
    "desktop.ini",
    "ehthumbs.db",
    "thumbs.db",
];

const SYSTEM_STARTS: &[&str] = &[
    ".#",
    "._",
    ".~",
    "~$",
    ".apple",
    ".documentrevisions-",
    ".dropbox",
    ".fseventsd",
    ".fuse_hidden",
    ".git",
    ".goutputstream-",
    ".hg",
    ".nfs",
    ".spotlight-",
    ".stfolder",
    ".stignore",
    ".stversions",
    ".sync",
    ".trash",
    ".volumeicon.",
];

/// How names of hidden files that editors make end.
const EDITOR_ENDS: &[&str] = &[".swp", ".swo", ".swn", ".swx", ".un~", ".tmp", ".kate-swp"];

/// Names of files with passwords, in lower case.
const SECRET: &[&str] = &[
    ".aws", ".env", ".gnupg", ".netrc", ".npmrc", ".pgpass", ".pypirc", ".ssh",
];

/// Whose a file or folder of this name is.
pub(crate) fn name_kind(name: &OsStr) -> FileNameKind {
    let Some(first) = name.as_encoded_bytes().first() else {
        return FileNameKind::System;
    };
    let ends_as_backup = name.as_encoded_bytes().ends_with(b"~");
    // Most names are told by their first byte.
    if !matches!(
        first,
        b'.' | b'~' | b'#' | b'$' | b'_' | b'd' | b'e' | b's' | b't'
    ) && !first.is_ascii_uppercase()
        && !ends_as_backup
    {
        return FileNameKind::Usual;
    }
    let name = name.to_string_lossy().to_ascii_lowercase();
    let is_autosave = name.len() > 1 && name.starts_with('#') && name.ends_with('#');
    let is_hidden = name.starts_with(['.', '~']);
    let is_editors = is_hidden && EDITOR_ENDS.iter().any(|end| name.ends_with(end));
    if ends_as_backup
        || is_autosave
        || is_editors
        || SYSTEM.contains(&name.as_str())
        || SYSTEM_STARTS.iter().any(|start| name.starts_with(start))
    {
        return FileNameKind::System;
    }
    // `.env.production`, too.
    let is_secret = |secret: &&&str| {
        let rest = name.strip_prefix(**secret);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    match (is_hidden, SECRET.iter().find(is_secret)) {
        (true, Some(_)) => FileNameKind::Secret,
        (true, None) => FileNameKind::Hidden,
        (false, _) => FileNameKind::Usual,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_systems_and_editors_are_known_by_their_names() {
        let kind = |name: &&str| name_kind(OsStr::new(*name));
        for (expected, names) in [
            (
                FileNameKind::System,
                &[
                    ".DS_Store",
                    "._稿件.md",
                    ".git",
                    ".gitignore",
                    ".gitkeep",
                    "Thumbs.db",
                    "desktop.ini",
                    "Desktop.ini",
                    "~$稿件.docx",
                    ".~lock.表.xlsx#",
                    "a.md~",
                    ".a.md.swp",
                    "#a.md#",
                    ".#a.md",
                    "~WRL0001.tmp",
                    ".Trash-1000",
                    "$RECYCLE.BIN",
                    "__MACOSX",
                    ".syncthing.a.md.tmp",
                    ".bulletin",
                ][..],
            ),
            (
                FileNameKind::Hidden,
                &[
                    ".nojekyll",
                    ".well-known",
                    ".htaccess",
                    ".草稿.md",
                    "~旧稿.md",
                ],
            ),
            (FileNameKind::Secret, &[".env", ".env.production", ".ssh"]),
            (
                FileNameKind::Usual,
                &[
                    "a.md",
                    "A.MD",
                    "#1 公告.md",
                    "稿件#.md",
                    "_headers",
                    "desktop.initial",
                    "Thumbs.dbx",
                    "$1.md",
                    "env",
                    "environment.pdf",
                ],
            ),
        ] {
            for name in names {
                assert_eq!(kind(name), expected, "{name}");
            }
        }
    }
}
