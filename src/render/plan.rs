//! The plan: every output of a site with its path.

mod collisions;
mod output_ids;

pub(super) use output_ids::listed_pages;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::RenderContext;
use super::output_id::{FileId, OutputId, PageId};
use crate::check::OutputPaths;
use crate::diagnostic::Diagnostic;
use crate::site::file_note;
use crate::util::string_index::StringIndex;
use output_ids::output_ids;

/// One file of the finished site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Its path in the output folder, with `/`.
    pub path: String,
    /// Its content.
    pub id: OutputId,
}

/// All files of the finished site, in a fixed order.
#[derive(Debug, Default)]
pub struct Plan {
    /// The files.
    pub outputs: Vec<Output>,
    /// The files of static/ that stand in the place of what the program would write, by their paths there.
    pub replacing: Vec<Arc<str>>,
    /// The position of each in `outputs`, by its folded path.
    positions: StringIndex,
    /// The type and size of each file of static/ that is to be opened or saved, by its path in the output.
    file_notes: HashMap<String, String>,
}

/// The fewest outputs that are worth another thread.
const CHUNK: usize = 512;

impl Plan {
    /// Lists every file; two for one path are an error that names both sources.
    pub fn new(context: &RenderContext) -> (Self, Vec<Diagnostic>) {
        let urls = context.urls();
        let output = |id| Output {
            path: urls.path(id),
            id,
        };
        let mut outputs: Vec<Output> = output_ids(context)
            .into_par_iter()
            .with_min_len(CHUNK)
            .map(output)
            .collect();
        let replacing = replace_by_static_files(&mut outputs, context);
        let positions = StringIndex::new(outputs.len(), |index| fold(&outputs[index].path));
        let plan = Self {
            outputs,
            replacing,
            positions,
            file_notes: file_notes(context),
        };
        let mut problems = plan.collisions(context);
        problems.extend(plan.device_names(context));
        (plan, problems)
    }

    /// The type and size of the file of static/ at `path`, if readers are told them.
    pub(super) fn file_note(&self, path: &str) -> Option<&str> {
        self.file_notes.get(path).map(String::as_str)
    }

    /// The file at `path`, in the exact spelling.
    pub fn find(&self, path: &str) -> Option<&Output> {
        let output = self.outputs.get(self.first(&fold(path))?)?;
        (output.path == path).then_some(output)
    }

    /// The position of the first output with a folded path.
    fn first(&self, folded: &str) -> Option<usize> {
        let is_match = |index: usize| fold(&self.outputs[index].path) == folded;
        self.positions.find(folded, is_match)
    }
}

fn file_notes(context: &RenderContext) -> HashMap<String, String> {
    let listed = context.inventory.as_ref();
    let size = |file: &str| {
        let listed = listed.and_then(|files| files.size(file));
        listed.or_else(|| Some(context.folder.path(file).metadata().ok()?.len()))
    };
    let notes = context.static_files.iter().filter_map(|file| {
        let note = file_note(file, &context.site.config.language, &size)?;
        Some((file.strip_prefix("static/")?.to_owned(), note))
    });
    notes.collect()
}

/// Removes the outputs of the program in whose places the site puts files of static/. Returns these files.
fn replace_by_static_files(outputs: &mut Vec<Output>, context: &RenderContext) -> Vec<Arc<str>> {
    let files: BTreeMap<String, &Arc<str>> = context
        .static_files
        .iter()
        .filter_map(|file| Some((fold(file.strip_prefix("static/")?).into_owned(), file)))
        .collect();
    if files.is_empty() {
        return Vec::new();
    }
    let mut replacing = Vec::new();
    outputs.retain(|output| {
        let file = is_replaceable(output.id).then(|| files.get(&*fold(&output.path)));
        replacing.extend(file.flatten().map(|file| Arc::clone(file)));
        file.flatten().is_none()
    });
    replacing
}

/// Whether a file of static/ may stand in the place of an output: what the program writes for machines, or in
/// case a page is missing.
fn is_replaceable(id: OutputId) -> bool {
    match id {
        OutputId::Feed(..) => true,
        OutputId::Page(id, _) => id == PageId::NotFound,
        OutputId::File(id) => match id {
            FileId::Robots | FileId::Sitemap(_) | FileId::ThemeAsset(_) | FileId::CodeStyle => true,
            FileId::Asset(_) | FileId::Rendition { .. } | FileId::Static(_) => false,
        },
    }
}

impl OutputPaths for Plan {
    fn has(&self, path: &str) -> bool {
        self.find(path).is_some()
    }

    fn all(&self) -> Vec<&str> {
        let paths = self.outputs.iter().map(|output| output.path.as_str());
        paths.collect()
    }
}

/// A path in the form in which file systems compare it.
fn fold(path: &str) -> Cow<'_, str> {
    // Small ASCII letters and Han have no other form. The first loop has no branch, so that many bytes are
    // tested at once.
    let is_small = |byte: u8| byte.is_ascii() & !byte.is_ascii_uppercase();
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let all_small = path.bytes().fold(true, |all, byte| all & is_small(byte));
    if all_small
        || path
            .chars()
            .all(|c| is_han(c) || u8::try_from(c).is_ok_and(is_small))
    {
        Cow::Borrowed(path)
    } else {
        Cow::Owned(path.nfc().flat_map(char::to_lowercase).collect())
    }
}
