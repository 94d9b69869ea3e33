//! The first sentences of a text, for summaries: cut where a sentence ends, never inside `《》` or
//! `“”`.

use unicode_width::UnicodeWidthChar;

use super::classes::is_cjk;

/// What follows a text that was cut inside a sentence; it comes on top of the budget.
const ELLIPSIS: &str = "……";

/// The sentences with which `text` begins, as many as `budget` allows, or the whole of it without
/// the blanks at both ends.
///
/// The budget is in Han characters and full-width marks, of which other characters take half. A
/// sentence ends at `。！？……`, or at `. ! ?` before a blank, outside brackets and quotation marks;
/// quotation marks and round brackets that close right after belong to it. If already the first
/// sentence is too long, it is cut at the last clause (`，；、：` or a blank) that fits, else where
/// no word, number or bracket is torn, else anywhere, and `……` follows.
pub fn excerpt(text: &str, budget: usize) -> String {
    let text = text.trim();
    let start = Start::of(text, budget.saturating_mul(2));
    let Some(cut) = start.cut() else {
        return text.to_owned();
    };
    let kept = text.get(..cut.end).unwrap_or(text);
    if cut.is_sentence || kept.is_empty() {
        return kept.trim_end().to_owned();
    }
    let kept = kept.trim_end_matches(|c: char| is_clause_mark(c) || c.is_whitespace());
    format!("{kept}{ELLIPSIS}")
}

/// A place to cut, in bytes.
struct Cut {
    end: usize,
    is_sentence: bool,
}

/// The characters of a text that fit into a budget.
struct Start {
    chars: Vec<Fitting>,
    /// The first character that does not fit.
    beyond: Option<char>,
}

/// One of them.
struct Fitting {
    c: char,
    /// The byte offset of its end.
    end: usize,
    /// Whether no bracket is open after it.
    outside: bool,
}

impl Start {
    fn of(text: &str, columns: usize) -> Self {
        let mut chars = Vec::new();
        let mut brackets = Brackets::default();
        let mut used = 0;
        for (at, c) in text.char_indices() {
            used += c.width().unwrap_or(1);
            if used > columns {
                return Self {
                    chars,
                    beyond: Some(c),
                };
            }
            brackets.read(c);
            chars.push(Fitting {
                c,
                end: at + c.len_utf8(),
                outside: brackets.0.is_empty(),
            });
        }
        Self {
            chars,
            beyond: None,
        }
    }

    /// Where to cut, the best kind of place first; nothing if everything fits.
    fn cut(&self) -> Option<Cut> {
        self.beyond?;
        let sentence = self.last(|i, fitting, next| fitting.outside && self.ends_sentence(i, next));
        let end = sentence
            .or_else(|| {
                self.last(|_, fitting, next| fitting.outside && ends_clause(fitting.c, next))
            })
            .or_else(|| self.last(|_, fitting, next| fitting.outside && !tears(fitting.c, next)))
            .or_else(|| self.last(|_, fitting, next| !tears(fitting.c, next)))
            .or_else(|| self.chars.last().map(|fitting| fitting.end));
        Some(Cut {
            end: end.unwrap_or(0),
            is_sentence: sentence.is_some(),
        })
    }

    /// The end of the last character that, with the one after it, is `fit` to end the excerpt.
    fn last(&self, fit: impl Fn(usize, &Fitting, char) -> bool) -> Option<usize> {
        let followers = self
            .chars
            .iter()
            .skip(1)
            .map(|fitting| fitting.c)
            .chain(self.beyond);
        let pairs: Vec<(&Fitting, char)> = self.chars.iter().zip(followers).collect();
        let found = pairs
            .iter()
            .enumerate()
            .rev()
            .find(|&(i, &(fitting, next))| fit(i, fitting, next));
        found.map(|(_, (fitting, _))| fitting.end)
    }

    /// Whether a sentence ends with the character at `i`, which is a mark or what closes after one.
    fn ends_sentence(&self, i: usize, next: char) -> bool {
        if closes_sentence(next) || is_end_mark(next) {
            return false;
        }
        let mut back = self.chars.iter().take(i + 1).rev().map(|fitting| fitting.c);
        match back.find(|&c| !closes_sentence(c)) {
            Some('.' | '!' | '?') => next.is_whitespace(),
            Some(c) => is_end_mark(c),
            None => false,
        }
    }
}

/// The brackets and quotation marks that are open, as the marks that close them.
#[derive(Default)]
struct Brackets(Vec<char>);

impl Brackets {
    fn read(&mut self, c: char) {
        if let Some(closing) = closing(c) {
            self.0.push(closing);
        } else if let Some(depth) = self.0.iter().rposition(|&open| open == c) {
            // What was opened inside and not closed is over too.
            self.0.truncate(depth);
        }
    }
}

/// The mark that closes what `c` opens.
fn closing(c: char) -> Option<char> {
    Some(match c {
        '《' => '》',
        '〈' => '〉',
        '“' => '”',
        '‘' => '’',
        '「' => '」',
        '『' => '』',
        '（' => '）',
        '【' => '】',
        '〔' => '〕',
        '(' => ')',
        '[' => ']',
        _ => return None,
    })
}

/// Marks that belong to the sentence whose end they follow. A `》` does not: `《为什么？》` ends no
/// sentence.
fn closes_sentence(c: char) -> bool {
    matches!(
        c,
        '”' | '’' | '」' | '』' | '）' | ')' | ']' | '】' | '"' | '\''
    )
}

