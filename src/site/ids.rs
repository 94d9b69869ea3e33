//! Ids of the things of a site: positions in its lists, with one type for each list. A list is indexed by its
//! own ids; the id of anything else does not compile.

use std::ops::Index;

use super::{Article, Asset, Issue, Month, Page, Taxonomy, Term, Year};

/// Does not compile if articles can be indexed by the id of an issue: the type parameter is ambiguous then.
const _: fn() = || {
    trait NotIndexed<Marker> {
        fn check() {}
    }
    struct ByIssue;
    impl<List: ?Sized> NotIndexed<()> for List {}
    impl<List: ?Sized + Index<IssueId>> NotIndexed<ByIssue> for List {}
    let _ = <Vec<Article> as NotIndexed<_>>::check;
};

/// Declares the type of the positions in lists of one type of items.
macro_rules! ids {
    ($($(#[$docs:meta])* $id:ident of $item:ty;)+) => {$(
        $(#[$docs])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $id(u32);

        impl $id {
            /// The first in the list.
            pub const FIRST: Self = Self(0);

            /// The id of the item at a position.
            ///
            /// # Panics
            /// From position 4,294,967,296 on: so many items do not fit into memory.
            pub fn new(index: usize) -> Self {
                Self(u32::try_from(index).expect("a site holds fewer than four billion items"))
            }

            /// The position in the list.
            pub fn index(self) -> usize {
                self.0 as usize
            }

            /// The ids of all items of a list, in order.
            pub fn all(
                list: &[$item],
            ) -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator + Clone + use<> {
                (0..list.len()).map(Self::new)
            }

            /// All items of a list with their ids, in order.
            pub fn enumerate(
                list: &[$item],
            ) -> impl DoubleEndedIterator<Item = (Self, &$item)> + ExactSizeIterator {
                Self::all(list).zip(list)
            }

            /// The id before this one.
            pub fn previous(self) -> Option<Self> {
                self.0.checked_sub(1).map(Self)
            }

            /// The id behind this one, where `list` has another item.
            pub fn next(self, list: &[$item]) -> Option<Self> {
                (self.index() + 1 < list.len()).then_some(Self(self.0 + 1))
            }
        }

        impl Index<$id> for [$item] {
            type Output = $item;

            fn index(&self, id: $id) -> &$item {
                &self[id.index()]
            }
        }

        impl Index<$id> for Vec<$item> {
            type Output = $item;

            fn index(&self, id: $id) -> &$item {
                &self[id.index()]
            }
        }
    )+};
}

ids! {
    /// An article: its position in `Site::articles`.
    ArticleId of Article;
    /// A plain page: its position in `Site::pages`.
    PlainPageId of Page;
    /// An issue: its position in `Site::issues`.
    IssueId of Issue;
    /// A taxonomy: its position in `Site::taxonomies`.
    TaxonomyId of Taxonomy;
    /// A term: its position in `Taxonomy::terms`.
    TermId of Term;
    /// A year of the archive: its position in `Site::archive`.
    YearId of Year;
    /// A month of a year of the archive: its position in `Year::months`.
    MonthId of Month;
    /// A file that is published as it is: its position in `Addresses::assets`.
    AssetId of Asset;
}

/// A term of any taxonomy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TermRef {
    /// The taxonomy.
    pub taxonomy: TaxonomyId,
    /// The term in it.
    pub term: TermId,
}
