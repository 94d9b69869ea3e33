//! `bulletin init`: makes a site with the newest sample issue, its initiatives and regions, and the pages.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use include_dir::{Dir, include_dir};

use super::args::{GlobalArgs, InitArgs};
use super::common::site_option;
use super::console::Console;
use crate::article::stem;
use crate::config;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::catalogue::{Notice, new_files};
use crate::output::{expect_empty_folder, write_new};
use crate::source::Folder;

static SAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/content");
const SITE_TOML: &str = include_str!("../../site.toml");

pub(super) fn run(args: &InitArgs, global: &GlobalArgs, console: &mut Console<'_, '_>) -> u8 {
    let root = args.dir.as_ref().unwrap_or(&global.site);
    let folder = root.display().to_string();
    if let Err(diagnostic) = expect_empty_folder(root).and_then(|()| write(root)) {
        return console.refuse(diagnostic);
    }
    let option = site_option(root, false);
    console.notice(&Notice::SiteMade { folder, option });
    0
}

fn write(root: &Path) -> Result<(), Diagnostic> {
    let folder = Folder::new(root);
    for (path, bytes) in site_files() {
        write_new(&folder.path(&path), &bytes)?;
    }
    Ok(())
}

/// The files of a new site: the newest sample issue with the articles that it lists and their terms, and all
/// pages.
fn site_files() -> BTreeMap<String, Vec<u8>> {
    let mut sample = BTreeMap::new();
    collect(&SAMPLE, &mut sample);
    let text = |path: &str| {
        sample
            .get(path)
            .map_or("", |bytes| std::str::from_utf8(bytes).unwrap_or_default())
    };
    let issue = sample
        .keys()
        .rfind(|path| path.starts_with("content/issues/"))
        .cloned()
        .unwrap_or_default();
    let issue_text = text(&issue).to_owned();
    let is_listed = |path: &str| {
        let plain = path
            .trim_start_matches("content/articles/")
            .trim_end_matches(".md");
        issue_text
            .lines()
            .any(|line| line.trim().trim_start_matches("- ").trim_matches('"') == plain)
            || issue_text.contains(&format!("[{plain},"))
    };
    let articles: BTreeSet<&String> = sample
        .keys()
        .filter(|path| {
            path.starts_with("content/articles/") && path.ends_with(".md") && is_listed(path)
        })
        .collect();
    let article_texts: String = articles.iter().map(|path| text(path)).collect();
    let terms = mentioned_terms(&sample, &article_texts);
    let is_included = |path: &String| match path.split('/').nth(1) {
        Some("articles") if path.ends_with(".md") => articles.contains(path),
        Some("articles") => path
            .rsplit('/')
            .next()
            .is_some_and(|name| article_texts.contains(name)),
        Some("issues") => *path == issue,
        Some("regions" | "initiatives") => terms.contains(path),
        _ => true,
    };
    let mut files: BTreeMap<String, Vec<u8>> = sample
        .iter()
        .filter(|(path, _)| is_included(path))
        .map(|(path, bytes)| (path.clone(), bytes.to_vec()))
        .collect();
    files.insert(config::FILE.to_owned(), new_site_toml().into_bytes());
    files.insert(".gitignore".to_owned(), new_files::GITIGNORE.into());
    files
}

/// The site.toml of the sample with addresses that `check` asks to replace. The address of the sample says
/// that all of it is one.
fn new_site_toml() -> String {
    SITE_TOML
        .replace(
            "\"https://bulletin.example/\"",
            "\"https://www.example.com/\"",
        )
        .replace("\"editor@bulletin.example\"", "\"editor@example.com\"")
}

/// The initiatives and regions that the articles mention, those above them, and the top-level initiatives.
fn mentioned_terms(
    sample: &BTreeMap<String, &'static [u8]>,
    article_texts: &str,
) -> BTreeSet<String> {
    let is_term = |path: &str| {
        path.starts_with("content/regions/") || path.starts_with("content/initiatives/")
    };
    let all: Vec<(&String, &str)> = sample
        .iter()
        .filter(|(path, _)| is_term(path))
        .map(|(path, bytes)| (path, std::str::from_utf8(bytes).unwrap_or_default()))
        .collect();
    let value = |text: &str, key: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(key));
        line.map(|value| value.trim().trim_matches('"').to_owned())
    };
    let is_top = |path: &str, text: &str| {
        path.starts_with("content/initiatives/") && value(text, "parent:").is_none()
    };
    let mut mentioned = BTreeSet::new();
    let mut mentions: Vec<String> = vec![article_texts.to_owned()];
    while let Some(mention) = mentions.pop() {
        for (path, text) in &all {
            let name = value(text, "name:").unwrap_or_default();
            let is_mentioned =
                mention.contains(stem(path)) || (!name.is_empty() && mention.contains(&name));
            if (is_mentioned || is_top(path, text)) && mentioned.insert((*path).clone()) {
                mentions.extend(value(text, "parent:"));
            }
        }
    }
    mentioned
}

fn collect(dir: &'static Dir<'static>, files: &mut BTreeMap<String, &'static [u8]>) {
    for file in dir.files() {
        // include_dir keeps the separators of the machine that compiled it.
        files.insert(
            format!(
                "content/{}",
                file.path().to_string_lossy().replace('\\', "/")
            ),
            file.contents(),
        );
    }
    for inner in dir.dirs() {
        collect(inner, files);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_asks_for_every_value_that_is_left() {
        let left = config::example_values(&new_site_toml());
        assert_eq!(left.len(), 3, "address, publisher and contact");
        let base_url = config::read(SITE_TOML).0.and_then(|config| config.base_url);
        assert!(config::is_sample(&base_url.expect("the sample has one")));
    }
}
