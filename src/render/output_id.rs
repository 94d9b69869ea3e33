//! The ids of the files of a finished site, and one description of each kind of file.
//!
//! A kind of page is described in [`PageId::spec`], any other kind of file in [`FileId::spec`]. No `match` in
//! this folder has a wildcard arm (a lint in mod.rs denies it), so a new kind does not compile before every
//! place that tells outputs apart says what to do with it.

use crate::config::FeedFormat;
use crate::site::{ArticleId, AssetId, IssueId, MonthId, PlainPageId, TaxonomyId, TermRef, YearId};

/// One file of the finished site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutputId {
    /// A page: HTML that a template renders.
    Page(PageId, HanScript),
    /// A feed.
    Feed(FeedId, HanScript),
    /// Any other file; all scripts share it.
    File(FileId),
}

/// The script of the Han text in a page or a feed.
///
/// Reserved for a second copy of all pages in the other script (simplified or traditional). There is one
/// today: text stays as it is written in the sources. For a second one, a variant gets a folder here, and the
/// plan lists every page and feed once more; the renderer, which knows the script of each output, then has to
/// convert the text and to keep links inside the script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HanScript {
    /// As written.
    Source,
}

impl HanScript {
    /// Every script.
    pub const ALL: [Self; 1] = [Self::Source];

    /// The folder of its pages and feeds in the output: empty, or a name with a slash at its end.
    pub(super) fn folder(self) -> &'static str {
        match self {
            Self::Source => "",
        }
    }
}

/// A page: HTML that a template renders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PageId {
    /// The home page.
    Home,
    /// A page of the list of all articles, from 1.
    Articles { list_page: usize },
    /// An article.
    Article(ArticleId),
    /// A plain page.
    Plain(PlainPageId),
    /// An issue.
    Issue(IssueId),
    /// The newest issue under its fixed address.
    LatestIssue,
    /// The list of issues.
    Issues,
    /// The index of a taxonomy.
    Taxonomy(TaxonomyId),
    /// A page of a term's list, from 1.
    Term { term: TermRef, list_page: usize },
    /// The table of regions by initiatives, with the number of articles on both.
    Matrix,
    /// The archive.
    Archive,
    /// A year of it.
    Year(YearId),
    /// A month of it.
    Month { year: YearId, month: MonthId },
    /// 404.html.
    NotFound,
    /// The page at an old address of a document: the position of the address among its aliases.
    Redirect { document: DocumentId, alias: usize },
}

/// A document that has a page and may have old addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocumentId {
    /// An article.
    Article(ArticleId),
    /// A plain page.
    Plain(PlainPageId),
    /// An issue.
    Issue(IssueId),
}

/// A feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FeedId {
    /// Its articles.
    pub scope: FeedScope,
    /// Its format.
    pub format: FeedFormat,
}

/// Whose articles a feed has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FeedScope {
    /// The whole site.
    Site,
    /// One term.
    Term(TermRef),
}

/// A file that is neither a page nor a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileId {
    /// sitemap.xml (`None`), or one of the parts that it lists.
    Sitemap(Option<usize>),
    /// robots.txt.
    Robots,
    /// A file of content/ that is published as it is.
    Asset(AssetId),
    /// A rendition of an image of content/, by its position in the list of renditions.
    Rendition { asset: AssetId, rendition: usize },
    /// A file of static/.
    Static(usize),
    /// A static file of the theme.
    ThemeAsset(usize),
    /// The style sheet for highlighted code.
    CodeStyle,
}

