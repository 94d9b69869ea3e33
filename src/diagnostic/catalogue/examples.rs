//! Examples of what is to be written, which messages quote in both languages.

/// The title of a site, in site.toml.
pub(crate) const SITE_TITLE: &str = "title = \"乡村振兴简报\"";

/// The title of an article.
pub(crate) const ARTICLE_TITLE: &str = "title: 文章标题";

/// The title of a page.
pub(crate) const PAGE_TITLE: &str = "title: 关于本刊";

/// The name of an initiative.
pub(crate) const INITIATIVE_NAME: &str = "name: 四下基层";

/// What marks a value as an example, in the files that `init` writes.
pub(crate) const MARKS: [&str; 2] = ["（示例）", "(示例)"];

/// A list of texts.
pub(crate) const LIST: &str = "[甲, 乙]";

/// `theme eject` with a name.
pub(crate) const THEME_EJECT: &str = "bulletin theme eject my-theme";

/// Tags of languages.
pub(crate) const LANGUAGES: &str = "zh-Hans, zh-Hant, en, ug, bo, za";

/// The command that makes an issue.
pub(crate) fn new_issue(key: Option<&str>) -> String {
    match key {
        Some(key) => format!("bulletin new issue --key {key}"),
        None => "bulletin new issue".to_owned(),
    }
}
