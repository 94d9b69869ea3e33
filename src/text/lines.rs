//! Lines of a paragraph that look as if they were meant to stay lines: verse, addresses, signatures, paragraphs
//! without a blank line between them.

use super::classes::is_han;

/// The width of a line that nobody breaks by hand, in Han characters.
const SHORT: usize = 15;

/// The width of a line with a label, such as `地址：…`.
const LABELLED: usize = 30;

/// The index of the first of `lines` that seems to be a line of its own, so that joining it with the next one
/// is probably not meant. `is_joined` tells whether a line is joined with the next one.
///
/// It seems so
///
/// - where a short line ends with a colon or without a mark,
/// - where this line and the next one begin with a label and a colon,
/// - where there are three short lines or more, or all lines have the same few characters: verse,
/// - where every line ends a sentence, and this one or the next one holds several: some writers begin a line
///   with every sentence, and mean one paragraph.
pub fn first_own_line(lines: &[&str], is_joined: impl Fn(usize) -> bool) -> Option<usize> {
    // A line with a link, a picture, code or HTML is broken for other reasons.
    let is_sign = |byte: u8| {
        matches!(
            byte,
            b'[' | b']' | b'<' | b'`' | b'!' | b'\\' | b'|' | b'$' | b'{' | b'\t'
        )
    };
    let is_plain = |line: &str| !line.bytes().any(is_sign);
    let is_verse = is_verse(lines);
    let are_paragraphs = || lines.iter().all(|line| ends_sentence(line));
    lines.windows(2).enumerate().position(|(at, pair)| {
        let [line, next] = pair else {
            return false;
        };
        is_joined(at)
            && is_plain(line)
            && is_plain(next)
            && is_chinese(line)
            && (is_verse
                || ends_as_own(line)
                || (is_labelled(line) && is_labelled(next))
                || ((holds_sentences(line) || holds_sentences(next)) && are_paragraphs()))
    })
}

/// The characters of a line without marks of emphasis.
fn width(line: &str) -> usize {
    let count = line
        .chars()
        .filter(|c| !matches!(c, '*' | '_' | '~' | ' '))
        .count();
    let narrow = line.chars().filter(char::is_ascii_alphanumeric).count();
    count - narrow / 2
}

fn is_chinese(line: &str) -> bool {
    line.chars().any(is_han)
}

fn last_char(line: &str) -> Option<char> {
    line.trim_end_matches(['”', '’', '）', '》', '」', '』', ')', '*', '_'])
        .chars()
        .next_back()
}

fn ends_sentence(line: &str) -> bool {
    last_char(line).is_some_and(|c| matches!(c, '。' | '！' | '？' | '…'))
}

/// Whether a line is short and ends neither a sentence nor a clause.
fn ends_as_own(line: &str) -> bool {
    let is_open = |c: char| is_han(c) || c.is_ascii_digit() || matches!(c, '：' | ':');
    last_char(line).is_some_and(is_open) && width(line) <= SHORT
}

fn is_verse(lines: &[&str]) -> bool {
    let Some(first) = lines.first().map(|line| width(line)) else {
        return false;
    };
    let all = |is_verse: &dyn Fn(usize) -> bool| {
        let mut lines = lines.iter().take(64);
        lines.all(|line| is_verse(width(line)))
    };
    let are_short = || first <= SHORT && all(&|width| width <= SHORT);
    let are_even = || (4..=12).contains(&first) && all(&|width| width == first);
    (lines.len() > 2 && are_short()) || (lines.len() > 1 && are_even())
}

/// Whether a line begins with a few Han characters and a colon.
fn is_labelled(line: &str) -> bool {
    let label = line
        .split_once(['：', ':'])
        .map(|(label, _)| label.trim_matches('*'));
    width(line) <= LABELLED
        && label.is_some_and(|label| {
            let count = label.chars().count();
            (2..=8).contains(&count)
                && label
                    .chars()
                    .all(|c| is_han(c) || matches!(c, '\u{3000}' | ' '))
        })
}

/// Whether a sentence ends within a line and at its end.
fn holds_sentences(line: &str) -> bool {
    let inner = line.trim_end_matches(['。', '！', '？', '…', '”', '’', '）']);
    ends_sentence(line) && inner.contains(['。', '！', '？'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> Option<usize> {
        first_own_line(&text.lines().collect::<Vec<_>>(), |_| true)
    }

    #[test]
    fn lines_that_were_meant_to_stay_are_found() {
        for (text, expected) in [
            ("来宾市乡村振兴局\n2024年1月2日", 0),
            (
                "特此通知，请认真贯彻落实，有关情况及时报告县委农村工作领导小组办公室。\n凌云县人民政府\n2024年1月2日",
                1,
            ),
            (
                "各乡镇人民政府：\n现将有关事项通知如下，请认真贯彻落实，有关情况及时报告。",
                0,
            ),
            (
                "地址：广西百色市凌云县泗城镇新秀社区\n电话：0776-1234567",
                0,
            ),
            ("春眠不觉晓，\n处处闻啼鸟。", 0),
            (
                "一送里格红军，\n介支个下了山。\n秋雨里格绵绵，\n介支个秋风寒。",
                0,
            ),
            (
                "今年以来，凌云县坚持党建引领。全县共有路灯一千盏，比去年多了二百盏。\n下一步，县里将继续努力。让群众满意，让路灯更亮，让乡村更美。",
                0,
            ),
            (
                "开会了。\n会议强调，要坚持农业农村优先发展。要加快建设农业强国，推进乡村全面振兴。",
                0,
            ),
        ] {
            assert_eq!(first(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn prose_with_line_breaks_is_not() {
        for text in [
            "今年以来，凌云县坚持党建引领，全县共有路灯一千盏，\n比去年多了二百盏，群众都说好。",
            "今年以来，凌云县坚持党建引领，全县共有路灯一千盏。\n比去年多了二百盏，群众都说好，都说路灯亮了心里也亮了。",
            "一段话，\n两行。",
            "水来了，还要用得巧。\n全区铺设甘蔗滴灌6.36万亩，水和肥沿着管道直达根部。\n亩产从5吨提高到7吨以上。",
            "见[说明](a.md)\n后文",
            "one two\nthree.",
            "会议强调，要坚持农业农村优先发展，加快建设农业强国，推进乡村全面振兴，\n促进共同富裕。",
        ] {
            assert_eq!(first(text), None, "{text}");
        }
    }

    #[test]
    fn lines_that_stay_anyway_are_passed_over() {
        assert_eq!(first_own_line(&["凌云县", "泗城镇"], |_| false), None);
    }
}
