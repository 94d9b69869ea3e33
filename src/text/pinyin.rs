//! The order of Chinese names by pinyin: 重庆 under C, 厦门 under X.

use pinyin::ToPinyin;

use super::classes::is_han;

/// The readings of characters that in names nearly always differ from the first one in the dictionary.
const CHARACTER_READINGS: &[(char, &str)] = &[
    ('长', "chang"),
    ('都', "du"),
    ('藏', "zang"),
    ('曾', "zeng"),
    ('卜', "bu"),
];

/// The readings of words, mostly names of places, in which a character is read in another way.
const WORD_READINGS: &[(&str, &str)] = &[
    ("重庆", "chong qing"),
    ("重阳", "chong yang"),
    ("重建", "chong jian"),
    ("重新", "chong xin"),
    ("重复", "chong fu"),
    ("长子", "zhang zi"),
    ("成长", "cheng zhang"),
    ("增长", "zeng zhang"),
    ("生长", "sheng zhang"),
    ("家长", "jia zhang"),
    ("校长", "xiao zhang"),
    ("厦门", "xia men"),
    ("六安", "lu an"),
    ("六合", "lu he"),
    ("蚌埠", "beng bu"),
    ("蚌山", "beng shan"),
    ("乐清", "yue qing"),
    ("乐亭", "lao ting"),
    ("乐陵", "lao ling"),
    ("音乐", "yin yue"),
    ("单县", "shan xian"),
    ("解州", "hai zhou"),
    ("浚县", "xun xian"),
    ("荥经", "ying jing"),
    ("泌阳", "bi yang"),
    ("尉犁", "yu li"),
    ("尉迟", "yu chi"),
    ("万俟", "mo qi"),
    ("番禺", "pan yu"),
    ("东阿", "dong e"),
    ("阿房", "e pang"),
    ("莘庄", "xin zhuang"),
    ("牟平", "mu ping"),
    ("中牟", "zhong mu"),
    ("铅山", "yan shan"),
    ("洪洞", "hong tong"),
    ("繁峙", "fan shi"),
    ("蔚县", "yu xian"),
    ("大城县", "dai cheng xian"),
    ("大埔", "da bu"),
    ("枞阳", "zong yang"),
    ("涡阳", "guo yang"),
    ("黄陂", "huang pi"),
    ("筠连", "jun lian"),
    ("犍为", "qian wei"),
    ("什邡", "shi fang"),
    ("弥勒", "mi le"),
    ("吐蕃", "tu bo"),
    ("龟兹", "qiu ci"),
    ("月氏", "yue zhi"),
    ("吴堡", "wu bu"),
    ("瓦窑堡", "wa yao bu"),
    ("鸭绿江", "ya lu jiang"),
    ("会稽", "kuai ji"),
    ("会计", "kuai ji"),
    ("行业", "hang ye"),
    ("银行", "yin hang"),
    ("调整", "tiao zheng"),
    ("调解", "tiao jie"),
    ("协调", "xie tiao"),
    ("率先", "shuai xian"),
    ("率领", "shuai ling"),
    ("还林", "huan lin"),
    ("还田", "huan tian"),
    ("还草", "huan cao"),
    ("还乡", "huan xiang"),
    ("收藏", "shou cang"),
    ("储藏", "chu cang"),
    ("曾经", "ceng jing"),
    ("萝卜", "luo bo"),
];

/// A key whose order as a string is the order of names by pinyin.
///
/// It holds the syllable of each Han without tone, with `ü` as `u` and a mark that sorts it after `u`; Latin
/// letters and digits in lower case; and no punctuation. Names with the same reading come in the order of
/// their characters, so equal keys mean equal names. A surname or place with an unusual reading needs a
/// `sort_key` in its front matter.
pub fn sort_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len() * 3);
    let mut rest = name;
    while let Some(c) = rest.chars().next() {
        if let Some((word, reading)) = known_word(rest) {
            reading
                .split(' ')
                .for_each(|syllable| push_syllable(&mut key, syllable));
            rest = rest.strip_prefix(word).unwrap_or_default();
            continue;
        }
        match reading(c) {
            Some(syllable) => push_syllable(&mut key, syllable),
            None if is_han(c) => push_syllable(&mut key, c.encode_utf8(&mut [0; 4])),
            None if c.is_alphanumeric() => key.extend(c.to_lowercase()),
            // One gap between two words, for any number of other characters.
            None if key.ends_with(' ') || key.is_empty() => {}
            None => key.push(' '),
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    key.truncate(key.trim_end().len());
    key.push('\0');
    key.push_str(name);
    key
}

/// An ASCII key for a name: `si-xia-ji-ceng` for 四下基层. Empty where the name has no reading.
///
/// A proposal for a person to confirm, never an address by itself: different names may have the same
/// reading.
pub fn ascii_key(name: &str) -> String {
    let sorted = sort_key(name);
    let reading = sorted.split('\0').next().unwrap_or_default();
    let plain: String = reading
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == ' ')
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join("-")
}

