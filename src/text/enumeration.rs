//! The signs that items of an enumeration begin with: `（一）`, `1、`, `①`, `第一条　`, `一是`.

mod words;

use self::words::begins_with_word;
use super::classes::is_cjk;

/// Whether a line that begins with `line` is an item of its own after the line `previous`, whose last visible
/// character is `before`.
///
/// - A bullet, or a number in a circle, begins an item.
/// - A number or a letter in brackets (`（一）`, `(a)`) or with a mark (`一、`, `1.`, `A）`, `甲、`) does, unless the
///   line before is no item and ends with `，` or `、`. `1.` needs something other than a digit after it, `一、`
///   another number than the next one: `一、二、三产业` is text. After a number in ASCII the item itself is Chinese.
/// - A sign that may stand in prose as well (`——`, `→`, `【`, `[1]`) does where the line before begins with it, too.
/// - `words` has the rules for `第一条`, `一是`, `其一`, `附件1：` and the like.
pub fn begins_item<'l>(
    line: &str,
    previous: impl FnOnce() -> &'l str,
    before: Option<char>,
) -> bool {
    let Some(first) = line.chars().next() else {
        return false;
    };
    // Nearly every line, without a look at its signs.
    if !may_begin(first) {
        return false;
    }
    if is_bullet(first) || is_circled(first) || is_key_cap(line) {
        return true;
    }
    let previous = previous();
    if is_numbered(line) {
        let goes_on = before.is_some_and(|c| matches!(c, '，' | '、'));
        return !goes_on || is_item(previous);
    }
    is_repeated(line, previous) || begins_with_word(line, previous, before)
}

/// Whether a line begins as an item does, whatever is before it.
fn is_item(line: &str) -> bool {
    let line = line.trim_start_matches(['*', '_', '~']);
    line.starts_with(|c| is_bullet(c) || is_circled(c))
        || is_key_cap(line)
        || is_numbered(line)
        || begins_with_word(line, "", Some('。'))
}

fn is_numbered(line: &str) -> bool {
    has_brackets(line) || has_mark(line)
}

/// `1️⃣`.
fn is_key_cap(line: &str) -> bool {
    let mut ahead = line.chars();
    ahead.next().is_some_and(|c| c.is_ascii_digit())
        && ahead.as_str().starts_with(['\u{FE0F}', '\u{20E3}'])
}

/// Whether two lines begin with the same sign, which would be seldom in prose: `——`, `→`, `【`, `[1]`, `1.2 `.
fn is_repeated(line: &str, previous: &str) -> bool {
    let sign = |line: &str| {
        let first = line.chars().next().filter(|&c| may_repeat(c))?;
        let rest = line.get(first.len_utf8()..)?;
        let is_whole = match first {
            '【' => rest.contains('】'),
            '[' => {
                let number = number(rest);
                !number.is_empty() && rest.get(number.len()..)?.starts_with(']')
            }
            '—' => rest.starts_with('—'),
            _ => true,
        };
        is_whole.then_some(first)
    };
    let is_section = |line: &str| {
        let number = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let written = line.get(..line.len() - number.len()).unwrap_or_default();
        let parts = written.split('.');
        parts.clone().count() > 1
            && parts.clone().all(|part| (1..=2).contains(&part.len()))
            && number.trim_start().starts_with(is_cjk)
            && !number.starts_with([
                '万', '亿', '倍', '元', '米', '公', '千', '百', '个', '吨', '亩',
            ])
    };
    sign(line).is_some_and(|first| sign(previous) == Some(first))
        || (is_section(line) && is_section(previous))
}

/// Signs before items that stand in prose, too.
fn may_repeat(c: char) -> bool {
    matches!(
        c,
        '—' | '–' | '·' | '→' | '⇒' | '【' | '[' | '👉' | '📍' | '🔹' | '🔸' | '▸' | '☞'
    )
}

/// Whether all of `text` is a sign of an item, as in the first cell of a list that was pasted with tabs.
pub fn is_sign(text: &str) -> bool {
    let text = text.trim();
    let mut chars = text.chars();
    let is_single = |c: char| is_bullet(c) || is_circled(c) || matches!(c, '-' | '*' | '+');
    match (chars.next(), chars.next()) {
        (Some(first), None) => is_single(first),
        (Some(_), Some(_)) => {
            let inner = text.trim_start_matches(['（', '(']);
            let number = number(inner);
            let rest = inner.get(number.len()..).unwrap_or_default();
            !number.is_empty() && matches!(rest, "、" | "." | "．" | "）" | ")")
        }
        _ => false,
    }
}

