//! Articles by year and month.

use super::{Article, ArticleId};

/// A year with articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Year {
    /// The year.
    pub year: i16,
    /// Its months, newest first.
    pub months: Vec<Month>,
}

/// A month with articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    /// The year.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
    /// Its articles, newest first.
    pub articles: Vec<ArticleId>,
}

/// Gathers articles, which come newest first, by year and month.
pub(super) fn years(articles: &[Article]) -> Vec<Year> {
    let mut years: Vec<Year> = Vec::new();
    for (id, article) in ArticleId::enumerate(articles) {
        let (year, month) = (article.day.year(), article.day.month());
        if years.last().is_none_or(|last| last.year != year) {
            years.push(Year {
                year,
                months: Vec::new(),
            });
        }
        let Some(months) = years.last_mut().map(|year| &mut year.months) else {
            continue;
        };
        match months.last_mut() {
            Some(last) if last.month == month => last.articles.push(id),
            _ => months.push(Month {
                year,
                month,
                articles: vec![id],
            }),
        }
    }
    years
}
