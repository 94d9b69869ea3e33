//! The first sentences of a text, for summaries. They end where a sentence ends, never inside `《》` or
//! `“”`.

use unicode_width::UnicodeWidthChar;

use super::classes::is_cjk;

/// The mark after a text that was cut inside a sentence. The budget does not include it.
const ELLIPSIS: &str = "……";

/// The first sentences of `text`, as many as `budget` allows; all of it, without white space at both ends,
/// where it fits.
///
/// The budget is in Han characters and full-width marks; other characters count half. A sentence ends at
/// `。！？……`, or at `. ! ?` before white space, outside of brackets and quotation marks; quotation marks
/// and round brackets that close directly after it belong to it. If the first sentence is too long, it is
/// cut after the last clause (`，；、：` or white space) that fits, else outside of words, numbers and
/// brackets, else anywhere, and `……` follows.
pub fn excerpt(text: &str, budget: usize) -> String {
    let text = text.trim();
    let prefix = Prefix::new(text, budget.saturating_mul(2));
    let Some(cut) = prefix.cut_point() else {
        return text.to_owned();
    };
    let start = text.get(..cut.end).unwrap_or(text);
    if cut.is_sentence || start.is_empty() {
        return start.trim_end().to_owned();
    }
    let start = start.trim_end_matches(|c: char| is_clause_mark(c) || c.is_whitespace());
    format!("{start}{ELLIPSIS}")
}

/// Where the text is cut.
struct CutPoint {
    /// A byte offset.
    end: usize,
    /// Whether a sentence ends there.
    is_sentence: bool,
}

/// The characters of a text that fit into a budget.
struct Prefix {
    chars: Vec<PrefixChar>,
    /// The first character that does not fit.
    next: Option<char>,
}

struct PrefixChar {
    c: char,
    /// The byte offset of its end.
    end: usize,
    /// Whether no bracket is open after it.
    is_outside: bool,
}

impl Prefix {
    fn new(text: &str, columns: usize) -> Self {
        let mut chars = Vec::new();
        let mut brackets = OpenBrackets::default();
        let mut used = 0;
        for (at, c) in text.char_indices() {
            used += c.width().unwrap_or(1);
            if used > columns {
                return Self {
                    chars,
                    next: Some(c),
                };
            }
            brackets.read(c);
            chars.push(PrefixChar {
                c,
                end: at + c.len_utf8(),
                is_outside: brackets.0.is_empty(),
            });
        }
        Self { chars, next: None }
    }

    /// Where the text is cut, at the best kind of place that there is; `None` if all of it fits.
    fn cut_point(&self) -> Option<CutPoint> {
        self.next?;
        let sentence = self.last(|i, last, next| last.is_outside && self.ends_sentence(i, next));
        let end = sentence
            .or_else(|| self.last(|_, last, next| last.is_outside && ends_clause(last.c, next)))
            .or_else(|| self.last(|_, last, next| last.is_outside && !splits_unit(last.c, next)))
            .or_else(|| self.last(|_, last, next| !splits_unit(last.c, next)))
            .or_else(|| self.chars.last().map(|last| last.end));
        Some(CutPoint {
            end: end.unwrap_or(0),
            is_sentence: sentence.is_some(),
        })
    }

    /// The end of the last character that, with the character after it, satisfies `is_end`.
    fn last(&self, is_end: impl Fn(usize, &PrefixChar, char) -> bool) -> Option<usize> {
        let followers = self.chars.iter().skip(1).map(|one| one.c).chain(self.next);
        let pairs: Vec<(&PrefixChar, char)> = self.chars.iter().zip(followers).collect();
        let last = pairs
            .iter()
            .enumerate()
            .rev()
            .find(|&(i, &(one, next))| is_end(i, one, next));
        last.map(|(_, (one, _))| one.end)
    }

    /// Whether a sentence ends with the character at `i`: an end mark, or a closing mark after one.
    fn ends_sentence(&self, i: usize, next: char) -> bool {
        if closes_sentence(next) || is_end_mark(next) {
            return false;
        }
        let mut back = self.chars.iter().take(i + 1).rev().map(|one| one.c);
        match back.find(|&c| !closes_sentence(c)) {
            Some('.' | '!' | '?') => next.is_whitespace(),
            Some(c) => is_end_mark(c),
            None => false,
        }
    }
}

/// The brackets and quotation marks that are open, as the marks that close them.
#[derive(Default)]
struct OpenBrackets(Vec<char>);

impl OpenBrackets {
    fn read(&mut self, c: char) {
        if let Some(closing) = closing(c) {
            self.0.push(closing);
        } else if let Some(depth) = self.0.iter().rposition(|&open| open == c) {
            // Brackets that were opened inside and not closed end too.
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

/// Whether a mark belongs to the sentence whose end it follows. `》` does not: `《为什么？》` ends no
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

/// Whether a cut between the two is inside a word, a number, or a character with combining accents.
fn splits_unit(last: char, next: char) -> bool {
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
    fn a_text_that_fits_stays_whole() {
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
    fn without_a_clause_words_numbers_and_brackets_stay_whole_if_possible() {
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
            let start = cut.trim_end_matches(ELLIPSIS);
            let columns: usize = start.chars().filter_map(UnicodeWidthChar::width).sum();
            assert!(columns <= budget * 2, "{budget}: {cut}");
            assert!(text.starts_with(start), "{budget}: {cut}");
        }
    }
}
