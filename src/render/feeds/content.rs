//! The full text of articles in feeds.

use super::xml::fits_cdata;
use super::{FeedEntry, FeedWriter};
use crate::diagnostic::Diagnostic;
use crate::render::rewrite::{Base, rewrite_links};
use crate::render::views::read_body;
use crate::util::html::escape;

/// The longest body that is in feeds, in bytes. An article is in the feeds of all its terms, and readers fetch
/// them again and again; of a longer one they get the summary.
const MAX_BODY: usize = 100_000;

impl FeedWriter<'_, '_> {
    /// Appends the full text of an entry, with absolute addresses.
    pub(super) fn content(
        &mut self,
        out: &mut String,
        entry: &FeedEntry<'_>,
    ) -> Result<(), Diagnostic> {
        let body = read_body(&*self.context.bodies, entry.document, &mut self.buffer)?;
        if body.len() > MAX_BODY {
            out.push_str("<p>");
            escape::text(out, entry.summary);
            out.push_str("</p>");
            return Ok(());
        }
        let base = Base::Feed {
            prefix: self.feed.base_url,
            page: entry.url,
        };
        rewrite_links(body, base, &self.addresses, out);
        Ok(())
    }

    /// Appends the full text of an entry for XML: as a CDATA section, which is shorter than escaped text and
    /// quicker to write and to read, or escaped where that is not possible.
    pub(super) fn xml_content(
        &mut self,
        out: &mut String,
        entry: &FeedEntry<'_>,
    ) -> Result<(), Diagnostic> {
        const OPEN: &str = "<![CDATA[";
        out.push_str(OPEN);
        let start = out.len();
        self.content(out, entry)?;
        if fits_cdata(&out[start..]) {
            out.push_str("]]>");
        } else {
            let escaped = escape::xml(&out[start..]).to_string();
            out.truncate(start - OPEN.len());
            out.push_str(&escaped);
        }
        Ok(())
    }
}
