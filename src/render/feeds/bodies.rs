//! The texts of articles as feeds show them: an article stands in several, with the same addresses in each.

use std::sync::OnceLock;

use super::xml::fits_cdata;
use super::{Desk, Entry};
use crate::diagnostic::Diagnostic;
use crate::render::RenderContext;
use crate::render::output_fingerprint::{AddressQuery, TrackedAddresses};
use crate::render::rewrite::{Base, Rewrite};

/// What was found out of each article's text when a feed first showed it.
pub struct FeedBodies(Box<[OnceLock<FeedBody>]>);

/// Of one text. The text itself would take too much room.
struct FeedBody {
    rewrite: Rewrite,
    queries: Vec<AddressQuery>,
    fits_cdata: bool,
}

impl FeedBodies {
    /// Room for the texts of so many articles.
    pub fn new(articles: usize) -> Self {
        Self((0..articles).map(|_| OnceLock::new()).collect())
    }
}

impl RenderContext {
    /// Writes the full text of an entry. Says whether it can stand in a CDATA section.
    pub(super) fn content(
        &self,
        out: &mut String,
        entry: &Entry<'_>,
        desk: &mut Desk<'_>,
    ) -> Result<bool, Diagnostic> {
        let body = self.body(entry.document, &mut desk.buffer)?;
        let found = self.feed_bodies.0[entry.article.index()].get_or_init(|| {
            let base = Base::Feed {
                prefix: entry.origin.prefix,
                page: entry.address,
            };
            let lookups = TrackedAddresses::new(&self.site.addresses);
            let rewrite = Rewrite::of(body, base, &lookups);
            let mut whole = String::with_capacity(rewrite.len());
            rewrite.apply(body, &mut whole);
            FeedBody {
                fits_cdata: fits_cdata(&whole),
                rewrite,
                queries: lookups.into_queries(),
            }
        });
        found.rewrite.apply(body, out);
        desk.lookups.record_all(&found.queries);
        Ok(found.fits_cdata)
    }
}
