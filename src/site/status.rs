//! The publication status of documents, and the time of the build.

use jiff::Timestamp;

use crate::article::Meta;

/// The publication status of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Readers see it.
    Published,
    /// It has `draft: true`.
    Draft,
    /// Its date is in the future.
    Scheduled,
    /// Its `expires` is in the past.
    Expired,
}

impl Status {
    /// The word for templates; empty for [`Self::Published`].
    pub fn word(self) -> &'static str {
        match self {
            Self::Published => "",
            Self::Draft => "draft",
            Self::Scheduled => "scheduled",
            Self::Expired => "expired",
        }
    }
}

/// Which documents a site contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Show {
    /// Published documents.
    Published,
    /// Published documents and drafts.
    Drafts,
    /// All documents: for the preview.
    All,
}

/// The time of the build, which decides which documents are published. The library reads no other clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    /// The time for which the site is built.
    pub as_of: Timestamp,
    /// Which documents the site contains.
    pub show: Show,
}

impl Clock {
    /// The status of a document with this front matter at that time.
    pub(crate) fn status(self, meta: &Meta) -> Status {
        let (draft, date, expires) = match meta {
            Meta::Article(meta) => (meta.draft, Some(meta.date), meta.expires),
            Meta::Issue(meta) => (meta.draft, Some(meta.date), None),
            Meta::Page(meta) => (meta.draft, None, None),
            Meta::Initiative(meta) | Meta::Region(meta) => (meta.draft, None, None),
        };
        if draft {
            Status::Draft
        } else if date.is_some_and(|date| date > self.as_of) {
            Status::Scheduled
        } else if expires.is_some_and(|expires| expires <= self.as_of) {
            Status::Expired
        } else {
            Status::Published
        }
    }

    /// Whether the site contains documents of this status.
    pub(crate) fn shows(self, status: Status) -> bool {
        match self.show {
            Show::Published => status == Status::Published,
            Show::Drafts => matches!(status, Status::Published | Status::Draft),
            Show::All => true,
        }
    }
}
