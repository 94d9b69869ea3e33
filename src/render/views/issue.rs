//! Issues (期), in full and in lists.

use super::Views;
use crate::diagnostic::Diagnostic;
use crate::fields::entries_to_template;
use crate::site::{ArticleId, IssueId};
use crate::theme::views::{IssueCardView, IssueView, Shared};

impl Views<'_> {
    /// An issue.
    pub(in crate::render) fn issue(&self, id: IssueId) -> Result<IssueView, Diagnostic> {
        let issue = &self.site.issues[id];
        let (meta, config) = (issue.meta(), &self.site.config);
        let previous = id.next(&self.site.issues);
        Ok(IssueView {
            key: meta.key.clone(),
            title: meta.title.as_ref().unwrap_or(&config.title).clone(),
            name: self.issue_name(id),
            number: meta.number(),
            total: meta.total(),
            url: issue.url.clone(),
            date: self.date(meta.date),
            publisher: meta
                .publisher
                .as_ref()
                .unwrap_or(&config.publisher.name)
                .clone(),
            editors: meta.editors.clone(),
            signed_by: meta.signed_by.clone(),
            contents: self.cards(issue.contents.iter().copied()),
            note: self.body(&issue.document)?,
            report_to: meta.report_to.clone(),
            send_to: meta.send_to.clone(),
            copy_to: meta.copy_to.clone(),
            print_run: meta.print_run,
            previous: previous.map(|older| self.issue_card(older)),
            next: id.previous().map(|newer| self.issue_card(newer)),
            status: issue.status.word().to_owned(),
            extra: entries_to_template(&meta.extra),
        })
    }

    /// An issue in a list.
    pub(in crate::render) fn issue_card(&self, id: IssueId) -> Shared<IssueCardView> {
        self.cache.issue_cards.shared(id, || {
            let issue = &self.site.issues[id];
            let meta = issue.meta();
            let link = |&article: &ArticleId| self.article_link(article);
            IssueCardView {
                title: meta
                    .title
                    .as_ref()
                    .unwrap_or(&self.site.config.title)
                    .clone(),
                name: self.issue_name(id),
                number: meta.number(),
                total: meta.total(),
                url: issue.url.clone(),
                date: self.date(meta.date),
                contents: issue.contents.iter().map(link).collect(),
                status: issue.status.word().to_owned(),
            }
        })
    }

    /// `2024年第1期` in the words of the theme; the title or the key of an issue without a number.
    pub(in crate::render) fn issue_name(&self, id: IssueId) -> String {
        let issue = &self.site.issues[id];
        let meta = issue.meta();
        let Some(issue_number) = meta.number() else {
            return meta.title.as_ref().unwrap_or(&meta.key).clone();
        };
        let pattern = self.theme.string("issue_name");
        pattern
            .replace("{year}", &issue.year.to_string())
            .replace("{number}", &issue_number.to_string())
    }
}
