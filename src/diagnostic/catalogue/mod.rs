//! Every text of the program that a user reads, in Chinese and English side by side.
//!
//! | file | texts |
//! |---|---|
//! | `messages` | what is wrong, with class, code and remedy |
//! | `causes` | why the system refuses something |
//! | `notices` | sentences about what a command did or does |
//! | `left_out` | why files are not in the site |
//! | `labels` | words and lines without values, such as column heads |
//! | `help` | `--help`, and what clap says of wrong arguments |
//! | `examples` | what is to be written, as messages quote it |
//! | `new_files` | the files that `new` writes, which are Chinese in both languages |
//!
//! One entry has both languages, so a text without a translation does not compile. `tests/it/golden.rs` and
//! `tests/serve/wording.rs` see each text come out of the real binary, and `tests/it/wording.rs` that no other
//! file of `src/` holds one.

mod causes;
pub(crate) mod examples;
mod help;
mod labels;
mod left_out;
mod messages;
pub(crate) mod new_files;
mod notices;

pub(crate) use causes::{is_of_all_files, system_cause};
pub use help::{HELP, HelpText, USAGE_PHRASES, USAGE_TEMPLATE_ZH, UsagePhrase};
pub use labels::Label;
pub use left_out::LeftOutReason;
pub use messages::{Message, MessageClass};
pub use notices::Notice;

use super::Lang;

/// A text in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bilingual {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

impl Bilingual {
    /// The text in `lang`.
    pub const fn text(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

/// Why the system refuses something, by the key of the cause.
pub(crate) fn cause_text(key: &str, lang: Lang) -> &'static str {
    causes::what(key).text(lang)
}

/// Every text but messages, with a name: tests hold that each is printed in both languages. `{field}` is the
/// value of a field.
pub fn texts() -> Vec<(String, Bilingual)> {
    let named = |kind: &str, name: &str, text| (format!("{kind} {name}"), text);
    let notices = Notice::ALL
        .iter()
        .map(|(name, text)| named("Notice", name, *text));
    let labels = Label::ALL
        .iter()
        .map(|(name, text)| named("Label", name, *text));
    let help = HELP
        .iter()
        .map(|entry| named("help", entry.key, entry.text));
    let phrases = USAGE_PHRASES.iter().map(|phrase| {
        let text = Bilingual {
            zh: phrase.zh,
            en: phrase.clap,
        };
        named("phrase", phrase.clap, text)
    });
    let left_out = LeftOutReason::ALL.iter().flat_map(|(name, text, help)| {
        let remedy = format!("{name} remedy");
        [
            named("LeftOutReason", name, *text),
            named("LeftOutReason", &remedy, *help),
        ]
    });
    notices
        .chain(left_out)
        .chain(labels)
        .chain(help)
        .chain(phrases)
        .collect()
}
