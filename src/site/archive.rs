//! The archive: articles by year and month.

use super::{Article, ArticleId};

/// A year with articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Year {
    /// The year.
    pub year: i16,
    /// Its months with articles, newest first.
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

/// Groups articles, which come newest first, by year and month.
pub(super) fn years(articles: &[Article]) -> Vec<Year> {
    let mut ids = ArticleId::all(articles);
    let mut month = |articles: &[Article]| Month {
        year: articles[0].day.year(),
        month: articles[0].day.month(),
        articles: ids.by_ref().take(articles.len()).collect(),
    };
    let by_year = articles.chunk_by(|a, b| a.day.year() == b.day.year());
    let years = by_year.map(|articles| {
        let by_month = articles.chunk_by(|a, b| a.day.month() == b.day.month());
        Year {
            year: articles[0].day.year(),
            months: by_month.map(&mut month).collect(),
        }
    });
    years.collect()
}