fn may_begin(first: char) -> bool {
    is_numeral(first)
        || is_bullet(first)
        || is_circled(first)
        || may_repeat(first)
        || is_stem(first)
        || first.is_ascii_alphabetic()
        || matches!(
            first,
            '（' | '(' | '〔' | '第' | '其' | '首' | '再' | '最' | '附' | '表' | '图' | '问' | '答'
        )
}

/// Bullets, also those that Word pastes from symbol fonts.
fn is_bullet(c: char) -> bool {
    matches!(
        c,
        '•' | '●'
            | '◆'
            | '■'
            | '◇'
            | '○'
            | '▪'
            | '▫'
            | '▶'
            | '►'
            | '➢'
            | '➤'
            | '✓'
            | '✔'
            | '√'
            | '★'
            | '☆'
            | '※'
            | '◎'
            | '□'
            | '☐'
            | '▲'
            | '△'
            | '◉'
            | '\u{F06C}'
            | '\u{F06E}'
            | '\u{F075}'
            | '\u{F0A7}'
            | '\u{F0B7}'
            | '\u{F0D8}'
            | '\u{F0FC}'
    )
}

/// Numbers in circles, in brackets and with a full stop as one character.
fn is_circled(c: char) -> bool {
    matches!(c, '①'..='⒛' | '❶'..='➓' | '㈠'..='㈩' | '㊀'..='㊉' | '⓫'..='⓿' | '㉑'..='㉟')
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || is_han_numeral(c) || matches!(c, '０'..='９' | 'Ⅰ'..='Ⅻ')
}

/// The first ten of the heavenly stems, which number items.
fn is_stem(c: char) -> bool {
    "甲乙丙丁戊己庚辛壬癸".contains(c)
}

fn is_han_numeral(c: char) -> bool {
    "一二三四五六七八九十百〇零".contains(c)
}

/// The number at the start of `text`, of three digits or numerals at most.
fn number(text: &str) -> &str {
    let end = text
        .char_indices()
        .find(|&(_, c)| !is_numeral(c))
        .map_or(text.len(), |(end, _)| end);
    let number = text.get(..end).unwrap_or_default();
    if number.chars().nth(3).is_some() {
        ""
    } else {
        number
    }
}

/// The number, or the one letter or stem that stands for one, at the start of `text`.
fn label(text: &str) -> &str {
    let number = number(text);
    if !number.is_empty() {
        return number;
    }
    let mut ahead = text.chars();
    let is_single = |c: char| c.is_ascii_alphabetic() || is_stem(c);
    match ahead.next() {
        Some(first) if is_single(first) => text.get(..first.len_utf8()).unwrap_or_default(),
        _ => "",
    }
}

/// `（一）`, `(1)`, `〔1〕`, `（A）`.
fn has_brackets(line: &str) -> bool {
    let Some(inner) = line.strip_prefix(['（', '(', '〔']) else {
        return false;
    };
    let number = label(inner);
    let rest = inner.get(number.len()..).unwrap_or_default();
    let after = rest.strip_prefix(['）', ')', '〕']);
    !number.is_empty() && after.is_some_and(|after| is_chinese_start(after, number))
}

/// `一、`, `1、`, `1.`, `1．`, `1）`.
fn has_mark(line: &str) -> bool {
    let number = label(line);
    let rest = line.get(number.len()..).unwrap_or_default();
    let mut ahead = rest.chars();
    let (Some(mark), false) = (ahead.next(), number.is_empty()) else {
        return false;
    };
    let after = ahead.as_str();
    match mark {
        '、' => !goes_on(number, after),
        '．' | '）' => !after.starts_with(is_numeral),
        '.' | ')' => number.chars().count() < 3 && is_chinese_start(after, number),
        _ => false,
    }
}

