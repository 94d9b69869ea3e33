//! The contract with theme authors: the typed values that a template sees.
//!
//! Every view is a plain struct declared through `views!`, which also records the name, type and description
//! of each field. `theme docs` prints that record, and a test compares it with `docs/views.md`, so the
//! documentation cannot drift from the code.
//!
//! All addresses in a view (`url`) are root-relative (`/articles/2024/slug/`). Templates print them
//! unchanged. When a page is finished, they are made relative to it, so that the site works below any path.

use std::cell::{Cell, OnceCell};
use std::rc::Rc;

use serde::{Serialize, Serializer};

use crate::util::fingerprint::{self, Fingerprint, FingerprintHasher, Fingerprinted};

mod chart;
mod head;
mod listing;
mod page;
mod post;
mod site;
mod term;

pub use chart::{
    CalendarDayView, CalendarMonthView, CellView, MatrixRowView, MatrixView, TileView,
};
pub use head::{HeadView, MetaView};
pub use listing::{
    ArchiveMonthView, ArchiveView, ArchiveYearView, ColumnView, GridMonthView, PagerView,
};
pub use page::{FeedView, PageView};
pub use post::{
    ArticleView, CardView, DocView, FigureView, ImageView, IssueCardView, IssueView, SourceView,
    TocView,
};
pub use site::{PublisherView, SiteView};
pub use term::{NodeView, TaxonomyView, TermLinkView, TermView};

/// The version of this contract. A theme declares in `theme.toml` which versions it supports.
///
/// Adding a field keeps the version; removing, renaming or redefining one raises it.
pub const CONTRACT: u32 = 1;

/// A string that is HTML: templates print it without escaping.
#[derive(Debug, Clone, PartialEq)]
pub struct Html {
    value: tera::Value,
    hash: u64,
}

impl Html {
    /// Marks `html` as HTML.
    pub fn new(html: &str) -> Self {
        Self::with_hash(html, fingerprint::hash(html))
    }

    /// The same if the hash of `html` is known.
    pub fn with_hash(html: &str, hash: u64) -> Self {
        let value = tera::Value::safe_string(html);
        Self { value, hash }
    }
}

impl From<Html> for tera::Value {
    fn from(html: Html) -> Self {
        html.value
    }
}

impl Serialize for Html {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(to)
    }
}

impl Fingerprinted for Html {
    fn hash_into(&self, into: &mut FingerprintHasher) {
        self.hash.hash_into(into);
    }
}

/// A view that many lists contain. Its fingerprint is computed once, and it is converted into a template
/// value at most once, when a template needs it.
pub struct Shared<T>(Rc<SharedInner<T>>);

struct SharedInner<T> {
    fingerprint: Fingerprint,
    view: Cell<Option<Box<T>>>,
    value: OnceCell<tera::Value>,
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T> std::fmt::Debug for Shared<T> {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "Shared({:?})", self.0.fingerprint)
    }
}

impl<T: Into<tera::Value> + Fingerprinted> Shared<T> {
    /// Shares `view`.
    pub fn new(view: T) -> Self {
        Self(Rc::new(SharedInner {
            fingerprint: Fingerprint::of(&view),
            view: Cell::new(Some(Box::new(view))),
            value: OnceCell::new(),
        }))
    }
}

impl<T> Shared<T> {
    /// The hash of the view.
    pub fn hash(&self) -> u64 {
        self.0.fingerprint.hash()
    }
}

impl<T: Into<tera::Value>> From<Shared<T>> for tera::Value {
    fn from(shared: Shared<T>) -> Self {
        let SharedInner { view, value, .. } = &*shared.0;
        // The view is dropped once it is converted: each takes a kilobyte, and there are thousands.
        let convert = || {
            view.take()
                .map_or_else(tera::Value::none, |view| (*view).into())
        };
        value.get_or_init(convert).clone()
    }
}

/// Serializes the template value, which the engine recognizes inside a view and uses without converting it.
impl<T: Into<tera::Value>> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        tera::Value::from(self.clone()).serialize(to)
    }
}

impl<T> Fingerprinted for Shared<T> {
    fn hash_into(&self, into: &mut FingerprintHasher) {
        self.0.fingerprint.hash_into(into);
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0.fingerprint == other.0.fingerprint
    }
}

