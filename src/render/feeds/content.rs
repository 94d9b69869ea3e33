//! The full text of articles in feeds. An article is in several feeds, with the same addresses in each.

use std::sync::OnceLock;

use super::xml::fits_cdata;
use super::{FeedEntry, FeedWriter};
use crate::diagnostic::Diagnostic;
use crate::render::output_fingerprint::{AddressQuery, TrackedAddresses};
use crate::render::rewrite::{Base, Rewrite};
use crate::render::views::read_body;
use crate::util::html::escape;

/// How the text of each article is rewritten for feeds. Each is read once, for the first feed that shows it.
pub struct FeedBodies(Box<[OnceLock<FeedBody>]>);

/// How one text is rewritten. The text itself would take too much memory.
struct FeedBody {
    rewrite: Rewrite,
    queries: Vec<AddressQuery>,
    fits_cdata: bool,
}

impl FeedBodies {
    /// Empty slots for the texts of this many articles.
    pub fn new(articles: usize) -> Self {
        Self((0..articles).map(|_| OnceLock::new()).collect())
    }
}

impl FeedWriter<'_, '_> {
    /// Appends the full text of an entry. Returns whether it can be in a CDATA section.
    pub(super) fn content(
        &mut self,
        out: &mut String,
        entry: &FeedEntry<'_>,
    ) -> Result<bool, Diagnostic> {
        let context = self.context;
        let body = read_body(&*context.bodies, entry.document, &mut self.buffer)?;
        let cached = context.feed_bodies.0[entry.article.index()].get_or_init(|| {
            let base = Base::Feed {
                prefix: self.feed.base_url,
                page: entry.url,
            };
            let addresses = TrackedAddresses::new(&context.site.addresses);
            let rewrite = Rewrite::of(body, base, &addresses);
            let mut text = String::with_capacity(rewrite.len());
            rewrite.apply(body, &mut text);
            FeedBody {
                fits_cdata: fits_cdata(&text),
                rewrite,
                queries: addresses.into_queries(),
            }
        });
        cached.rewrite.apply(body, out);
        self.addresses.record_all(&cached.queries);
        Ok(cached.fits_cdata)
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
        if self.content(out, entry)? {
            out.push_str("]]>");
        } else {
            let escaped = escape::xml(&out[start..]).to_string();
            out.truncate(start - OPEN.len());
            out.push_str(&escaped);
        }
        Ok(())
    }
}