fn is_end_mark(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '…' | '.' | '!' | '?' | '｡')
}

fn is_clause_mark(c: char) -> bool {
    matches!(c, '，' | '；' | '、' | '：' | ',' | ';' | ':')
}

fn ends_clause(last: char, next: char) -> bool {
    matches!(last, '，' | '；' | '、' | '：') || next.is_whitespace()
}

/// Whether a cut between the two would tear a word, a number or one character with its accents.
fn tears(last: char, next: char) -> bool {
    let is_word = |c: char| c.is_alphanumeric() && !is_cjk(c);
    let in_number = last.is_ascii_digit() && matches!(next, '.' | ',' | '%' | '％' | '℃' | '‰');
    let in_fraction = matches!(last, '.' | ',') && next.is_ascii_digit();
    let in_character = next.width() == Some(0) || last == '\u{200D}';
    (is_word(last) && is_word(next)) || in_number || in_fraction || in_character
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cases: &[(&str, usize, &str)]) {
        for &(text, budget, expected) in cases {
            assert_eq!(excerpt(text, budget), expected, "{text:?} in {budget}");
        }
    }

    #[test]
    fn what_fits_stays_whole() {
        check(&[
            ("", 10, ""),
            ("  ", 10, ""),
            ("  乡村振兴 ", 4, "乡村振兴"),
            ("没有句号", 4, "没有句号"),
            ("abcdefgh", 4, "abcdefgh"),
        ]);
    }

    #[test]
    fn whole_sentences_to_the_budget() {
        check(&[
            ("一二三。四五六。七八九。", 8, "一二三。四五六。"),
            ("一二三。四五六。七八九。", 11, "一二三。四五六。"),
            ("一二三！四五六？七八九。", 5, "一二三！"),
            ("一二三？！四五六。", 5, "一二三？！"),
            ("一二三……四五六七八。", 6, "一二三……"),
            ("One two. Three four.", 6, "One two."),
            ("版本3.14发布。今天天气好。", 8, "版本3.14发布。"),
            ("一二三。\n四五六七八九。", 6, "一二三。"),
        ]);
    }

    #[test]
    fn closing_marks_belong_to_the_sentence() {
        check(&[
            ("他说：“好。”后来走了很远。", 8, "他说：“好。”"),
            ("结束了（见下。）后来走了很远。", 9, "结束了（见下。）"),
            ("「好。」他走了很远很远。", 5, "「好。」"),
            ("He said \"no.\" Then he left.", 8, "He said \"no.\""),
        ]);
    }

    #[test]
    fn marks_inside_brackets_end_nothing() {
        check(&[
            (
                "读《为什么？怎么办？》有感而发。好。",
                17,
                "读《为什么？怎么办？》有感而发。",
            ),
            (
                "读《为什么？》有感，而发很长很长的感想。",
                12,
                "读《为什么？》有感……",
            ),
            (
                "他说“走。走。走吧”，然后走了很远很远。",
                12,
                "他说“走。走。走吧”……",
            ),
        ]);
    }

    #[test]
    fn a_first_sentence_that_is_too_long_is_cut_at_a_clause() {
        check(&[
            ("一二三，四五六，七八九十。", 9, "一二三，四五六……"),
            ("一二三；四五六七八九十。", 6, "一二三……"),
            ("产业、人才、文化、生态振兴", 7, "产业、人才……"),
            ("one two three four", 5, "one two……"),
            ("会议（一，二）三四五六七八", 6, "会议……"),
        ]);
    }

    #[test]
    fn without_a_clause_nothing_is_torn_where_that_can_be_helped() {
        check(&[
            ("一二三四五六七八", 4, "一二三四……"),
            ("使用internationalization", 6, "使用……"),
            ("占比94.56%左右浮动", 4, "占比……"),
            ("占比94.56%左右浮动", 5, "占比94.56%……"),
            ("学习《中华人民共和国乡村振兴促进法》", 8, "学习……"),
            ("《中华人民共和国乡村振兴促进法》", 5, "《中华人民……"),
            ("internationalization", 4, "internat……"),
            ("一二e\u{301}三四五", 2, "一二……"),
            ("一二三四", 0, ""),
        ]);
    }

    #[test]
    fn brackets_that_do_not_match_do_no_harm() {
        check(&[
            ("1）一二三。四五六七八。", 7, "1）一二三。"),
            ("“一二三。四五六七八。", 6, "“一二三。四……"),
            ("（一《二）三。四五六七。", 8, "（一《二）三。"),
            ("it’s a dog. A big dog it is.", 7, "it’s a dog."),
        ]);
    }

    #[test]
    fn never_over_budget_but_for_the_ellipsis() {
        let text = "为全面推进乡村振兴，来宾市兴宾区（原来宾县）学习《乡村振兴促进法》，坚持“五级书记抓振兴”。2024年，普及率达94.5%。";
        for budget in 0..70 {
            let cut = excerpt(text, budget);
            let kept = cut.trim_end_matches(ELLIPSIS);
            let columns: usize = kept.chars().filter_map(UnicodeWidthChar::width).sum();
            assert!(columns <= budget * 2, "{budget}: {cut}");
            assert!(text.starts_with(kept), "{budget}: {cut}");
        }
    }
}