/// The description of one kind of page.
#[derive(Debug, Clone, Copy)]
pub(super) struct PageSpec {
    /// The value of `page.kind` in templates.
    pub(super) kind: &'static str,
    /// The template that renders it; the front matter of articles and plain pages may name another.
    pub(super) template: &'static str,
    /// The page whose address search engines show for this one: almost always itself.
    pub(super) canonical: PageId,
    /// The document that it shows or leads to.
    pub(super) document: Option<DocumentId>,
    /// Which page of a list it is, from 1.
    pub(super) list_page: usize,
    /// Whether the sitemap lists it.
    pub(super) is_listed: bool,
    /// Whether its head describes it for machines: JSON-LD and the tags of government sites.
    pub(super) has_metadata: bool,
    /// Whether a server shows it at addresses of any depth, so that its links cannot be relative to it.
    pub(super) is_shown_anywhere: bool,
}

/// The description of one kind of file.
#[derive(Debug, Clone, Copy)]
pub struct FileSpec {
    /// Whether its bytes are read from disk whenever they are needed, so that memory need not hold a copy.
    pub is_on_disk: bool,
    /// Whether pages load it from an address that may stay the same when its bytes change.
    pub is_loaded_by_pages: bool,
}

impl OutputId {
    /// Whether it is a page that a browser shows.
    pub fn is_page(self) -> bool {
        match self {
            Self::Page(..) => true,
            Self::Feed(..) | Self::File(_) => false,
        }
    }

    /// Whether it is rendered from articles and templates; other files are copied or made from images.
    pub fn is_written(self) -> bool {
        match self {
            Self::Page(..) | Self::Feed(..) => true,
            Self::File(_) => false,
        }
    }
}

impl PageId {
    /// What sets it apart from other pages.
    pub(super) fn spec(self) -> PageSpec {
        let index = |kind, template| PageSpec {
            kind,
            template,
            canonical: self,
            document: None,
            list_page: 1,
            is_listed: true,
            has_metadata: true,
            is_shown_anywhere: false,
        };
        let of_document = |kind, template, document| PageSpec {
            document: Some(document),
            ..index(kind, template)
        };
        match self {
            Self::Home => index("home", "home.html"),
            Self::Articles { list_page } => PageSpec {
                list_page,
                ..index("articles", "articles.html")
            },
            Self::Article(id) => of_document("article", "article.html", DocumentId::Article(id)),
            Self::Plain(id) => of_document("page", "page.html", DocumentId::Plain(id)),
            Self::Issue(id) => of_document("issue", "issue.html", DocumentId::Issue(id)),
            Self::LatestIssue => PageSpec {
                canonical: Self::Issue(IssueId::FIRST),
                is_listed: false,
                ..of_document("issue", "issue.html", DocumentId::Issue(IssueId::FIRST))
            },
            Self::Issues => index("issues", "issues.html"),
            Self::Taxonomy(_) => index("taxonomy", "taxonomy.html"),
            Self::Term { list_page, .. } => PageSpec {
                list_page,
                ..index("term", "term.html")
            },
            Self::Matrix => index("matrix", "matrix.html"),
            Self::Archive => index("archive", "archive.html"),
            Self::Year(_) => index("year", "year.html"),
            Self::Month { .. } => index("month", "month.html"),
            Self::NotFound => PageSpec {
                is_listed: false,
                has_metadata: false,
                is_shown_anywhere: true,
                ..index("404", "404.html")
            },
            Self::Redirect { document, .. } => PageSpec {
                is_listed: false,
                has_metadata: false,
                ..of_document("redirect", "redirect.html", document)
            },
        }
    }
}

impl FileId {
    /// What sets it apart from other files.
    pub fn spec(self) -> FileSpec {
        match self {
            Self::Asset(_) | Self::Static(_) => FileSpec {
                is_on_disk: true,
                is_loaded_by_pages: true,
            },
            // Its address holds a hash of its bytes.
            Self::Rendition { .. } => FileSpec {
                is_on_disk: true,
                is_loaded_by_pages: false,
            },
            Self::ThemeAsset(_) | Self::CodeStyle => FileSpec {
                is_on_disk: false,
                is_loaded_by_pages: true,
            },
            Self::Sitemap(_) | Self::Robots => FileSpec {
                is_on_disk: false,
                is_loaded_by_pages: false,
            },
        }
    }
}
