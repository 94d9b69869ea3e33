//! What a site leaves out, and why: documents that are not published, and files that are not read or used.

use std::collections::HashSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::article::{FOLDERS, Meta, is_markdown};
use crate::config::extension;
use crate::diagnostic::LeftOut;
use crate::diagnostic::catalogue::LeftOutReason;
use crate::site::{Site, Status, path_below_content};
use crate::source::{Folder, SOURCE_FOLDERS, SourceFile, SourceTree, UnreadEntry, UnreadReason};
use crate::theme::Theme;

/// The files of a site, by source folder.
pub(super) struct SiteTrees<'t> {
    pub(super) content: &'t SourceTree,
    pub(super) statics: &'t SourceTree,
    pub(super) templates: &'t SourceTree,
    pub(super) themes: &'t SourceTree,
}

/// Endings of the names of texts that were meant to be Markdown.
const NEAR_MARKDOWN: &[&str] = &[
    ".md.txt",
    ".md.doc",
    ".md.docx",
    ".md.rtf",
    ".md.bak",
    ".markdown.txt",
    ".mdown",
    ".mdtext",
    ".mdtxt",
    ".mdwn",
    ".mdx",
    ".mkd",
    ".mkdn",
    ".mkdown",
    "．md",
    "。md",
    ".ｍｄ",
    "，md",
    ",md",
];

/// Extensions of texts that could be articles.
const TEXTS: &[&str] = &[
    "adoc", "doc", "docx", "htm", "html", "odt", "org", "pages", "rst", "rtf", "tex", "text",
    "txt", "uot", "wps",
];

/// Names of folders in small letters that are easily taken for those that are read.
const MISTAKEN: &[&str] = &[
    "article",
    "articles",
    "content",
    "contents",
    "initiative",
    "initiatives",
    "issue",
    "issues",
    "page",
    "pages",
    "region",
    "regions",
    "static",
    "statics",
    "template",
    "templates",
    "theme",
    "themes",
];

/// Everything that the site leaves out, sorted by reason and path.
pub(super) fn left_out(
    folder: &Folder,
    site: &Site,
    theme: &Theme,
    trees: &SiteTrees<'_>,
) -> Vec<LeftOut> {
    let mut left_out = unpublished(site);
    left_out.extend(stray_folders(folder));
    left_out.extend(unread_content(site, trees.content));
    left_out.extend(unused_templates(site, theme, trees.templates));
    let unread = |tree: &SourceTree| tree.unread().iter().map(unread_entry).collect();
    let read_by_name: [Vec<LeftOut>; 3] =
        [trees.content, trees.statics, trees.templates].map(unread);
    left_out.extend(read_by_name.into_iter().flatten());
    let theme_folder = format!("themes/{}/", site.config.theme);
    let of_theme = trees.themes.unread().iter().filter(|entry| {
        // The hidden files of a theme are its author's.
        let is_used = entry.path.starts_with(&theme_folder) || *entry.path == *"themes";
        is_used && entry.reason != UnreadReason::Hidden
    });
    left_out.extend(of_theme.map(unread_entry));
    left_out.sort_unstable();
    left_out
}

/// The folders of the site that are not read, and have the name of one that is or belongs into one.
fn stray_folders(folder: &Folder) -> Vec<LeftOut> {
    let is_stray = |name: &String| {
        let lower = name.to_lowercase();
        // A file system may take both spellings for one folder.
        let is_read = |known: &&str| {
            let real = |name: &str| folder.path(name).canonicalize().ok();
            **known == lower && (*name == lower || real(known) == real(name))
        };
        MISTAKEN.contains(&lower.as_str())
            && !SOURCE_FOLDERS.iter().any(is_read)
            && !SourceTree::walk(folder, name).0.files().is_empty()
    };
    let names = folder.folders().into_iter().filter(is_stray);
    names
        .map(|name| LeftOut {
            reason: LeftOutReason::StrayFolder,
            path: Arc::from(format!("{name}/")),
            detail: String::new(),
        })
        .collect()
}

/// The documents that are not published.
fn unpublished(site: &Site) -> Vec<LeftOut> {
    let day = |moment| {
        let day = site.config.time_zone.to_datetime(moment).date();
        format!("({day})")
    };
    let documents = site.unpublished.iter().filter_map(|(document, status)| {
        let reason = match status {
            Status::Published => return None,
            Status::Draft => LeftOutReason::Draft,
            Status::Scheduled => LeftOutReason::Scheduled,
            Status::Expired => LeftOutReason::Expired,
        };
        let moment = match (&document.meta, status) {
            (Meta::Article(meta), Status::Scheduled) => Some(meta.date),
            (Meta::Article(meta), Status::Expired) => meta.expires,
            (Meta::Issue(meta), Status::Scheduled) => Some(meta.date),
            _ => None,
        };
        Some(LeftOut {
            reason,
            path: Arc::clone(&document.file),
            detail: moment.map(day).unwrap_or_default(),
        })
    });
    documents.collect()
}