/// A value that can be passed to a template: a view, a list of views, a text.
pub trait View: Fingerprinted {
    /// Converts it into a template value.
    fn into_value(self: Box<Self>) -> tera::Value;
}

impl<T: Fingerprinted + Into<tera::Value>> View for T {
    fn into_value(self: Box<Self>) -> tera::Value {
        (*self).into()
    }
}

/// The documentation of one field of a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldDoc {
    /// The name that templates use.
    pub name: &'static str,
    /// The Rust type: `Option<..>` may be null, `Vec<..>` is a list, `Shared<T>` is a `T`.
    pub ty: &'static str,
    /// Its content.
    pub doc: &'static str,
}

/// The documentation of one view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ViewDoc {
    /// The view's name, such as `CardView`.
    pub name: &'static str,
    /// Its subject.
    pub doc: &'static str,
    /// Its fields, in the order in which they are declared.
    pub fields: &'static [FieldDoc],
}

/// The documentation of one template: `theme docs` prints it, and the renderer must supply its variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TemplateDoc {
    /// The template's file name.
    pub template: &'static str,
    /// Which pages it renders.
    pub doc: &'static str,
    /// The names and types of its variables, in addition to `site`, `page`, `head` and `strings`.
    pub variables: &'static [(&'static str, &'static str)],
}

/// The templates that every theme must have, with their variables.
pub const TEMPLATES: &[TemplateDoc] = &[
    TemplateDoc {
        template: "home.html",
        doc: "The home page, `/`. `issue` is the newest issue, `articles` are the newest ones that it does not \
              contain; `columns` have up to five articles each.",
        variables: &[
            ("issue", "Option<IssueView>"),
            ("articles", "Vec<CardView>"),
            ("cards", "Vec<Html>"),
            ("columns", "Vec<ColumnView>"),
        ],
    },
    TemplateDoc {
        template: "article.html",
        doc: "One article; `related` are up to five articles that share the most terms with it.",
        variables: &[("article", "ArticleView"), ("related", "Vec<CardView>")],
    },
    TemplateDoc {
        template: "page.html",
        doc: "One plain page (about, contact).",
        variables: &[("doc", "DocView")],
    },
    TemplateDoc {
        template: "issue.html",
        doc: "One issue (期), also at `/issues/latest/`.",
        variables: &[("issue", "IssueView"), ("cards", "Vec<Html>")],
    },
    TemplateDoc {
        template: "issues.html",
        doc: "All issues, newest first, `/issues/`.",
        variables: &[("issues", "Vec<IssueCardView>")],
    },
    TemplateDoc {
        template: "taxonomy.html",
        doc: "All terms of a taxonomy, such as `/regions/`; there `tiles` are the provinces, elsewhere empty.",
        variables: &[("taxonomy", "TaxonomyView"), ("tiles", "Vec<TileView>")],
    },
    TemplateDoc {
        template: "term.html",
        doc: "One term with its articles, paged.",
        variables: &[
            ("taxonomy", "TermLinkView"),
            ("term", "TermView"),
            ("pager", "PagerView"),
            ("articles", "Vec<CardView>"),
            ("cards", "Vec<Html>"),
        ],
    },
    TemplateDoc {
        template: "articles.html",
        doc: "All articles, newest first, paged, `/articles/`.",
        variables: &[
            ("pager", "PagerView"),
            ("articles", "Vec<CardView>"),
            ("cards", "Vec<Html>"),
        ],
    },
    TemplateDoc {
        template: "archive.html",
        doc: "Years and months with counts, `/archive/`; `calendar` is that of the newest year.",
        variables: &[
            ("archive", "ArchiveView"),
            ("calendar", "Vec<CalendarMonthView>"),
        ],
    },
    TemplateDoc {
        template: "year.html",
        doc: "One year; `months` are its months with their articles.",
        variables: &[
            ("year", "ArchiveYearView"),
            ("months", "Vec<ArchiveMonthView>"),
            ("calendar", "Vec<CalendarMonthView>"),
        ],
    },
    TemplateDoc {
        template: "month.html",
        doc: "One month and its articles.",
        variables: &[
            ("month", "ArchiveMonthView"),
            ("articles", "Vec<CardView>"),
            ("cards", "Vec<Html>"),
        ],
    },
    TemplateDoc {
        template: "404.html",
        doc: "The page for an address that does not exist.",
        variables: &[("articles", "Vec<CardView>"), ("cards", "Vec<Html>")],
    },
    TemplateDoc {
        template: "redirect.html",
        doc: "A page at an old address (`aliases`) that redirects to the new one.",
        variables: &[("target", "String")],
    },
];

