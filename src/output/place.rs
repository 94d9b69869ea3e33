//! Where a site may be written: not into a folder whose files are somebody's work.
//!
//! Foreign files are never replaced, but a site that is spread over a home folder, or over its own sources, is no
//! less of a mess. A folder into which a site has been written before is fine.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use super::publication::STATE_FOLDER;
use crate::config;
use crate::diagnostic::{Diagnostic, Message};
use crate::source::SOURCE_FOLDERS;
use crate::text::anchor::is_device_name;

/// The folders in which programs keep what is theirs.
const PROGRAM_FOLDERS: [&str; 4] = [STATE_FOLDER, ".git", ".hg", ".svn"];

/// The folders of the system at the top of a disk.
const SYSTEM_FOLDERS: [&str; 24] = [
    "applications",
    "bin",
    "boot",
    "dev",
    "etc",
    "home",
    "lib",
    "lib64",
    "library",
    "program files",
    "program files (x86)",
    "proc",
    "programdata",
    "root",
    "run",
    "sbin",
    "sys",
    "system",
    "users",
    "usr",
    "var",
    "volumes",
    "windows",
    "windows.old",
];

/// Fails for an output folder that is the root of a file system or a folder of the system, the home folder or a
/// folder that holds it, a site or a folder that holds this one; that is in the sources of a site, in another
/// finished site or where a program keeps what is its own; that is no folder, or has a name that not every system
/// can have.
pub fn expect_output_folder(
    out: &Path,
    site: &Path,
    home: Option<&Path>,
) -> Result<(), Diagnostic> {
    if out.join(STATE_FOLDER).join("manifest").is_file() {
        return Ok(());
    }
    match refusal(out, site, home) {
        Some(message) => Err(Diagnostic::new(message)),
        None => Ok(()),
    }
}

fn refusal(typed: &Path, site: &Path, home: Option<&Path>) -> Option<Message> {
    let resolved = resolved(typed);
    let out = shown(typed);
    if resolved.parent().is_none() {
        return Some(Message::OutIsRoot { out });
    }
    if out.contains("://") || out.starts_with("http:/") || out.starts_with("https:/") {
        return Some(Message::OutIsAddress { out });
    }
    if cfg!(not(windows)) && is_windows_path(typed) {
        return Some(Message::OutIsWindowsPath { out });
    }
    // A shell replaces `~` at the start of a word alone: not in `--out=~/www`, and not in quotes.
    if typed.components().next() == Some(Component::Normal(OsStr::new("~"))) {
        return Some(Message::OutIsTilde { out });
    }
    if let Some(path) = not_a_folder(typed) {
        let path = shown(&path);
        return Some(Message::OutIsFile { out, path });
    }
    let holds = |folder: &Path| ancestors(folder).any(|above| is_same(&above, &resolved));
    if holds(site) || resolved.join(config::FILE).is_file() {
        return Some(Message::OutHoldsSite { out });
    }
    if home.is_some_and(holds) {
        return Some(Message::OutIsHome { out });
    }
    if is_of_the_system(&resolved) {
        return Some(Message::OutIsSystem { out });
    }
    if let Some(folder) = source_folder(&resolved, site) {
        let folder = folder.to_owned();
        return Some(Message::OutInSources { out, folder });
    }
    let is_in = |name: &&str| resolved.iter().any(|part| part.eq_ignore_ascii_case(name));
    if let Some(folder) = PROGRAM_FOLDERS.into_iter().find(is_in) {
        let folder = folder.to_owned();
        return Some(Message::OutInProgramFolder { out, folder });
    }
    // As it was typed, if that shows it.
    let mut above = typed.ancestors().chain(resolved.ancestors()).skip(1);
    if let Some(site) = above.find(|above| is_finished_site(above)) {
        let site = shown(site);
        return Some(Message::OutInSite { out, site });
    }
    let name = new_names(&resolved)
        .find(|name| is_device_name(&name.to_lowercase()) || name.ends_with(['.', ' ']))?;
    Some(Message::DeviceName { name })
}

