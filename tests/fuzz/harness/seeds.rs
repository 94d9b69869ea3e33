//! Inputs to begin with: the sources of the repository, and small sites of its golden cases.

use std::path::{Path, PathBuf};

/// The folder of the repository.
fn repository() -> &'static Path {
    // For cargo-fuzz, the harnesses are compiled in a package below it.
    let mut folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let is_repository = |folder: &&Path| folder.join("themes").is_dir();
    folders.find(is_repository).expect("the repository")
}

/// The site.toml of the sample site.
pub(super) fn site_toml() -> Vec<u8> {
    std::fs::read(repository().join("site.toml")).expect("site.toml")
}

/// The bytes of every file below a folder of the repository whose path `wanted` accepts, in order.
pub(super) fn files(below: &str, wanted: impl Fn(&str) -> bool) -> Vec<(String, Vec<u8>)> {
    let mut paths = Vec::new();
    collect(&repository().join(below), &mut paths);
    paths.sort();
    let read = paths.into_iter().filter_map(|path| {
        let name = path.strip_prefix(repository()).ok()?;
        let name = name.to_string_lossy().replace('\\', "/");
        wanted(&name).then(|| Some((name, std::fs::read(&path).ok()?)))?
    });
    read.collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, paths);
        } else {
            paths.push(path);
        }
    }
}

/// The files that golden cases write, with their paths: blocks `=== file PATH`.
pub(super) fn case_files() -> Vec<(String, String)> {
    let cases = files("tests/cases", |name| name.ends_with(".case"));
    let blocks = cases.into_iter().flat_map(|(_, bytes)| {
        let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
        let blocks = text.split("\n=== ").filter_map(|block| {
            let (head, body) = block.split_once('\n')?;
            let path = head.strip_prefix("file ")?.split(' ').next()?;
            Some((path.to_owned(), format!("{}\n", body.trim_end())))
        });
        blocks.collect::<Vec<_>>()
    });
    blocks.collect()
}

/// The seeds of a harness that are kept in the repository, with the inputs that have broken a law before.
pub(super) fn kept(harness: &str) -> Vec<Vec<u8>> {
    let below = |folder: &str| files(&format!("tests/fuzz/{folder}/{harness}"), |_| true);
    let kept = below("seeds").into_iter().chain(below("regressions"));
    kept.map(|(_, bytes)| bytes).collect()
}
