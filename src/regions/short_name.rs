//! Short names of divisions: without the administrative suffix (县, 自治州), and without the ethnic groups
//! in the name of an autonomous area.

/// The administrative suffixes that end with this character. Longer ones come first, so that 自治县 is not
/// read as 县.
fn suffixes(last: char) -> &'static [&'static str] {
    match last {
        '省' => &["省"],
        '市' => &["市"],
        '县' => &["自治县", "县"],
        '区' => &[
            "特别行政区",
            "自治区",
            "地区",
            "林区",
            "特区",
            "新区",
            "社区",
            "区",
        ],
        '州' => &["自治州"],
        '旗' => &["自治旗", "旗"],
        '盟' => &["盟"],
        '镇' => &["镇"],
        '乡' => &["乡"],
        '村' => &["村"],
        '道' => &["街道"],
        '木' => &["苏木"],
        '查' => &["嘎查"],
        '处' => &["街道办事处"],
        '会' => &["居民委员会", "村民委员会", "居委会", "村委会"],
        _ => &[],
    }
}

/// The ethnic groups that occur in names of autonomous areas, without 族.
const ETHNIC_GROUPS: [&str; 44] = [
    "维吾尔",
    "柯尔克孜",
    "哈萨克",
    "塔吉克",
    "达斡尔",
    "鄂温克",
    "鄂伦春",
    "土家",
    "布依",
    "朝鲜",
    "傈僳",
    "哈尼",
    "景颇",
    "拉祜",
    "布朗",
    "独龙",
    "普米",
    "仡佬",
    "仫佬",
    "毛南",
    "保安",
    "东乡",
    "撒拉",
    "裕固",
    "蒙古",
    "锡伯",
    "壮",
    "回",
    "藏",
    "苗",
    "侗",
    "瑶",
    "彝",
    "白",
    "傣",
    "黎",
    "佤",
    "畲",
    "水",
    "纳西",
    "羌",
    "土",
    "怒",
    "满",
];

/// The name without its administrative suffix and without the ethnic groups of an autonomous area.
///
/// At least two characters remain; a name that cannot be shortened is returned whole (横县, 芒市, 海淀).
pub(crate) fn short_name(name: &str) -> &str {
    let Some((rest, suffix)) = split_suffix(name) else {
        return name;
    };
    if !suffix.starts_with("自治") && !rest.ends_with('族') {
        return rest;
    }
    let bare = without_ethnic_groups(rest);
    // 东乡族自治县 is named after its ethnic group alone.
    bare.strip_suffix('族')
        .filter(|rest| is_long_enough(rest))
        .unwrap_or(bare)
}

/// The name without its suffix, and the suffix.
fn split_suffix(name: &str) -> Option<(&str, &'static str)> {
    suffixes(name.chars().next_back()?)
        .iter()
        .find_map(|suffix| {
            let rest = name.strip_suffix(suffix)?;
            is_long_enough(rest).then_some((rest, *suffix))
        })
}

fn without_ethnic_groups(mut rest: &str) -> &str {
    while let Some(shorter) = without_last_ethnic_group(rest) {
        rest = shorter;
    }
    rest
}

/// The text without the ethnic group at its end. A single character names one only before 族: 新疆维吾尔
/// becomes 新疆, but 三水 does not become 三.
fn without_last_ethnic_group(rest: &str) -> Option<&str> {
    let before_zu = rest.strip_suffix('族');
    if let Some(shorter) = before_zu.and_then(|text| text.strip_suffix("各")) {
        return Some(shorter).filter(|rest| is_long_enough(rest));
    }
    ETHNIC_GROUPS.iter().find_map(|group| {
        let text = match before_zu {
            Some(text) => text,
            None if group.chars().count() > 1 => rest,
            None => return None,
        };
        text.strip_suffix(group).filter(|rest| is_long_enough(rest))
    })
}

/// Whether a short name of this text is clear enough: it has two characters or more.
fn is_long_enough(text: &str) -> bool {
    text.chars().nth(1).is_some()
}

#[cfg(test)]
mod tests {
    use super::short_name;

    #[test]
    fn suffixes_and_ethnic_groups_are_removed_but_two_characters_stay() {
        let cases = [
            ("广西壮族自治区", "广西"),
            ("新疆维吾尔自治区", "新疆"),
            ("内蒙古自治区", "内蒙古"),
            ("香港特别行政区", "香港"),
            ("恩施土家族苗族自治州", "恩施"),
            ("西双版纳傣族自治州", "西双版纳"),
            ("黔南布依族苗族自治州", "黔南"),
            ("克孜勒苏柯尔克孜自治州", "克孜勒苏"),
            ("塔什库尔干塔吉克自治县", "塔什库尔干"),
            ("隆林各族自治县", "隆林"),
            ("东乡族自治县", "东乡"),
            ("鄂温克族自治旗", "鄂温克"),
            ("鄂伦春自治旗", "鄂伦春"),
            ("莫力达瓦达斡尔族自治旗", "莫力达瓦"),
            ("积石山保安族东乡族撒拉族自治县", "积石山"),
            ("三都水族自治县", "三都"),
            ("管城回族区", "管城"),
            ("大兴安岭地区", "大兴安岭"),
            ("神农架林区", "神农架"),
            ("六枝特区", "六枝"),
            ("浦东新区", "浦东"),
            ("清新区", "清新"),
            ("锡林郭勒盟", "锡林郭勒"),
            ("沙县区", "沙县"),
            ("沙县", "沙县"),
            ("芒市", "芒市"),
            ("城区", "城区"),
            ("泗城镇", "泗城"),
            ("广西", "广西"),
            ("", ""),
        ];
        for (name, expected) in cases {
            assert_eq!(short_name(name), expected, "{name}");
        }
    }
}