/// The longest word with a reading in the table that `text` starts with.
fn known_word(text: &str) -> Option<(&'static str, &'static str)> {
    WORD_READINGS
        .iter()
        .copied()
        .filter(|(word, _)| text.starts_with(word))
        .max_by_key(|(word, _)| word.len())
}

fn reading(c: char) -> Option<&'static str> {
    let exception = CHARACTER_READINGS
        .iter()
        .find(|(character, _)| *character == c)
        .map(|&(_, reading)| reading);
    exception.or_else(|| c.to_pinyin().map(|pinyin| pinyin.plain()))
}

/// Adds a syllable and the gaps around it. A gap sorts before every letter, so that 西安 (`xi an`)
/// comes before 先 (`xian`).
fn push_syllable(key: &mut String, syllable: &str) {
    if !key.is_empty() && !key.ends_with(' ') {
        key.push(' ');
    }
    key.push_str(&syllable.replace('ü', "u"));
    if syllable.contains('ü') {
        // Before every letter, after the gap: lu, lü, luan, lüe, lun.
        key.push('!');
    }
    key.push(' ');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str) -> String {
        let key = sort_key(name);
        key.split('\0').next().unwrap_or_default().to_owned()
    }

    #[test]
    fn names_have_their_usual_readings() {
        for (name, reading) in [
            ("产业振兴", "chan ye zhen xing"),
            ("重庆市", "chong qing shi"),
            ("重点", "zhong dian"),
            ("长沙", "chang sha"),
            ("长治", "chang zhi"),
            ("重庆市长寿区", "chong qing shi chang shou qu"),
            ("长子县", "zhang zi xian"),
            ("厦门", "xia men"),
            ("六安", "lu an"),
            ("六盘水", "liu pan shui"),
            ("蚌埠", "beng bu"),
            ("乐清", "yue qing"),
            ("单县", "shan xian"),
            ("解州", "hai zhou"),
            ("解放", "jie fang"),
            ("成都", "cheng du"),
            ("西藏", "xi zang"),
            ("退耕还林", "tui geng huan lin"),
            ("大城县", "dai cheng xian"),
            ("大城市", "da cheng shi"),
            ("绿色", "lu! se"),
        ] {
            assert_eq!(read(name), reading, "{name}");
        }
    }

    #[test]
    fn other_scripts_keep_their_letters() {
        assert_eq!(read("C语言"), "c yu yan");
        assert_eq!(read("用Rust写"), "yong rust xie");
        assert_eq!(read("《书》——Two  Words"), "shu two words");
        assert_eq!(read("2024年"), "2024 nian");
        assert_eq!(read(""), "");
        assert_eq!(read("，。"), "");
    }

    #[test]
    fn the_order_is_that_of_a_dictionary() {
        let sorted = [
            "阿坝", "安徽", "北海", "Beijing", "重庆", "鲁", "绿", "卵", "略", "论", "西安",
            "厦门", "先", "张", "长子",
        ];
        let mut names = sorted;
        names.reverse();
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(names, sorted);
    }

    #[test]
    fn names_with_the_same_reading_have_different_keys() {
        assert!(sort_key("宜春") < sort_key("宜昌") || sort_key("宜春") > sort_key("宜昌"));
        assert_eq!(read("宜春"), read("伊春"));
        assert!(sort_key("伊春") < sort_key("宜春"));
        assert!(sort_key("伊春") < sort_key("伊春区"));
    }

    #[test]
    fn a_han_without_a_reading_comes_last() {
        assert!(sort_key("\u{3FFFD}") > sort_key("祚"));
    }
}