/// The files of content/ that are no documents and that no document uses.
fn unread_content(site: &Site, tree: &SourceTree) -> Vec<LeftOut> {
    let files = tree.files().par_iter().with_min_len(1024);
    let candidates: Vec<(&SourceFile, bool)> = files
        .filter_map(|file| {
            let is_in_place = is_in_place(&file.path);
            (!is_in_place || !is_markdown(&file.path)).then_some((file, is_in_place))
        })
        .filter(|(file, _)| {
            site.addresses
                .asset(path_below_content(&file.path))
                .is_none()
        })
        .collect();
    if candidates.is_empty() {
        return Vec::new();
    }
    // The pictures and attachments of a draft are published with it.
    let awaited = site.files_of_unpublished();
    let left_out = candidates
        .into_iter()
        .filter(|(file, _)| !awaited.contains(path_below_content(&file.path)));
    left_out
        .map(|(file, is_in_place)| {
            let (reason, detail) = content_reason(&file.path, is_in_place);
            LeftOut {
                reason,
                path: Arc::clone(&file.path),
                detail,
            }
        })
        .collect()
}

/// Whether a file is in one of the folders that hold documents.
fn is_in_place(path: &str) -> bool {
    FOLDERS.iter().any(|(folder, _)| {
        let rest = path.strip_prefix(folder);
        rest.is_some_and(|rest| rest.starts_with('/'))
    })
}

/// Why a file of content/ is not read, with what belongs to its name.
fn content_reason(path: &str, is_in_place: bool) -> (LeftOutReason, String) {
    let name = path.rsplit('/').next().unwrap_or_default();
    if let Some(better) = markdown_name(name) {
        return (LeftOutReason::WrongExtension, format!("→ {better}"));
    }
    let reason = if is_markdown(path) && !is_in_place {
        LeftOutReason::Misplaced
    } else if TEXTS.contains(&extension(path).as_str()) {
        LeftOutReason::NotMarkdown
    } else {
        LeftOutReason::Unlinked
    };
    (reason, String::new())
}

/// The name that a file was to have, if it was meant to be Markdown and is not read as such.
fn markdown_name(name: &str) -> Option<String> {
    if is_markdown(name) {
        return None;
    }
    // A blank or a point at the end is hard to see.
    let trimmed = name.trim_end_matches([' ', '\u{3000}', '.', '。']);
    if is_markdown(trimmed) {
        return Some(trimmed.to_owned());
    }
    let lower = trimmed.to_lowercase();
    let ending = NEAR_MARKDOWN
        .iter()
        .find(|ending| lower.ends_with(**ending))?;
    let stem = trimmed.get(..trimmed.len().checked_sub(ending.len())?)?;
    (!stem.is_empty()).then(|| format!("{stem}.md"))
}

/// The files of templates/ that nothing names.
fn unused_templates(site: &Site, theme: &Theme, tree: &SourceTree) -> Vec<LeftOut> {
    if tree.files().is_empty() {
        return Vec::new();
    }
    let documents = site.documents().map(|(document, _)| &document.meta);
    let unpublished = site.unpublished.iter().map(|(document, _)| &document.meta);
    let named: HashSet<&str> = documents.chain(unpublished).filter_map(template).collect();
    let unused = tree.files().iter().filter(|file| {
        let name = file.path.trim_start_matches("templates/");
        !named.contains(name) && !theme.knows_template(name)
    });
    unused
        .map(|file| LeftOut {
            reason: LeftOutReason::UnusedTemplate,
            path: Arc::clone(&file.path),
            detail: String::new(),
        })
        .collect()
}

/// The template that front matter names.
fn template(meta: &Meta) -> Option<&str> {
    let template = match meta {
        Meta::Article(meta) => &meta.template,
        Meta::Page(meta) => &meta.template,
        Meta::Issue(_) | Meta::Initiative(_) | Meta::Region(_) => return None,
    };
    template.as_ref().map(|name| name.value.as_str())
}

fn unread_entry(entry: &UnreadEntry) -> LeftOut {
    LeftOut {
        reason: match entry.reason {
            UnreadReason::Hidden => LeftOutReason::Hidden,
            UnreadReason::Secret => LeftOutReason::Secret,
            UnreadReason::NotAFile => LeftOutReason::NotAFile,
            UnreadReason::BrokenLink => LeftOutReason::BrokenLink,
            UnreadReason::OutsideLink => LeftOutReason::OutsideLink,
            UnreadReason::LoopingLink => LeftOutReason::LoopingLink,
            UnreadReason::SurplusLink => LeftOutReason::SurplusLink,
        },
        path: Arc::clone(&entry.path),
        detail: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_were_meant_to_be_markdown_are_known() {
        for (name, better) in [
            ("a.md.txt", "a.md"),
            ("稿件.MD.TXT", "稿件.md"),
            ("a.mdown", "a.md"),
            ("稿件．md", "稿件.md"),
            ("稿件。md", "稿件.md"),
            ("a.md ", "a.md"),
            ("a.md.", "a.md"),
        ] {
            assert_eq!(markdown_name(name).as_deref(), Some(better), "{name}");
        }
        for name in [
            "a.md",
            "A.MD",
            "a.markdown",
            "a.txt",
            "a.docx",
            "md",
            ".mdx",
            "a.cmd",
        ] {
            assert_eq!(markdown_name(name), None, "{name}");
        }
    }

    #[test]
    fn documents_are_in_folders_of_these_names_exactly() {
        assert!(is_in_place("content/articles/2024/a.md"));
        for path in [
            "content/a.md",
            "content/article/a.md",
            "content/Articles/a.md",
            "content/articles.md",
            "content/文章/a.md",
        ] {
            assert!(!is_in_place(path), "{path}");
        }
    }
}
