//! Checks the SVG files of static/: other files are published as they are, but a drawing is taken for a
//! picture, and may come from anywhere.

use rayon::prelude::*;

use crate::config::{Config, extension};
use crate::diagnostic::{Diagnostic, Span};
use crate::images::svg_problem;
use crate::site::svg_message;
use crate::source::{Folder, SourceTree};

/// The drawings that are more than pictures, unless site.toml trusts them. One that cannot be read is
/// reported when it is published.
pub(crate) fn check_static_images(
    folder: &Folder,
    static_tree: &SourceTree,
    config: &Config,
) -> Vec<Diagnostic> {
    let files = static_tree.files().par_iter().filter(|file| {
        matches!(extension(&file.path).as_str(), "svg" | "svgz")
            && !config.trusted_files.has(&file.path)
    });
    let problems = files.filter_map(|file| {
        let problem = svg_problem(&folder.bytes(&file.path).ok()?)?;
        let message = svg_message(&problem, &file.path, &file.path);
        Some(Diagnostic::at(Span::whole(&file.path), message))
    });
    problems.collect()
}
