//! What is published when.

use jiff::Timestamp;

use crate::article::Meta;

/// Whether a document is for readers yet, or still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It is for readers.
    Published,
    /// `draft: true`.
    Draft,
    /// Its date lies ahead.
    Scheduled,
    /// Its `expires` has passed.
    Expired,
}

impl Status {
    /// As templates see it: empty for what is published.
    pub fn word(self) -> &'static str {
        match self {
            Self::Published => "",
            Self::Draft => "draft",
            Self::Scheduled => "scheduled",
            Self::Expired => "expired",
        }
    }
}

/// Which documents a command shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    /// What is published.
    Published,
    /// Drafts too.
    Drafts,
    /// Everything: for a preview.
    All,
}

/// The one place at which time enters: given once, it decides what is published.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    /// The moment for which the site is built.
    pub as_of: Timestamp,
    /// What is shown.
    pub show: Show,
}

impl Clock {
    /// Whether a document with this front matter is published at this moment.
    pub fn status(self, meta: &Meta) -> Status {
        let (draft, date, expires) = match meta {
            Meta::Article(meta) => (meta.draft, Some(meta.date), meta.expires),
            Meta::Issue(meta) => (meta.draft, Some(meta.date), None),
            Meta::Page(meta) => (meta.draft, None, None),
            Meta::Term(_) => (false, None, None),
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

    /// Whether a document of that status is part of the site.
    pub fn shows(self, status: Status) -> bool {
        match self.show {
            Show::Published => status == Status::Published,
            Show::Drafts => matches!(status, Status::Published | Status::Draft),
            Show::All => true,
        }
    }
}
