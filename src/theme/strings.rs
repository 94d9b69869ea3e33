//! The strings of a theme: the words of its pages in the language of the site.

use std::collections::BTreeMap;

use super::ThemeFiles;
use super::inputs::place_in_site_toml;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::text::similar::nearest;

/// The strings that the program uses itself; a theme without one of them is not loaded.
const REQUIRED_STRINGS: &[&str] = &[
    "home",
    "articles",
    "issues",
    "latest_issue",
    "initiatives",
    "regions",
    "columns",
    "archive",
    "date_format",
    "year_format",
    "month_format",
    "issue_name",
    "issue_total",
    "not_found",
    "feed_title",
    "table",
    "footnotes",
    "back_to_text",
    "note",
    "tip",
    "important",
    "warning",
    "caution",
    "moved",
    "toc",
    "page_n",
];

/// The strings of the site's language, from the file that [`language_file`] chooses.
pub(super) fn of_language(
    files: &ThemeFiles,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, String> {
    let language = config.language.as_str();
    let Some(name) = language_file(files, language) else {
        let available: Vec<String> = files
            .below("strings/")
            .filter_map(|name| Some(name.strip_suffix(".toml")?.to_owned()))
            .collect();
        if available.is_empty() {
            let template = format!("strings/{language}.toml");
            let span = Span::whole(&files.path(&template));
            diagnostics.push(Diagnostic::at(span, Message::MissingTemplate { template }));
            return BTreeMap::new();
        }
        let similar = nearest(language, available.iter().map(String::as_str), 2);
        let missing = Diagnostic::new(Message::MissingStrings {
            language: language.to_owned(),
            available: available.join(", "),
        });
        diagnostics.push(Diagnostic {
            span: place_in_site_toml(&config.places.language),
            nearest: similar,
            ..missing
        });
        return BTreeMap::new();
    };
    let Some((file, entries)) = files.entries(&name, diagnostics) else {
        return BTreeMap::new();
    };
    let mut strings = BTreeMap::new();
    for entry in entries {
        let (key, range) = (entry.key.value, entry.node.range.clone());
        match entry.node.scalar() {
            Some(text) => {
                strings.insert(key, text);
            }
            None => {
                let expected = "\"…\"".to_owned();
                let message = Message::WrongType { key, expected };
                diagnostics.push(Diagnostic::at(Span::new(&file, range), message));
            }
        }
    }
    for key in REQUIRED_STRINGS {
        if !strings.contains_key(*key) {
            diagnostics.push(Diagnostic::at(
                Span::whole(&file),
                Message::MissingString {
                    key: (*key).to_owned(),
                },
            ));
        }
    }
    strings
}

/// The file of strings for a language tag: its own, else that of its script or base language. `zh-TW` falls
/// back to zh-Hant, `zh-CN` to zh-Hans, `en-GB` to en.
fn language_file(files: &ThemeFiles, language: &str) -> Option<String> {
    let traditional = ["zh-TW", "zh-HK", "zh-MO", "zh-Hant"]
        .iter()
        .any(|prefix| language.starts_with(prefix));
    let base = language.split('-').next().unwrap_or(language);
    let family = match base {
        "zh" if traditional => "zh-Hant",
        "zh" => "zh-Hans",
        _ => base,
    };
    [language, family]
        .iter()
        .map(|tag| format!("strings/{tag}.toml"))
        .find(|name| files.has(name))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Arc;

    use super::super::ThemeFiles;
    use crate::fields::parse_toml;

    /// The keys of a file of strings.
    fn keys(text: &str) -> BTreeSet<String> {
        let entries = parse_toml(&Arc::from("a.toml"), text).expect("TOML");
        entries.into_iter().map(|entry| entry.key.value).collect()
    }

    /// The keys that a template uses, as in `strings.home`.
    fn used(template: &str) -> BTreeSet<&str> {
        let is_key = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let rests = template.split("strings.").skip(1);
        rests
            .filter_map(|rest| rest.split(|c| !is_key(c)).next())
            .collect()
    }

    #[test]
    fn every_language_of_the_default_theme_has_every_string() {
        let files = ThemeFiles::built_in();
        let text = |name: &str| files.text(name).expect("a file of the theme");
        let languages: Vec<&str> = files.below("strings/").collect();
        assert!(languages.len() > 2, "{languages:?}");
        let all = keys(&text("strings/zh-Hans.toml"));
        for language in languages {
            let own = keys(&text(&format!("strings/{language}")));
            let differing: Vec<_> = own.symmetric_difference(&all).collect();
            assert_eq!(differing, [""; 0], "not in both: {language} and zh-Hans");
        }
        for template in files.below("templates/") {
            let text = text(&format!("templates/{template}"));
            let missing: Vec<_> = used(&text)
                .into_iter()
                .filter(|key| !all.contains(*key))
                .collect();
            assert_eq!(missing, [""; 0], "{template}");
        }
    }
}
