//! Signs without a partner that hide something or are explained, and so are no emphasis that was left open.

use super::names::{is_surname, names_person, unit};
use crate::text::classes::{is_full_width_mark, is_han};

/// Whether a run of `*` that has no partner may be meant as it is. `before` ends with what is before it on its
/// line, `after` begins with what is after it.
///
/// It may
///
/// - after Han and before a mark, a blank or the end, or between two marks (`李**，`, `，**、`, `“**”`),
/// - beside a letter or a digit, in an address of the web or of mail (`www.**.cn`, `**@a.cn`),
/// - before a unit, a part of a place, a number of people or a title (`**万元`, `**同志`, `**三人`),
/// - after a surname, and before what people say or do (`王**说`, `**指出`),
/// - where the sign itself is spoken of (`**表示快报数`, `带*号的`).
pub fn may_hide(before: &str, after: &str) -> bool {
    let mut back = before.chars().rev();
    let (last, second) = (back.next(), back.next());
    let mut ahead = after.chars();
    let (next, later) = (ahead.next(), ahead.next());
    let follows_han = last.is_some_and(is_han);
    let is_alphanumeric = |c: char| c.is_ascii_alphanumeric();
    (follows_han && next.is_none_or(is_end))
        || (last.is_some_and(is_between) && next.is_some_and(is_end))
        || last.is_some_and(is_alphanumeric)
        || ((follows_han || last == Some('·')) && next.is_some_and(|c| c.is_ascii_digit()))
        || (next == Some('.') && later.is_some_and(is_alphanumeric))
        || next == Some('@')
        || last.is_some_and(is_surname)
        || (follows_han && second.is_some_and(is_surname))
        || is_before_unit(after)
        || (last == Some('、') && next == Some('等'))
        || counts_people(after)
        || names_person(after)
        || is_spoken_of(before, after)
}

/// Whether nothing begins with `c`.
fn is_end(c: char) -> bool {
    is_full_width_mark(c) || c.is_whitespace() || c.is_control() || "·”’)|,.;:".contains(c)
}

/// Whether `c` goes before a word of a list or of a label.
fn is_between(c: char) -> bool {
    matches!(c, '、' | '，' | '：' | '“' | '‘' | '（' | '《' | '.' | '/')
}

/// Whether a unit, a title or a part of a place follows. Of the short ones that begin other words, the word ends.
fn is_before_unit(after: &str) -> bool {
    let Some(unit) = unit(after) else {
        return false;
    };
    let mut ahead = after.get(unit.len()..).unwrap_or_default().chars();
    unit.chars().nth(1).is_some()
        || "省市州县旗区乡镇村屯组街路号室".contains(unit)
        || !ahead
            .next()
            .is_some_and(|c| is_han(c) && !matches!(c, '为' | '是' | '在' | '有' | '和' | '与'))
}

/// `三人`, `等5名`.
fn counts_people(after: &str) -> bool {
    let number = after.trim_start_matches('等');
    let rest = number.trim_start_matches(|c: char| {
        c.is_ascii_digit() || "一二两三四五六七八九十几多余".contains(c)
    });
    rest.len() < number.len() && rest.starts_with(['人', '名', '位', '户', '家', '个'])
}

/// Whether the sign is named: `**表示快报数`, `标*的项目`, `按*键`.
fn is_spoken_of(before: &str, after: &str) -> bool {
    const MEANINGS: [&str; 9] = [
        "表示", "代表", "标识", "标记", "标注", "必填", "选填", "号", "键",
    ];
    let follows_name = || before.ends_with(['标', '注', '带', '加', '打', '有', '按', '以', '用']);
    let is_named = |next: char| matches!(next, '的' | '为' | '是' | '指' | '者' | '项');
    let explains = || {
        let rest = after.trim_start_matches(['为', '是', '指', '的']);
        rest.len() < after.len() && MEANINGS.iter().any(|word| rest.starts_with(word))
    };
    MEANINGS.iter().any(|word| after.starts_with(word))
        || explains()
        || (follows_name() && after.starts_with(is_named))
}

#[cfg(test)]
mod tests {
    use super::may_hide;

    #[test]
    fn signs_that_may_be_meant() {
        for text in [
            "李|，电话",
            "某某|同志",
            "|万元、",
            "|总书记指出",
            "尊敬的|领导：",
            "、|、",
            "学生、|三人",
            "|等5名同志",
            "难度：|，",
            "“|”工程",
            "www.|.com",
            "|.com",
            "|@a.cn",
            "粤B·|88",
            "阿|·买",
            "注：|表示预计数",
            "标|的项目",
            "带|号的",
            "按|键",
            "|为必填，",
            "王|说",
            "|指出，",
        ] {
            let (before, after) = text.split_once('|').unwrap();
            assert!(may_hide(before, after), "{text}");
        }
        for text in [
            "|没有关上",
            "这是|没有关上",
            "还有|斜体",
            "|为加快推进",
            "后面。|重点",
            "重点。|",
        ] {
            let (before, after) = text.split_once('|').unwrap();
            assert!(!may_hide(before, after), "{text}");
        }
    }
}