/// Whether an enumeration of numbers goes on in the text: `二、三产业`, `1、2号`.
fn goes_on(first: &str, after: &str) -> bool {
    if number(first).is_empty() {
        // `A、B两县`, `甲、乙双方`.
        let is_stems = first.starts_with(is_stem);
        let goes_on = |c: char| {
            if is_stems {
                is_stem(c)
            } else {
                c.is_ascii_alphabetic()
            }
        };
        return after.starts_with(goes_on);
    }
    let second = number(after);
    if second.is_empty() {
        return false;
    }
    if let (Ok(first), Ok(second)) = (first.parse::<u32>(), second.parse::<u32>()) {
        return second == first + 1;
    }
    let place = |number: &str| "一二三四五六七八九十".find(number);
    place(first)
        .zip(place(second))
        .is_some_and(|(first, second)| second == first + '一'.len_utf8())
}

/// Whether an item begins in Chinese; a number that is not in ASCII proves it.
fn is_chinese_start(after: &str, number: &str) -> bool {
    let first = after
        .trim_start()
        .trim_start_matches(['*', '_'])
        .chars()
        .next();
    !number.is_ascii() || first.is_some_and(|c| is_cjk(c) || matches!(c, '“' | '‘' | '—'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_begin_with_a_sign() {
        for line in [
            "（一）加强",
            "(一)加强",
            "（1）加强",
            "(2) 加强",
            "一、总体",
            "十二、其他",
            "1、甲",
            "2．乙",
            "3.丙",
            "2. 乙",
            "4）丁",
            "①甲",
            "⑴甲",
            "㈠甲",
            "•甲",
            "● 甲",
            "\u{F06C}甲",
            "1.“四下基层”",
            "Ⅱ、乙",
            "第三条　为了",
            "第一章 总则",
            "一、五级书记",
            "(3)**重点**",
            "a.甲",
            "B、乙",
            "C）丙",
            "（A）甲",
            "(a)甲",
            "甲、总体",
            "一. 甲",
            "1️⃣甲",
            "Ⅰ.甲",
            "★甲",
            "➢ 甲",
            "※甲",
            "附件1：甲",
        ] {
            assert!(begins_item(line, || "上文", Some('文')), "{line}");
        }
        for line in [
            "第三条为了",
            "第二，加强",
            "一是加强",
            "二要坚持",
            "其一，",
            "首先，",
            "其次，",
        ] {
            assert!(begins_item(line, || "上文；", Some('；')), "{line}");
            assert!(!begins_item(line, || "上文，", Some('，')), "{line}");
        }
    }

    #[test]
    fn items_go_on() {
        for (previous, line) in [
            ("第二条 乙", "一是甲"),
            ("一是甲", "二是乙"),
            ("（一）甲，", "（二）乙，"),
            ("——甲", "——乙"),
            ("→甲", "→乙"),
            ("【时间】一月", "【地点】三楼"),
            ("[1] 甲", "[2] 乙"),
            ("1.1 甲", "1.2 乙"),
            ("附件1：甲", "附件2：乙"),
            ("表1 甲", "表2 乙"),
            ("问：好吗", "答：好"),
            ("Q：好吗", "A：好"),
            ("其一，甲", "其二，乙"),
        ] {
            let before = previous.chars().next_back();
            assert!(begins_item(line, || previous, before), "{line}");
            assert!(!begins_item(line, || "上文，", Some('，')), "{line}");
        }
    }

    #[test]
    fn other_lines_begin_with_none() {
        for line in [
            "",
            "乡村",
            "2024年",
            "3.5%的",
            "2024.1",
            "二、三产业融合",
            "1、2号楼",
            "(2) and",
            "1) foo",
            "（下同）",
            "第三产业",
            "一些",
            "十分",
            "12345、",
            "（一",
            "第",
            "（二）类地区另行安排",
            "A、B两县",
            "甲、乙双方",
            "A公司",
            "I am",
            "e.g. 如",
            "1.1 倍",
            "——一种",
            "【通知】",
            "表1 所示",
            "其一生",
            "最后一公里",
            "附件",
        ] {
            assert!(!begins_item(line, || "上文，", Some('，')), "{line}");
        }
    }

    #[test]
    fn signs_alone() {
        for text in ["•", "1.", "（一）", "一、", " ③ ", "-", "10)"] {
            assert!(is_sign(text), "{text}");
        }
        for text in ["", "1", "甲", "1.5", "（甲）", "2024、"] {
            assert!(!is_sign(text), "{text}");
        }
    }
}