/// Whether a path begins with a drive of Windows, or with the name of a machine as Windows writes it.
fn is_windows_path(path: &Path) -> bool {
    let path = path.to_string_lossy();
    let has_drive =
        matches!(path.as_bytes(), [drive, b':', b'/' | b'\\', ..] if drive.is_ascii_alphabetic());
    has_drive || path.starts_with(r"\\")
}

/// Whether a folder belongs to the system: at the top of the disk, or below one in which programs and settings are.
fn is_of_the_system(folder: &Path) -> bool {
    let names = folder.components().filter_map(|component| match component {
        Component::Normal(name) => Some(name.to_string_lossy().to_lowercase()),
        _ => None,
    });
    let names: Vec<String> = names.collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    match names.as_slice() {
        [top] => SYSTEM_FOLDERS.contains(top),
        [
            "bin" | "boot" | "etc" | "proc" | "sbin" | "sys" | "windows",
            ..,
        ] => true,
        ["usr", "bin" | "include" | "lib" | "lib64" | "sbin", ..] => true,
        _ => false,
    }
}

/// Whether a site was written into a folder, which is none of sources.
fn is_finished_site(folder: &Path) -> bool {
    folder.join(STATE_FOLDER).join("manifest").is_file() && !folder.join(config::FILE).is_file()
}

fn shown(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}

/// The part of a path that exists and is no folder: a file, or a link that leads nowhere.
fn not_a_folder(path: &Path) -> Option<PathBuf> {
    let mut above = path.ancestors().filter(|path| !path.as_os_str().is_empty());
    let existing = above.find(|path| path.symlink_metadata().is_ok())?;
    (!existing.is_dir()).then(|| existing.to_path_buf())
}

/// The folder of sources, of this site or of another one, that a folder is or is in.
fn source_folder(folder: &Path, site: &Path) -> Option<&'static str> {
    let names = || SOURCE_FOLDERS.iter().chain(&[STATE_FOLDER]).copied();
    // The sources of this site may be links to elsewhere.
    let within = |source: &Path| folder.ancestors().any(|above| is_same(above, source));
    if let Some(name) = names().find(|name| within(&site.join(name))) {
        return Some(name);
    }
    let mut sites = folder.ancestors().skip(1);
    sites.find_map(|above| {
        let first = folder.strip_prefix(above).ok()?.iter().next()?;
        // Most disks of Windows and macOS ignore case.
        let name = names().find(|name| first.eq_ignore_ascii_case(name))?;
        above.join(config::FILE).is_file().then_some(name)
    })
}

/// The names of a path that do not exist yet.
fn new_names(path: &Path) -> impl Iterator<Item = String> {
    let new = path.ancestors().take_while(|path| !path.exists());
    new.filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
}

/// The folders above a folder that exists, and the folder itself.
fn ancestors(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let real = folder.canonicalize().ok();
    let ancestors = real
        .iter()
        .flat_map(|real| real.ancestors().map(Path::to_path_buf));
    ancestors.collect::<Vec<_>>().into_iter()
}

/// The real path of a folder, of which the end need not exist.
fn resolved(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let components: Vec<Component<'_>> = absolute.components().collect();
    for count in (1..=components.len()).rev() {
        let start: PathBuf = components[..count].iter().collect();
        if let Ok(mut real) = start.canonicalize() {
            for component in &components[count..] {
                match component {
                    Component::ParentDir => drop(real.pop()),
                    Component::CurDir => {}
                    component => real.push(component),
                }
            }
            return real;
        }
    }
    absolute
}

/// Whether two paths are of one folder, whatever links or spellings lead there.
fn is_same(one: &Path, other: &Path) -> bool {
    match (identity(one), identity(other)) {
        (Some(one), Some(other)) => one == other,
        _ => false,
    }
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    let metadata = path.metadata().ok()?;
    Some((metadata.dev(), metadata.ino()))
}

