//! Where a site may be written: not into a folder whose files are somebody's work.
//!
//! Foreign files are never replaced, but a site that is spread over a home folder, or over its own sources, is no
//! less of a mess. A folder into which a site has been written before is fine.

use std::path::{Component, Path, PathBuf};

use super::publication::STATE_FOLDER;
use crate::diagnostic::{Diagnostic, Message};
use crate::source::SOURCE_FOLDERS;

/// Fails for an output folder that is the root of a file system, the home folder or a folder that holds it, the
/// site or a folder that holds it, or in the sources of the site.
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

fn refusal(out: &Path, site: &Path, home: Option<&Path>) -> Option<Message> {
    let resolved = resolved(out);
    let out = out.display().to_string().replace('\\', "/");
    if resolved.parent().is_none() {
        return Some(Message::OutIsRoot { out });
    }
    let holds = |folder: &Path| ancestors(folder).any(|above| is_same(&above, &resolved));
    if holds(site) {
        return Some(Message::OutHoldsSite { out });
    }
    if home.is_some_and(holds) {
        return Some(Message::OutIsHome { out });
    }
    let within = |folder: &Path| {
        resolved.ancestors().any(|above| is_same(above, folder))
            || starts_with(&resolved, &self::resolved(folder))
    };
    let sources = SOURCE_FOLDERS.iter().chain(&[STATE_FOLDER]);
    let mut sources = sources.filter(|name| within(&site.join(name)));
    sources.next().map(|folder| Message::OutInSources {
        out,
        folder: (*folder).to_owned(),
    })
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

/// Whether a path is in a folder, which need not exist. Most disks of Windows and macOS ignore case.
fn starts_with(path: &Path, folder: &Path) -> bool {
    if cfg!(any(windows, target_os = "macos")) {
        let lower = |path: &Path| PathBuf::from(path.to_string_lossy().to_lowercase());
        return lower(path).starts_with(lower(folder));
    }
    path.starts_with(folder)
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
    }
}
