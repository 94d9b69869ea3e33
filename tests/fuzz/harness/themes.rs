//! Themes: theme.toml, strings and templates, with a small site that shows every page.

use super::site::{DOCUMENTS, Sandbox, cases};
use super::{Check, seeds};
use crate::mutate::Material;
use crate::tokens::tokens;

pub(super) fn material() -> Material {
    let mut seeds = seeds::kept("themes");
    seeds.extend(cases("tests/cases/theme", |_| true));
    seeds.push(theme("gazette", "tests/themes"));
    seeds.push(theme("jianbao", "themes"));
    Material {
        seeds,
        tokens: tokens(&[
            include_str!("../tokens/templates.txt"),
            include_str!("../tokens/toml.txt"),
        ]),
        is_text: true,
    }
}

/// A site with a copy of a theme of the repository.
fn theme(name: &str, folder: &str) -> Vec<u8> {
    let is_text = |path: &str| {
        [".html", ".toml", ".css"]
            .iter()
            .any(|end| path.ends_with(end))
    };
    let files = seeds::files(&format!("{folder}/{name}"), is_text);
    let settings = format!(
        "=== site.toml\ntitle = \"简报\"\nbase_url = \"https://x.example/\"\ntheme = \"{name}\"\n"
    );
    let files = files.into_iter().map(|(path, bytes)| {
        let path = path.strip_prefix(folder).unwrap_or(&path).to_owned();
        format!("=== themes{path}\n{}\n", String::from_utf8_lossy(&bytes))
    });
    let files: String = files.collect();
    format!("{settings}{DOCUMENTS}{files}").into_bytes()
}

pub(super) fn open() -> Check {
    let sandbox = Sandbox::new();
    Box::new(move |bytes| {
        sandbox.fill(&String::from_utf8_lossy(bytes));
        if sandbox.build() != 0 {
            return false;
        }
        let outputs = sandbox.outputs();
        assert_eq!(sandbox.build(), 0, "the second build");
        assert_eq!(sandbox.outputs(), outputs, "the second build");
        true
    })
}