/// Windows gives a real path in the spelling of the disk.
#[cfg(not(unix))]
fn identity(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Folder;
    use crate::testing::write;

    fn code(out: &Path, site: &Path, home: &Path) -> &'static str {
        match expect_output_folder(out, site, Some(home)) {
            Ok(()) => "",
            Err(diagnostic) => diagnostic.message.code(),
        }
    }

    #[test]
    fn no_site_is_written_over_the_work_of_somebody() {
        let dir = tempfile::tempdir().expect("a folder");
        let home = dir.path().join("home");
        let site = home.join("sites").join("county");
        for folder in SOURCE_FOLDERS {
            std::fs::create_dir_all(site.join(folder)).expect("a folder");
        }
        std::fs::create_dir_all(home.join("www")).expect("a folder");
        std::fs::create_dir_all(home.join("other")).expect("a folder");
        for site in [&site, &home.join("other")] {
            write(&Folder::new(site), "site.toml", "");
        }
        let root = dir.path().ancestors().last().expect("a root");
        for (out, expected) in [
            (root.to_path_buf(), "out-is-root"),
            (root.join("a").join(".."), "out-is-root"),
            (home.clone(), "out-holds-site"),
            (dir.path().to_path_buf(), "out-holds-site"),
            (site.clone(), "out-holds-site"),
            (site.join("public").join(".."), "out-holds-site"),
            (site.join("content"), "out-in-sources"),
            (
                site.join("static").join("new").join("deep"),
                "out-in-sources",
            ),
            (
                site.join("public").join("..").join("templates"),
                "out-in-sources",
            ),
            (site.join(".bulletin").join("out"), "out-in-sources"),
            (site.join("public"), ""),
            (home.join("www"), ""),
            (home.join("www").join("new"), ""),
            (site.join("content2"), ""),
            (site.join("Content"), "out-in-sources"),
            (site.join(".git"), "out-in-program-folder"),
            (site.join(".GIT").join("www"), "out-in-program-folder"),
            (home.join("www").join(".bulletin"), "out-in-program-folder"),
            (root.join("usr"), "out-is-system"),
            (root.join("etc").join("www"), "out-is-system"),
            (PathBuf::from("http://www.gov.cn"), "out-is-address"),
            (PathBuf::from("~/www"), "out-is-tilde"),
            (site.join("~").join("www"), ""),
            (site.join("site.toml"), "out-is-file"),
            (site.join("site.toml").join("www"), "out-is-file"),
            (home.join("other"), "out-holds-site"),
            (
                home.join("other").join("static").join("www"),
                "out-in-sources",
            ),
            (home.join("other").join("public"), ""),
        ] {
            assert_eq!(code(&out, &site, &home), expected, "{}", out.display());
        }
        let elsewhere = dir.path().join("elsewhere");
        std::fs::create_dir_all(elsewhere.join("me")).expect("a folder");
        for home in [elsewhere.join("me"), elsewhere.clone()] {
            assert_eq!(code(&elsewhere, &site, &home), "out-is-home");
        }
        write(&Folder::new(&home), ".bulletin/manifest", "");
        assert_eq!(
            code(&home, &site, &home),
            "",
            "a site was written there before"
        );
        assert_eq!(code(&home.join("x"), &site, &home), "out-in-site");
    }

    #[cfg(unix)]
    #[test]
    fn links_do_not_hide_a_folder() {
        let dir = tempfile::tempdir().expect("a folder");
        let site = dir.path().join("site");
        std::fs::create_dir_all(site.join("content")).expect("a folder");
        let link = |to: &Path, name: &str| {
            let at = dir.path().join(name);
            std::os::unix::fs::symlink(to, &at).expect("a link");
            at
        };
        let home = dir.path().join("home");
        assert_eq!(code(&link(&site, "a"), &site, &home), "out-holds-site");
        let content = link(&site.join("content"), "b");
        assert_eq!(code(&content.join("new"), &site, &home), "out-in-sources");
        let nowhere = link(&dir.path().join("nowhere"), "c");
        assert_eq!(code(&nowhere, &site, &home), "out-is-file");
        // A name that a system has already is none of ours to judge.
        std::fs::create_dir(dir.path().join("con")).expect("a folder");
        assert_eq!(code(&dir.path().join("con").join("www"), &site, &home), "");
        assert_eq!(
            code(Path::new(r"D:\www"), &site, &home),
            "out-is-windows-path"
        );
        for name in ["NUL", "aux.d/www", "www."] {
            let new = dir.path().join(name);
            assert_eq!(code(&new, &site, &home), "device-name", "{name}");
        }
    }
}
