//! Outputs that are neither pages nor feeds.

use super::output_fingerprint::{OutputFingerprint, RenderedOutput};
use super::output_id::FileId;
use super::renditions::{asset_bytes, rendition_bytes};
use super::{RenderContext, sitemap};
use crate::article::markdown;
use crate::diagnostic::Diagnostic;
use crate::util::fingerprint::Fingerprint;

/// Renders, makes or copies a file.
pub(super) fn render(context: &RenderContext, id: FileId) -> Result<RenderedOutput, Diagnostic> {
    let bytes = match id {
        FileId::Asset(asset) => asset_bytes(context, asset)?,
        FileId::Static(index) => context.folder.bytes(&context.static_files[index])?,
        FileId::Rendition { asset, rendition } => rendition_bytes(context, asset, rendition)?,
        FileId::ThemeAsset(index) => context.theme.assets[index].bytes.to_vec(),
        FileId::CodeStyle => markdown::stylesheet().into_bytes(),
        FileId::Sitemap(part) => sitemap::sitemap(context, part).into_bytes(),
        FileId::Robots => sitemap::robots(context).into_bytes(),
    };
    let fingerprint = fingerprint(context, id).map(|inputs| OutputFingerprint {
        inputs,
        queries: Vec::new(),
    });
    Ok(RenderedOutput { bytes, fingerprint })
}

/// The fingerprint of a copy of a file of the site: that of the file's stamp, if the stamp proves that the
/// file has not changed.
pub(super) fn fingerprint(context: &RenderContext, id: FileId) -> Option<Fingerprint> {
    let file = source_file(context, id)?;
    let stamp = context.inventory.as_ref()?.trusted_stamp(file)?;
    Some(Fingerprint::of(&(context.base_fingerprint, stamp)))
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
