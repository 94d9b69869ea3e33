//! The documents for programmers are true, and the names of types are unique.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::documents::{document, prose, spans};
use crate::support::folder;
use crate::support::rust_types::{Definition, definitions};
use crate::support::sample::repository;

/// The documents that name files and tests of the repository.
const DOCUMENTS: &[&str] = &[
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "benches/README.md",
    "data/README.md",
    "docs/performance.md",
    "docs/testing.md",
];

/// The folders whose paths the documents write in full.
const FOLDERS: &[&str] = &["src/", "tests/", "data/", "docs/", "benches/", "themes/"];

/// Modules that ARCHITECTURE.md describes before they exist.
const FUTURE: &[&str] = &["src/import/", "src/export/", "src/deploy/", "src/search/"];

/// Whether a code span is a path of the repository, without a placeholder as in `tests/cases/TOPIC/`.
fn is_path(span: &str) -> bool {
    let mut parts = span.split(['/', '.']);
    let has_placeholder = parts.any(|part| matches!(part, "TOPIC" | "NAME"));
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    FOLDERS.iter().any(|folder| span.starts_with(folder))
        && span.chars().all(is_plain)
        && !has_placeholder
}

#[test]
fn every_file_and_test_that_is_named_exists() {
    let mut missing = Vec::new();
    let (mut files, mut tests) = (0, 0);
    for path in DOCUMENTS {
        let text = prose(&document(path));
        for span in spans(&text) {
            let (file, test) = span.split_once("::").unwrap_or((span, ""));
            if !is_path(file) || FUTURE.contains(&file) {
                continue;
            }
            files += 1;
            let mut exists = repository().join(file).exists();
            if exists && !test.is_empty() {
                tests += 1;
                exists = document(file).contains(&format!("fn {test}("));
            }
            if !exists {
                missing.push(format!("{path}: {span}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    assert!(files > 50 && tests > 30, "{files} files, {tests} tests");
}

#[test]
fn what_is_to_come_does_not_exist() {
    for path in FUTURE {
        assert!(!repository().join(path).exists(), "{path} exists");
    }
}

/// The names of the dependencies in a section of Cargo.toml.
fn section(manifest: &str, name: &str) -> BTreeSet<String> {
    let start = manifest.find(name).expect("the section") + name.len();
    let lines = manifest[start..].lines().skip(1);
    let lines = lines.take_while(|line| !line.starts_with('['));
    let names = lines.filter_map(|line| line.split_once(" = "));
    names.map(|(name, _)| name.to_owned()).collect()
}

#[test]
fn every_dependency_has_its_reason() {
    let manifest = document("Cargo.toml");
    let text = document("ARCHITECTURE.md");
    let chapter = text.split("## Dependencies").nth(1).expect("the chapter");
    let (table, tests) = chapter.split_once("For tests alone:").expect("both parts");
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `"));
    let rows: BTreeSet<String> = rows
        .filter_map(|row| Some(row.split_once('`')?.0.to_owned()))
        .collect();
    let mut dependencies = section(&manifest, "[dependencies]");
    dependencies.extend(section(&manifest, "[target.'cfg(unix)'.dependencies]"));
    assert_eq!(rows, dependencies);
    let named: BTreeSet<String> = spans(tests).into_iter().map(str::to_owned).collect();
    assert_eq!(named, section(&manifest, "[dev-dependencies]"));
}

#[test]
fn the_map_of_the_architecture_is_the_source_tree() {
    let text = document("ARCHITECTURE.md");
    let (_, map) = text.split_once("\n## Map\n").expect("the map");
    let map = map.split("\n## ").next().unwrap_or_default();
    let rows = map.lines().filter(|line| line.starts_with('|'));
    let named = rows.flat_map(spans).filter(|span| is_path(span));
    let named: BTreeSet<String> = named.map(str::to_owned).collect();
    for path in &named {
        let is_folder = repository().join(path).is_dir();
        assert!(repository().join(path).exists(), "{path} does not exist");
        assert_eq!(path.ends_with('/'), is_folder, "{path}");
    }
    let entries = std::fs::read_dir(repository().join("src")).expect("the sources");
    for entry in entries {
        let entry = entry.expect("an entry");
        let mut path = format!("src/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            path.push('/');
        }
        assert!(named.contains(&path), "the map leaves out {path}");
    }
}

/// Dependencies that another may replace, with the only file that names each.
const ISOLATED: &[(&str, &str)] = &[("serde_yaml", "src/fields/yaml/values.rs")];

#[test]
fn what_may_be_replaced_is_named_in_one_place() {
    for (name, only) in ISOLATED {
        let mut naming = BTreeSet::new();
        for path in files_below("src") {
            let text = document(&path);
            let code = text
                .lines()
                .map(|line| line.split("//").next().unwrap_or_default());
            if code.into_iter().any(|line| line.contains(name)) {
                naming.insert(path);
            }
        }
        assert_eq!(naming, BTreeSet::from([(*only).to_owned()]), "{name}");
    }
}

/// The paths of all Rust files below a folder of the repository.
fn files_below(folder: &str) -> Vec<String> {
    let paths = folder::paths(&repository().join(folder));
    let sources = paths.into_iter().filter(|path| path.ends_with(".rs"));
    sources.map(|path| format!("{folder}/{path}")).collect()
}

#[test]
fn the_credits_are_of_the_crates_that_are_compiled_in() {
    let credits = document("data/third-party.txt");
    let list = credits.split("====").next().expect("the list");
    let lines = list.lines().filter(|line| !line.starts_with("- "));
    let lines = lines.filter_map(|line| line.split_once(": "));
    let listed: BTreeSet<&str> = lines.map(|(name, _)| name).collect();
    let lock = document("Cargo.lock");
    let packages = lock.split("[[package]]\n").skip(1).filter_map(|package| {
        let value = |key: &str| {
            let line = package.lines().find_map(|line| line.strip_prefix(key))?;
            Some(line.trim_matches([' ', '=', '"']))
        };
        Some((value("name")?, value("version")?))
    });
    let locked: BTreeMap<String, &str> = packages
        .map(|(name, version)| (format!("{name} {version}"), name))
        .collect();
    let stale: Vec<_> = listed
        .iter()
        .filter(|it| !locked.contains_key(**it))
        .collect();
    assert!(stale.is_empty(), "not compiled in: {stale:?}");
    let names: BTreeSet<&str> = listed.iter().map(|it| locked[*it]).collect();
    let manifest = document("Cargo.toml");
    let missing: Vec<String> = section(&manifest, "[dependencies]")
        .into_iter()
        .filter(|name| !names.contains(name.as_str()))
        .collect();
    assert!(
        missing.is_empty(),
        "run data/make_third_party.py: {missing:?}"
    );
}

/// Type names that are still defined more than once. Each entry must go with the renaming that makes it
/// wrong.
const REPEATED_NAMES: &[&str] = &[];

#[test]
fn no_type_name_is_defined_twice() {
    let mut by_name: BTreeMap<String, Vec<Definition>> = BTreeMap::new();
    for definition in definitions(&repository().join("src")) {
        let all = by_name.entry(definition.name.clone()).or_default();
        all.push(definition);
    }
    assert!(by_name.len() > 200, "{} names", by_name.len());
    by_name.retain(|_, all| all.len() > 1 && all.iter().any(|one| !one.is_private));
    let mut offenders = Vec::new();
    for (name, all) in &by_name {
        if !REPEATED_NAMES.contains(&name.as_str()) {
            let files: Vec<&str> = all.iter().map(|one| one.file.as_str()).collect();
            offenders.push(format!("{name}: {}", files.join(", ")));
        }
    }
    assert!(
        offenders.is_empty(),
        "defined twice:\n{}",
        offenders.join("\n")
    );
    let stale = REPEATED_NAMES
        .iter()
        .filter(|name| !by_name.contains_key(**name));
    let stale: Vec<_> = stale.collect();
    assert!(stale.is_empty(), "defined once by now: {stale:?}");
}
