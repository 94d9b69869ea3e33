//! Articles, plain pages and issues.

use super::{DateView, Html, LinkView, Shared, TaxonomyView, TermLinkView, views};

views! {
    /// One article in full, as `article` in `article.html`.
    ArticleView {
        /// The title.
        title: String,
        /// Its address, root-relative.
        url: String,
        /// Day of publication.
        date: Shared<DateView>,
        /// Day of the last change, if given.
        updated: Option<Shared<DateView>>,
        /// The authors' names.
        authors: Vec<String>,
        /// Where it was published first.
        source: Option<SourceView>,
        /// The summary from the front matter, else the first sentences.
        summary: String,
        /// The summary from the front matter; empty if there is none, so that it never repeats the first
        /// sentences.
        lead: String,
        /// Its column.
        column: Option<Shared<TermLinkView>>,
        /// Its initiatives, each with its ancestors.
        initiatives: Vec<Shared<TermLinkView>>,
        /// Its regions, each with its ancestors.
        regions: Vec<Shared<TermLinkView>>,
        /// The taxonomies that the site declares itself; `terms` are only those of this article.
        taxonomies: Vec<TaxonomyView>,
        /// The issue that it appeared in.
        issue: Option<Shared<IssueCardView>>,
        /// The article before this one in its issue.
        previous_in_issue: Option<LinkView>,
        /// The article after this one in its issue.
        next_in_issue: Option<LinkView>,
        /// The next older article of the site.
        older: Option<LinkView>,
        /// The next newer article of the site.
        newer: Option<LinkView>,
        /// The image at its head.
        image: Option<ImageView>,
        /// The figures that it reports.
        figures: Vec<FigureView>,
        /// The body.
        content: Html,
        /// Its headings, nested; empty if it has fewer than two.
        toc: Vec<TocView>,
        /// The number of Han characters.
        characters: u32,
        /// The number of words in other scripts.
        words: u32,
        /// Minutes to read it, at least 1.
        minutes: u32,
        /// Language tag of the article.
        language: String,
        /// `draft`, `scheduled` or `expired` in a preview; empty for a published article.
        status: String,
        /// `extra` in the front matter, with all unknown keys of the front matter.
        extra: tera::Value,
    }

    /// An article in a list.
    CardView {
        /// The title.
        title: String,
        /// Its address, root-relative.
        url: String,
        /// Day of publication.
        date: Shared<DateView>,
        /// The authors' names.
        authors: Vec<String>,
        /// Where it was published first.
        source: Option<SourceView>,
        /// The summary from the front matter, else the first sentences.
        summary: String,
        /// Its column.
        column: Option<Shared<TermLinkView>>,
        /// Its initiatives (`path` is empty in lists).
        initiatives: Vec<Shared<TermLinkView>>,
        /// Its regions (`path` is empty in lists).
        regions: Vec<Shared<TermLinkView>>,
        /// The issue that it appeared in.
        issue: Option<LinkView>,
        /// The image at its head.
        image: Option<ImageView>,
        /// Minutes to read it, at least 1.
        minutes: u32,
        /// `draft`, `scheduled` or `expired` in a preview; empty for a published article.
        status: String,
        /// Language tag of the article; empty if it is that of the site.
        language: String,
    }

    /// Where an article was published first.
    SourceView {
        /// Name of the newspaper, site or office.
        name: String,
        /// Its address; empty if none is given.
        url: String,
    }

    /// An image.
    ImageView {
        /// Its address, root-relative; if it has several sizes, that of the largest one in a format that
        /// every browser supports.
        url: String,
        /// `srcset` of the sizes in a format that every browser supports; empty if there is only one size.
        srcset: String,
        /// `srcset` of the sizes in WebP; empty if there are none.
        webp: String,
        /// The alternative text.
        alt: String,
        /// The caption; may be empty.
        caption: String,
        /// Width in pixels, if known.
        width: Option<u32>,
        /// Height in pixels, if known.
        height: Option<u32>,
    }

    /// A figure that an article reports, as data.
    FigureView {
        /// Its name: `卫生厕所普及率`.
        name: String,
        /// Its value, as written: `94`.
        value: String,
        /// Its unit: `%`; may be empty.
        unit: String,
        /// The region that it refers to.
        region: Option<Shared<TermLinkView>>,
        /// The date that it refers to, as written: `2023-12`; may be empty.
        as_of: String,
    }

    /// A heading of the table of contents.
    TocView {
        /// Its level, 2 to 6.
        level: u8,
        /// Its id, for links to `#id`.
        id: String,
        /// Its text.
        title: Html,
        /// The headings below it.
        children: Vec<TocView>,
    }

    /// One plain page, as `doc` in `page.html`.
    DocView {
        /// The title.
        title: String,
        /// Its address, root-relative.
        url: String,
        /// The body.
        content: Html,
        /// Its headings, nested; empty if it has fewer than two.
        toc: Vec<TocView>,
        /// Day of the last change, if given.
        updated: Option<Shared<DateView>>,
        /// `draft`, `scheduled` or `expired` in a preview; empty for a published page.
        status: String,
        /// `extra` in the front matter, with all unknown keys of the front matter.
        extra: tera::Value,
    }

    /// One issue in full, as `issue` in `issue.html` and `home.html`.
    IssueView {
        /// The key: the file's stem.
        key: String,
        /// The title; that of the site if the issue has none.
        title: String,
        /// `2024年第1期`, or as `strings` formats it.
        name: String,
        /// Its number within the year (第×期).
        number: Option<u32>,
        /// Its number since the first issue (总第×期).
        total: Option<u32>,
        /// Its address, root-relative.
        url: String,
        /// Day of publication.
        date: Shared<DateView>,
        /// The publisher of the issue, else that of the site.
        publisher: String,
        /// The editors.
        editors: Vec<String>,
        /// The person who approved it (签发).
        signed_by: String,
        /// Its articles, in order.
        contents: Vec<Shared<CardView>>,
        /// The editor's note.
        note: Html,
        /// 报: the superior offices.
        report_to: Vec<String>,
        /// 送: the offices of the same level.
        send_to: Vec<String>,
        /// 发: the subordinate offices.
        copy_to: Vec<String>,
        /// Copies printed.
        print_run: Option<u32>,
        /// The issue before it.
        previous: Option<Shared<IssueCardView>>,
        /// The issue after it.
        next: Option<Shared<IssueCardView>>,
        /// `draft`, `scheduled` or `expired` in a preview; empty for a published issue.
        status: String,
        /// `extra` in the front matter, with all unknown keys of the front matter.
        extra: tera::Value,
    }

    /// An issue in a list, or as a link.
    IssueCardView {
        /// The title; that of the site if the issue has none.
        title: String,
        /// `2024年第1期`, or as `strings` formats it.
        name: String,
        /// Its number within the year (第×期).
        number: Option<u32>,
        /// Its number since the first issue (总第×期).
        total: Option<u32>,
        /// Its address, root-relative.
        url: String,
        /// Day of publication.
        date: Shared<DateView>,
        /// The titles of its articles, in order.
        contents: Vec<LinkView>,
        /// `draft`, `scheduled` or `expired` in a preview; empty for a published issue.
        status: String,
    }
}
