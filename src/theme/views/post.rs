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
        /// The summary: given, or the first sentences.
        summary: String,
        /// The summary if it was given; empty where it would repeat the first sentences.
        lead: String,
        /// Its column.
        column: Option<Shared<TermLinkView>>,
        /// Its initiatives, each with the way up its tree.
        initiatives: Vec<Shared<TermLinkView>>,
        /// Its regions, each with the way up its tree.
        regions: Vec<Shared<TermLinkView>>,
        /// The terms of the taxonomies that the site declares itself (`terms` holds this article's alone).
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
        /// The picture at its head.
        image: Option<ImageView>,
        /// The numbers that it reports.
        figures: Vec<FigureView>,
        /// The body.
        content: Html,
        /// Its headings, nested; empty where it has fewer than two.
        toc: Vec<TocView>,
        /// The number of Han characters.
        characters: u32,
        /// The number of words in other scripts.
        words: u32,
        /// Minutes to read it, at least 1.
        minutes: u32,
        /// Language tag of the article.
        language: String,
        /// `draft`, `scheduled` or `expired` in a preview; empty for what is published.
        status: String,
        /// What the front matter holds under `extra`, and every key that is not known.
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
        /// The summary: given, or the first sentences.
        summary: String,
        /// Its column.
        column: Option<Shared<TermLinkView>>,
        /// Its initiatives (`path` is left empty in lists).
        initiatives: Vec<Shared<TermLinkView>>,
        /// Its regions (`path` is left empty in lists).
        regions: Vec<Shared<TermLinkView>>,
        /// The issue that it appeared in.
        issue: Option<LinkView>,
        /// The picture at its head.
        image: Option<ImageView>,
        /// Minutes to read it, at least 1.
        minutes: u32,
        /// `draft`, `scheduled` or `expired` in a preview; empty for what is published.
        status: String,
        /// Language tag of the article; empty where it is the site's.
        language: String,
    }

    /// Where an article was published first.
    SourceView {
        /// Name of the newspaper, site or office.
        name: String,
        /// Its address; empty where none is given.
        url: String,
    }

    /// A picture.
    ImageView {
        /// Its address, root-relative; where it has variants, that of the largest which every program shows.
        url: String,
        /// `srcset` of the variants that every browser shows; empty where there is one size alone.
        srcset: String,
        /// `srcset` of the variants in WebP; empty where there are none.
        webp: String,
        /// The text for those who do not see it.
        alt: String,
        /// The line below it; may be empty.
        caption: String,
        /// Width in pixels, if known.
        width: Option<u32>,
        /// Height in pixels, if known.
        height: Option<u32>,
    }

    /// A number that an article reports, as data.
    FigureView {
        /// What it counts: `卫生厕所普及率`.
        name: String,
        /// The number, as written: `94`.
        value: String,
        /// Its unit: `%`; may be empty.
        unit: String,
        /// Where it holds.
        region: Option<Shared<TermLinkView>>,
        /// The time that it stands for, as written: `2023-12`; may be empty.
        as_of: String,
    }

    /// A heading of the table of contents.
    TocView {
        /// Its level, 2 to 6.
        level: u8,
        /// Its id: link to `#id`.
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
        /// Its headings, nested; empty where it has fewer than two.
        toc: Vec<TocView>,
        /// Day of the last change, if given.
        updated: Option<Shared<DateView>>,
        /// What the front matter holds under `extra`, and every key that is not known.
        extra: tera::Value,
    }

    /// One issue in full, as `issue` in `issue.html` and `home.html`.
    IssueView {
        /// The key: the file's stem.
        key: String,
        /// The title; the site's where the issue has none of its own.
        title: String,
        /// `2024年第1期`, or as `strings` words it.
        name: String,
        /// Its number within the year (第×期).
        number: Option<u32>,
        /// Its number since the first issue (总第×期).
        total: Option<u32>,
        /// Its address, root-relative.
        url: String,
        /// Day of publication.
        date: Shared<DateView>,
        /// Who publishes it; the site's publisher where the issue does not say.
        publisher: String,
        /// Who edited it.
        editors: Vec<String>,
        /// Who signed it off.
        signed_by: String,
        /// Its articles, in order.
        contents: Vec<Shared<CardView>>,
        /// The editor's note.
        note: Html,
        /// 报: the offices above.
        report_to: Vec<String>,
        /// 送: the offices beside.
        send_to: Vec<String>,
        /// 发: the offices below.
        copy_to: Vec<String>,
        /// Copies printed.
        print_run: Option<u32>,
        /// The issue before it.
        previous: Option<Shared<IssueCardView>>,
        /// The issue after it.
        next: Option<Shared<IssueCardView>>,
        /// What the front matter holds under `extra`, and every key that is not known.
        extra: tera::Value,
    }

    /// An issue in a list, or as a link.
    IssueCardView {
        /// The title; the site's where the issue has none of its own.
        title: String,
        /// `2024年第1期`, or as `strings` words it.
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
    }
}