/// The template of an article in a list.
pub const CARD: &str = "card.html";

/// The templates that a theme may leave out.
pub const OPTIONAL_TEMPLATES: &[TemplateDoc] = &[
    TemplateDoc {
        template: "matrix.html",
        doc: "Articles by region and initiative, `/matrix/`; a theme may leave it out.",
        variables: &[("matrix", "MatrixView")],
    },
    TemplateDoc {
        template: CARD,
        doc: "An article in a list, for `cards`. It is rendered once for the whole site, so it has neither \
              `page` nor `head`. A theme without `cards` may leave it out.",
        variables: &[("article", "CardView")],
    },
];

/// The documentation of every view, in the order in which a theme author meets them.
pub fn view_docs() -> Vec<ViewDoc> {
    vec![
        SiteView::DOC,
        PublisherView::DOC,
        PageView::DOC,
        FeedView::DOC,
        HeadView::DOC,
        MetaView::DOC,
        ArticleView::DOC,
        CardView::DOC,
        SourceView::DOC,
        ImageView::DOC,
        FigureView::DOC,
        TocView::DOC,
        DateView::DOC,
        LinkView::DOC,
        DocView::DOC,
        IssueView::DOC,
        IssueCardView::DOC,
        TaxonomyView::DOC,
        TermView::DOC,
        TermLinkView::DOC,
        NodeView::DOC,
        PagerView::DOC,
        ArchiveView::DOC,
        ArchiveYearView::DOC,
        ArchiveMonthView::DOC,
        GridMonthView::DOC,
        ColumnView::DOC,
        TileView::DOC,
        CalendarMonthView::DOC,
        CalendarDayView::DOC,
        MatrixView::DOC,
        MatrixRowView::DOC,
        CellView::DOC,
    ]
}

/// Declares view structs: for each the struct, its documentation, its fingerprint, its serialization, and
/// its conversion into a template value.
macro_rules! views {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident { $( $(#[doc = $field_doc:literal])+ $field:ident : $ty:ty, )+ }
    )+) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name { $( $(#[doc = $field_doc])+ pub $field: $ty, )+ }

        impl $name {
            /// The documentation of this view for theme authors.
            pub const DOC: $crate::theme::views::ViewDoc = $crate::theme::views::ViewDoc {
                name: stringify!($name),
                doc: concat!($($doc),+),
                fields: &[$( $crate::theme::views::FieldDoc {
                    name: stringify!($field),
                    ty: stringify!($ty),
                    doc: concat!($($field_doc),+),
                }, )+],
            };
        }

        impl $crate::util::fingerprint::Fingerprinted for $name {
            fn hash_into(&self, into: &mut $crate::util::fingerprint::FingerprintHasher) {
                $( $crate::util::fingerprint::Fingerprinted::hash_into(&self.$field, into); )+
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeStruct as _;
                let count = $name::DOC.fields.len();
                let mut view = to.serialize_struct(stringify!($name), count)?;
                $( view.serialize_field(stringify!($field), &self.$field)?; )+
                view.end()
            }
        }

        impl From<$name> for tera::Value {
            fn from(view: $name) -> Self {
                tera::Value::from_serializable(&view)
            }
        }
    )+};
}
use views;

views! {
    /// A date, ready to print and to put into `datetime` attributes.
    DateView {
        /// Machine form with time and offset: `2024-01-02T00:00:00+08:00`.
        iso: String,
        /// The day alone: `2024-01-02`.
        day: String,
        /// In the site's language: `2024年1月2日`.
        text: String,
        /// The year: `2024`.
        year: i16,
        /// The month, 1 to 12.
        month: i8,
    }

    /// A title with its address.
    LinkView {
        /// What to print.
        title: String,
        /// The address, root-relative.
        url: String,
    }
}
