//! Random edits of a site: every kind of source, added, changed, renamed and removed.

use proptest::prelude::*;

use super::Sandbox;
use super::corpus::{self, article, site_toml};
use super::files::{copy, read};
use super::sample::repository;

/// One edit.
#[derive(Debug, Clone)]
pub(crate) enum Edit {
    Article(usize, usize),
    Remove(usize),
    Rename(usize, usize),
    Link(usize, usize),
    Issue(usize, bool),
    Initiative(usize, bool),
    Region(usize),
    SiteToml(usize),
    Image(usize),
    Static(usize, bool),
    Page(usize, bool),
    Template(Option<usize>),
    Theme(Option<usize>),
}

/// Any edit.
pub(crate) fn edit() -> impl Strategy<Value = Edit> {
    let number = || 0..14_usize;
    prop_oneof![
        4 => (number(), 0..3_usize).prop_map(|(number, version)| Edit::Article(number, version)),
        2 => number().prop_map(Edit::Remove),
        2 => (number(), number()).prop_map(|(from, to)| Edit::Rename(from, to)),
        1 => (number(), number()).prop_map(|(from, to)| Edit::Link(from, to)),
        1 => (1..4_usize, any::<bool>()).prop_map(|(number, keep)| Edit::Issue(number, keep)),
        1 => (0..3_usize, any::<bool>()).prop_map(|(number, keep)| Edit::Initiative(number, keep)),
        1 => (0..3_usize).prop_map(Edit::Region),
        1 => (1..4_usize).prop_map(Edit::SiteToml),
        1 => (1..4_usize).prop_map(Edit::Image),
        1 => (0..3_usize, any::<bool>()).prop_map(|(number, keep)| Edit::Static(number, keep)),
        1 => (0..3_usize, any::<bool>()).prop_map(|(number, keep)| Edit::Page(number, keep)),
        1 => proptest::option::of(0..2_usize).prop_map(Edit::Template),
        1 => proptest::option::of(0..2_usize).prop_map(Edit::Theme),
    ]
}

/// Makes an edit.
pub(crate) fn apply(edit: &Edit, sandbox: &Sandbox) {
    let keep_or_remove = |keep: bool, file: &str, text: String| {
        if keep {
            sandbox.write(file, text)
        } else {
            sandbox.remove_if_exists(file)
        }
    };
    match *edit {
        Edit::Article(number, version) => {
            let (path, text) = article(number, version);
            sandbox.write(&path, text);
        }
        Edit::Remove(number) => sandbox.remove_if_exists(&corpus::path(number)),
        Edit::Rename(from, to) => {
            let (from, to) = (corpus::path(from), corpus::path(to));
            if sandbox.path(&from).exists() {
                std::fs::rename(sandbox.path(&from), sandbox.path(&to)).expect("renamed");
            }
        }
        Edit::Link(from, to) => {
            let (path, text) = article(from, 0);
            sandbox.write(&path, format!("{text}\n见[另一篇](wen-{to}.md)。\n"));
        }
        Edit::Issue(number, keep) => keep_or_remove(
            keep,
            &format!("content/issues/2024-0{number}.md"),
            format!("---\nnumber: {number}\ndate: 2024-0{number}-28\n---\n"),
        ),
        Edit::Initiative(number, keep) => keep_or_remove(
            keep,
            &format!("content/initiatives/new-{number}.md"),
            format!("---\nname: 新行动{number}\nparent: 四下基层\n---\n"),
        ),
        Edit::Region(number) => {
            sandbox.write(
                "content/regions/451027.md",
                format!("---\naliases: [凌云{number}]\n---\n"),
            );
        }
        Edit::SiteToml(size) => sandbox.write("site.toml", site_toml("每一页都变", size * 3)),
        Edit::Image(size) => sandbox.write(
            "content/articles/map.svg",
            format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size}0 30\"/>"),
        ),
        Edit::Static(number, keep) => {
            keep_or_remove(
                keep,
                &format!("static/{number}/file.txt"),
                number.to_string(),
            );
        }
        Edit::Page(number, keep) => keep_or_remove(
            keep,
            "content/pages/extra.md",
            format!("---\ntitle: 附页{number}\n---\n见[图](../articles/map.svg)。\n"),
        ),
        // An address that nothing else on the page names: the page depends on the size of the image behind
        // it.
        Edit::Template(version) => keep_or_remove(
            version.is_some(),
            "templates/404.html",
            format!("<p>{version:?} <img src=\"@/articles/map.svg\" alt=\"\">"),
        ),
        Edit::Theme(version) => theme(sandbox, version),
    }
}

/// Puts the default theme, with a changed style sheet, into the site's folder; without a version removes it.
fn theme(sandbox: &Sandbox, version: Option<usize>) {
    let folder = sandbox.path("themes");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).expect("the folder can be removed");
    }
    if let Some(version) = version {
        copy(&repository().join("themes"), &folder);
        let name = "themes/jianbao/static/style.css";
        let style = read(&sandbox.path(name));
        sandbox.write(name, format!("{style}\n/* {version} */\n"));
    }
}
