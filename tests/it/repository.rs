//! The documents for programmers name files, tests and dependencies that exist.

use std::collections::BTreeSet;

use crate::support::documents::{document, prose, spans};
use crate::support::sample::repository;

/// The documents that name files and tests of the repository.
const DOCUMENTS: &[&str] = &[
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
];

#[test]
fn every_file_and_test_that_is_named_exists() {
    let mut missing = Vec::new();
    for path in DOCUMENTS {
        let text = prose(&document(path));
        for span in spans(&text) {
            let (file, test) = span.split_once("::").unwrap_or((span, ""));
            let folders = ["src/", "tests/", "data/", "docs/", "benches/", "themes/"];
            let plain = file
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
            if !plain || !folders.iter().any(|folder| file.starts_with(folder)) {
                continue;
            }
            let there = repository().join(file).exists();
            let named =
                there && (test.is_empty() || document(file).contains(&format!("fn {test}(")));
            if !named && !file.contains("TOPIC") {
                missing.push(format!("{path}: {span}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_dependency_has_its_reason() {
    let manifest = document("Cargo.toml");
    let section = |name: &str| {
        let start = manifest.find(name).expect("the section") + name.len();
        let lines = manifest[start..].lines().skip(1);
        let lines = lines.take_while(|line| !line.starts_with('['));
        let names = lines.filter_map(|line| line.split_once(" = "));
        names
            .map(|(name, _)| name.to_owned())
            .collect::<BTreeSet<String>>()
    };
    let text = document("ARCHITECTURE.md");
    let chapter = text.split("## Dependencies").nth(1).expect("the chapter");
    let (table, tests) = chapter.split_once("For tests alone:").expect("both parts");
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `"));
    let rows: BTreeSet<String> = rows
        .filter_map(|row| Some(row.split_once('`')?.0.to_owned()))
        .collect();
    let mut dependencies = section("[dependencies]");
    dependencies.extend(section("[target.'cfg(unix)'.dependencies]"));
    assert_eq!(rows, dependencies);
    let named: BTreeSet<String> = spans(tests).into_iter().map(str::to_owned).collect();
    assert_eq!(named, section("[dev-dependencies]"));
}
