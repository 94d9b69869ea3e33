//! Outputs that are neither pages nor feeds.

use super::output_fingerprint::{OutputFingerprint, RenderedOutput};
use super::output_id::{FileId, OutputId};
use super::renditions::{asset_bytes, rendition_bytes};
use super::{RenderContext, sitemap};
use crate::article::markdown;
use crate::diagnostic::Diagnostic;
use crate::source::{FileStamp, StampedBytes};
use crate::util::fingerprint::Fingerprint;

/// Renders, makes or copies a file.
pub(super) fn render(context: &RenderContext, id: FileId) -> Result<RenderedOutput, Diagnostic> {
    let bytes = match id {
        FileId::Asset(asset) => return Ok(copy(context, id, asset_bytes(context, asset)?)),
        FileId::Static(index) => {
            let read = context.folder.stamped_bytes(&context.static_files[index])?;
            return Ok(copy(context, id, read));
        }
        FileId::Rendition { asset, rendition } => rendition_bytes(context, asset, rendition)?,
        FileId::ThemeAsset(index) => context.theme.assets[index].bytes.to_vec(),
        FileId::CodeStyle => markdown::stylesheet().into_bytes(),
        FileId::Sitemap(part) => sitemap::sitemap(context, part).into_bytes(),
        FileId::Robots => sitemap::robots(context).into_bytes(),
    };
    Ok(RenderedOutput {
        bytes,
        fingerprint: None,
    })
}

/// A copy of a file of the site. It has a fingerprint if the file that was read is the one that was listed.
fn copy(context: &RenderContext, id: FileId, read: StampedBytes<Vec<u8>>) -> RenderedOutput {
    let listed = listed_stamp(context, id).filter(|listed| read.stamp == Some(*listed));
    RenderedOutput {
        bytes: read.bytes,
        fingerprint: listed.map(|stamp| OutputFingerprint {
            inputs: Fingerprint::of(&(context.base_fingerprint, stamp)),
            queries: Vec::new(),
        }),
    }
}

/// The memory that making an output takes beside that of its bytes, where it is made of a file that may be
/// large; 0 for others. `has_images`: the store has everything that is made of images.
pub(crate) fn memory(context: &RenderContext, id: OutputId, has_images: bool) -> u64 {
    let OutputId::File(id) = id else {
        return 0;
    };
    let assets = context.site.addresses.assets();
    match id {
        FileId::Rendition { asset, .. } if !has_images => assets[asset].memory(),
        FileId::Asset(asset) if !has_images && assets[asset].auto_oriented().is_some() => {
            assets[asset].memory()
        }
        FileId::Asset(_)
        | FileId::Static(_)
        | FileId::Rendition { .. }
        | FileId::ThemeAsset(_)
        | FileId::CodeStyle
        | FileId::Sitemap(_)
        | FileId::Robots => source_file(context, id).map_or(0, |file| 2 * file_len(context, file)),
    }
}

fn file_len(context: &RenderContext, file: &str) -> u64 {
    let listed = context
        .inventory
        .as_ref()
        .and_then(|files| files.size(file));
    let found = || context.folder.path(file).metadata().ok();
    listed
        .or_else(|| found().map(|data| data.len()))
        .unwrap_or(0)
}

/// The fingerprint of a copy of a file of the site: that of the file's stamp, if the stamp proves that the
/// file has not changed.
pub(super) fn fingerprint(context: &RenderContext, id: FileId) -> Option<Fingerprint> {
    let stamp = listed_stamp(context, id)?;
    Some(Fingerprint::of(&(context.base_fingerprint, stamp)))
}

fn listed_stamp(context: &RenderContext, id: FileId) -> Option<FileStamp> {
    let inventory = context.inventory.as_ref()?;
    inventory.trusted_stamp(source_file(context, id)?)
}

/// The file of the site that an output is a copy of.
pub(super) fn source_file(context: &RenderContext, id: FileId) -> Option<&str> {
    match id {
        FileId::Asset(id) => Some(&context.site.addresses.assets()[id].file),
        FileId::Static(index) => Some(&context.static_files[index]),
        FileId::Rendition { .. }
        | FileId::ThemeAsset(_)
        | FileId::CodeStyle
        | FileId::Sitemap(_)
        | FileId::Robots => None,
    }
}
