//! The words around a sign that hides something: surnames before it, and units after it.

/// The surnames that are rarely the last character of another word; `某` stands for one.
const SURNAMES: &str = "\
    王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁余叶蒋杜苏魏吕丁沈姚\
    卢姜崔钟谭陆汪范廖贾夏韦傅邹熊孟秦阎薛侯雷龙段郝孔邵毛万顾赖康贺严尹钱施牛洪龚汤陶黎莫易樊殷倪\
    覃农岑蒙甘习莘冉蓝卓裴庞柳俞梅庄辛管祝左涂霍翁柯阮欧闫邢骆齐尚聂焦葛柴祁詹符俸某";

/// The parts of a place, an address or a date that follow a sign.
const PARTS: &[&str] = &[
    "自治区",
    "自治州",
    "自治县",
    "街道",
    "社区",
    "小区",
    "单元",
    "省",
    "市",
    "州",
    "盟",
    "旗",
    "县",
    "区",
    "乡",
    "镇",
    "村",
    "屯",
    "寨",
    "组",
    "社",
    "街",
    "路",
    "巷",
    "弄",
    "号",
    "栋",
    "幢",
    "座",
    "楼",
    "层",
    "室",
    "户",
    "年",
    "月",
    "日",
    "时",
    "分",
    "年级",
    "班",
];

/// The other words that follow a sign: amounts, bodies, titles.
const WORDS: &[&str] = &[
    "有限公司",
    "办事处",
    "公司",
    "集团",
    "银行",
    "医院",
    "学校",
    "小学",
    "中学",
    "大学",
    "万元",
    "亿元",
    "公里",
    "先生",
    "女士",
    "同志",
    "领导",
    "总书记",
    "书记",
    "主任",
    "局长",
    "部长",
    "处长",
    "科长",
    "校长",
    "老师",
    "同学",
    "主席",
    "市长",
    "县长",
    "镇长",
    "乡长",
    "村长",
    "支书",
    "元",
    "岁",
    "人",
    "名",
    "亩",
    "吨",
    "只",
    "头",
    "株",
    "届",
    "级",
    "％",
    "%",
    "℃",
    "等",
];

/// What people say and do in reports, right after their names.
const DEEDS: &[&str] = &[
    "指出", "强调", "要求", "表示", "认为", "介绍", "出席", "主持", "宣布", "说", "告诉",
];

/// Whether a word follows that stands after a person's name: `同志`, `指出`.
pub(super) fn names_person(text: &str) -> bool {
    addresses(text) || first_of(DEEDS, text).is_some()
}

/// Whether `同志` follows, after a name.
pub(super) fn addresses(text: &str) -> bool {
    text.strip_prefix("同志")
        .is_some_and(|rest| !rest.starts_with('们'))
}

/// Whether `c` may be the last character of a quantity that is multiplied: `长*宽`, `单价*数量`.
pub fn ends_quantity(c: char) -> bool {
    "价格量积数率长宽高深厚费额重".contains(c)
}

/// Whether `c` may be a surname.
pub fn is_surname(c: char) -> bool {
    SURNAMES.contains(c)
}

/// The part or word that `text` begins with.
pub(super) fn unit(text: &str) -> Option<&'static str> {
    part(text).or_else(|| first_of(WORDS, text))
}

/// The part that `text` begins with.
pub(super) fn part(text: &str) -> Option<&'static str> {
    first_of(PARTS, text)
}

/// Whether `text` is a part.
pub(super) fn is_part(text: &str) -> bool {
    PARTS.contains(&text)
}

fn first_of(words: &[&'static str], text: &str) -> Option<&'static str> {
    words.iter().copied().find(|&word| text.starts_with(word))
}
