//! How names of divisions are shortened: without their kind (县, 自治州) and without the peoples that an autonomous area names.

/// The kinds whose last character this is, longer ones first, so that 自治县 is not taken for 县.
fn kinds(last: char) -> &'static [&'static str] {
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

/// The peoples that give their names to autonomous areas, 族 left out.
const PEOPLES: [&str; 44] = [
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

/// The name without its kind, and without the peoples of an autonomous area.
///
/// What is left has two characters or more; a name from which nothing can be taken stays whole (横县, 芒市, 海淀 itself).
pub fn short_name(name: &str) -> &str {
    let Some((rest, kind)) = without_kind(name) else {
        return name;
    };
    if !kind.starts_with("自治") && !rest.ends_with('族') {
        return rest;
    }
    let bare = without_peoples(rest);
    // 东乡族自治县 is named after its people alone.
    bare.strip_suffix('族')
        .filter(|left| is_enough(left))
        .unwrap_or(bare)
}

fn without_kind(name: &str) -> Option<(&str, &'static str)> {
    kinds(name.chars().next_back()?).iter().find_map(|kind| {
        let rest = name.strip_suffix(kind).filter(|rest| is_enough(rest))?;
        Some((rest, *kind))
    })
}

fn without_peoples(mut rest: &str) -> &str {
    while let Some(shorter) = without_last_people(rest) {
        rest = shorter;
    }
    rest
}

/// The text without the people at its end. One character is a people's name only before 族: 新疆 of 新疆维吾尔, but never 三 of 三水.
fn without_last_people(rest: &str) -> Option<&str> {
    let with_zu = rest.strip_suffix('族');
    if let Some(shorter) = with_zu.and_then(|text| text.strip_suffix("各")) {
        return Some(shorter).filter(|left| is_enough(left));
    }
    PEOPLES.iter().find_map(|people| {
        let text = match with_zu {
            Some(text) => text,
            None if people.chars().count() > 1 => rest,
            None => return None,
        };
        text.strip_suffix(people).filter(|left| is_enough(left))
    })
}

fn is_enough(text: &str) -> bool {
    text.chars().nth(1).is_some()
}

#[cfg(test)]
mod tests {
    use super::short_name;

    #[test]
    fn kinds_and_peoples_are_left_out_but_two_characters_stay() {
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
