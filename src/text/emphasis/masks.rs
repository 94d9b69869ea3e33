//! Which runs of `*` hide a name or a number and so are text: `李**等3人`, `138****0000`, `**省**市`.
//!
//! A run is a mask by itself
//!
//! - between two digits; from three signs on between letters and digits; from four on beside a digit,
//! - before the `@` of an address of mail, or after a name that ends in `_` (`TEST_*`),
//! - between a surname and the title of a head of state,
//! - before what is dialled (`*123#`), and as a number of a sum (`=**万元`).
//!
//! Two runs of one length that follow each other in a block are masks
//!
//! - if what stands between them is a part of a place or a date (省, 市, 村, 月 …), and another part follows (`**省**市`),
//! - if the same unit follows both (`**万元，其中**万元`),
//! - if the same characters are around both, or digits before both and the same character after both,
//! - if a letter is before both and a digit after both (plates), or both begin the ending of a file name,
//! - if a surname is before both, and the same character after both, or a mark between them, or the second name
//!   stands in a list,
//! - if both are before units, and the second after a mark (`**书记、**县长`),
//! - if only digits and a mark are between them (`**1234、**5678`),
//! - if both follow 第, or a word that wants an object (`在**县，到**村`): bold does not end there,
//! - if a title is before both, or what people do after both (`书记**出席，市长**主持`, `**指出，…。**强调`),
//! - and of one sign, if digits follow both, letters or quantities are before both, or both are before names in a
//!   list: `10mg*12片*2盒`, `x*y*z`, `长*宽*高`, `单价*数量=金额`, `3A*、5A*`, `*张三、*李四`.
//!
//! All others are the parser's, under one condition that [`begins_nothing`] states.

use crate::text::classes::is_cjk;

use super::mask_pairs::are_masks;
use super::names::{is_surname, unit};

/// A run with what is around it.
#[derive(Clone, Copy)]
pub(super) struct Run<'s> {
    pub start: usize,
    pub end: usize,
    /// The character before it on the line.
    pub before: Option<char>,
    /// The one before that.
    pub earlier: Option<char>,
    pub after: Option<char>,
    /// The text after it, a few characters of its line.
    pub rest: &'s str,
    pub is_mask: bool,
    /// Whether it opens, if it is no mask and the runs before it are pairs.
    pub is_opener: bool,
}

/// The bytes after a run that decide about it.
const REST: usize = 24;

/// The indices of the runs of `*` that hide something, in order. `runs` are byte ranges in `source`.
pub(super) fn masks(source: &str, runs: &[(usize, usize)]) -> Vec<usize> {
    let mut masks = Vec::new();
    // The last run of each length, with its index.
    let mut last: [Option<(usize, Run<'_>)>; 4] = [None; 4];
    let mut end_of_block = 0;
    for (at, &(start, end)) in runs.iter().enumerate() {
        if source.as_bytes().get(start) != Some(&b'*') {
            continue;
        }
        if start >= end_of_block {
            last = [None; 4];
            end_of_block = block_end(source, start);
        }
        let Some(mut run) = Run::new(source, start, end) else {
            continue;
        };
        run.is_mask = is_mask(source, run);
        let before = source.get(..start).unwrap_or_default();
        let can_open =
            run.after.is_some() && (run.before.is_none() || !begins_nothing(before, run.rest));
        let slot = &mut last[(end - start).clamp(1, 4) - 1];
        run.is_opener = can_open && slot.is_none_or(|(_, last)| last.is_mask || !last.is_opener);
        if let Some((earlier_at, earlier)) = slot
            && !run.is_mask
            && are_masks(source, *earlier, run)
        {
            if !earlier.is_mask {
                masks.push(*earlier_at);
            }
            run.is_mask = true;
        }
        if run.is_mask {
            masks.push(at);
        }
        *slot = Some((at, run));
    }
    // The rules are those of Chinese. Few texts come here.
    if masks.is_empty() || !source.chars().any(is_cjk) {
        return Vec::new();
    }
    masks.sort_unstable();
    masks.dedup();
    masks
}

/// Whether a run of `*` cannot open, since nothing begins with the mark after it: `李**，`. `before` ends
/// with what is before the run, `after` begins with what is after it.
pub(super) fn begins_nothing(before: &str, after: &str) -> bool {
    let mut ahead = after.chars();
    let (Some(mark), next) = (ahead.next(), ahead.next()) else {
        return false;
    };
    match mark {
        '，' | '。' | '、' | '；' | '：' | '？' | '！' | '）' | '》' | '〉' | '」' | '』'
        | '】' | '〕' | '〗' | '］' | '｝' | '．' | '｡' | '､' | ',' | ';' | '?' | ')' | ']'
        | '}' | '%' | '％' | '‰' | '℃' => true,
        '!' => next != Some('['),
        '.' => !next.is_some_and(char::is_alphanumeric),
        ':' => !next.is_some_and(|c| c.is_ascii_alphabetic()),
        // Some editors type quotation marks the wrong way round.
        '”' => is_open(before, '“', '”'),
        '’' => is_open(before, '‘', '’'),
        _ => false,
    }
}

/// Whether the last `open` on the line is not closed.
fn is_open(before: &str, open: char, close: char) -> bool {
    let mut back = before.chars().rev().take_while(|&c| c != '\n').take(40);
    back.find(|&c| c == open || c == close) == Some(open)
}

impl<'s> Run<'s> {
    /// `None` for a run with white space or the end of a line on both sides.
    fn new(source: &'s str, start: usize, end: usize) -> Option<Self> {
        let mut back = source.get(..start)?.chars().rev();
        let visible = |c: &char| !c.is_whitespace();
        let before = back.next().filter(visible);
        let earlier = before.and_then(|_| back.next()).filter(visible);
        let line = source.get(end..)?;
        let rest = line.get(..line.floor_char_boundary(REST))?;
        let rest = rest.lines().next().unwrap_or_default();
        let after = rest.chars().next().filter(visible);
        (before.is_some() || after.is_some()).then_some(Self {
            start,
            end,
            before,
            earlier,
            after,
            rest,
            is_mask: false,
            is_opener: false,
        })
    }

    pub(super) fn len(self) -> usize {
        self.end - self.start
    }

    pub(super) fn is_before(self, class: impl Fn(char) -> bool) -> bool {
        self.after.is_some_and(class)
    }

    pub(super) fn is_after(self, class: impl Fn(char) -> bool) -> bool {
        self.before.is_some_and(class)
    }

    /// Whether a surname before it is a word of its own in a list of names.
    pub(super) fn is_listed(self) -> bool {
        self.earlier
            .is_none_or(|c| !c.is_alphanumeric() || matches!(c, '和' | '与' | '及' | '同' | '跟'))
    }

    /// Whether the ending of a file name follows: `*.jpg`.
    pub(super) fn is_before_ending(self) -> bool {
        let next = self
            .rest
            .strip_prefix('.')
            .and_then(|rest| rest.chars().next());
        self.len() == 1 && next.is_some_and(|c| c.is_ascii_alphanumeric())
    }

    /// The unit after it, if the word ends there.
    pub(super) fn whole_unit(self) -> Option<&'static str> {
        let unit = unit(self.rest)?;
        let next = self.rest.get(unit.len()..)?.chars().next();
        let ends = next.is_none_or(|c| {
            !c.is_alphanumeric()
                || c.is_ascii_digit()
                || matches!(c, '和' | '与' | '至' | '到' | '及' | '或')
        });
        (ends || unit.chars().nth(1).is_some()).then_some(unit)
    }
}

/// Whether a run is a mask by itself.
fn is_mask(source: &str, run: Run<'_>) -> bool {
    let digit = |c: char| c.is_ascii_digit();
    let word = |c: char| c.is_ascii_alphanumeric();
    let among_digits = match run.len() {
        1 | 2 => run.is_after(digit) && run.is_before(digit),
        3 => run.is_after(word) && run.is_before(word),
        _ => {
            (run.is_after(word) && run.is_before(word))
                || run.is_after(digit)
                || run.is_before(digit)
        }
    };
    among_digits
        || is_service_code(run)
        || is_after_operator(run)
        || (run.is_after(word) && run.is_before(|c| c == '@'))
        || (run.is_after(|c| c == '_') && run.after.is_some() && ends_in_name(source, run.start))
        || (run.is_after(is_surname)
            && run.earlier != Some('学')
            && ["总书记", "主席", "总理"]
                .iter()
                .any(|title| run.rest.starts_with(title)))
}

/// `*123#`, `*#06#`: what is dialled.
fn is_service_code(run: Run<'_>) -> bool {
    let end = run
        .rest
        .find(|c: char| !c.is_ascii_digit() && !matches!(c, '*' | '#'));
    let code = run.rest.get(..end.unwrap_or(run.rest.len()));
    run.len() == 1 && code.is_some_and(|code| code.ends_with('#'))
}

/// `=**万元`: a number of a sum.
fn is_after_operator(run: Run<'_>) -> bool {
    run.is_after(|c| matches!(c, '=' | '＝' | '×' | '÷' | '≈' | '+' | '＋'))
        && (run.whole_unit().is_some() || run.is_before(|c| c == '%'))
}

/// Whether a name of letters, digits and `_` ends at `end`; one that begins with `_` may be emphasis.
fn ends_in_name(source: &str, end: usize) -> bool {
    let before = source.get(..end).unwrap_or_default();
    let back = before.bytes().rev().take(64);
    let name: Vec<u8> = back
        .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        .collect();
    name.last().is_some_and(u8::is_ascii_alphanumeric)
}

/// The end of the block at `at`: the next blank line.
fn block_end(source: &str, at: usize) -> usize {
    let rest = source.get(at..).unwrap_or_default().as_bytes();
    for line_end in memchr::memchr_iter(b'\n', rest) {
        let mut next = rest.iter().skip(line_end + 1);
        let first = next.find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
        if first.is_none_or(|&byte| byte == b'\n') {
            return at + line_end + 1;
        }
    }
    source.len()
}

#[cfg(test)]
mod tests {
    use crate::text::emphasis::MarkedSource;
    use pulldown_cmark::{Options, Parser, html};

    /// The HTML of a paragraph.
    fn shown(source: &str) -> String {
        let marked = MarkedSource::new(source);
        let options = Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES;
        let mut events = Parser::new_ext(marked.text(), options)
            .into_offset_iter()
            .collect();
        marked.restore(&mut events);
        let mut page = String::new();
        html::push_html(&mut page, events.into_iter().map(|(event, _)| event));
        page
    }

    #[test]
    fn signs_that_hide_something_are_shown() {
        for text in [
            "户主：李**，配偶：王**，子女：赵**。",
            "电话：138****0000，另有：139****0001。",
            "姓名*：必填，电话*：选填。",
            "前缀 TEST_*系列先跑，因为 TEST_*系列最快，DEV_*模块在后。",
            "**省**市**县",
            "**省**市**县某村，联系人：李**。",
            "家住**村**组，原住**村**屯。",
            "**省、**省和**省",
            "张某*、李某*等，张某*和李某*到场。",
            "“李**”与“王**”（赵**）（钱**）",
            "身份证 4526**********0012，4526**********0013。",
            "习**总书记指出，**县的做法好。习**总书记强调",
            "由李**、王**等人负责，李**、王**到会",
            "李**等3人，王**等5人。",
            "李*明、王*华和张*军",
            "村民李*明、韦*华等。",
            "京A**123，京B**456，桂A·**123，桂B·**456",
            "座机 0771-****123、0771-****456",
            "尾号****1234，卡号6222****，6223****。",
            "投入**万元，支付**万元。",
            "增长**%，下降**%。",
            "20**年至20**年，20**年**月**日。",
            "**月**日至**月**日",
            "邮箱zhang**@163.com，li***@qq.com",
            "姓名：____，电话：____。",
            "上传*.jpg和*.png文件",
            "30*40*50厘米，长*宽*高",
            "单价*数量=金额，单价*面积=总价",
            "A*级、B*级景区，3A*。",
            "号码：**1234、**5678；**5、**7。",
            "户主韦*英，配偶陆*。户主韦*兰，配偶黄*。",
            "村民王**到场三人，支书李**和文书到场",
            "X**、Y**，Ｚ**；某某*，某某*。",
            "广西****1公司，8***9，a***b",
            "尊敬的**书记、**县长，在**同志领导下，**县委要求",
            "住**路**号**栋**单元**室",
            "李**\\\n王**，",
            "这是A*算法和B*树。",
            "市委书记***出席会议并讲话，市长***主持。",
            "***指出，要抓好落实。***强调，要压实责任。",
            "**同志任**局局长，**同志任**局副局长。",
            "投诉人李**反映王**问题",
            "第*届、第*次",
            "第**届、第**次",
            "共有*户*人，其中*户为脱贫户。",
            "**年级**班",
            "增长*.*%，下降*.*%",
            "投入**.**万元，增长**.**%。",
            "***万元×**%=**万元",
            "10mg*12片*2盒",
            "方程3*x+4*y=12",
            "拨打*123#，或*#06#",
            "*张三、*李四、王五",
            "单价*数量*折扣",
            "令x*y*z为A*B*C，a*b+c*d",
            "编号ab**cd、ef**gh",
            "在**县召开现场会，到**村调研",
            "通配符 *.txt 与 a，/*注释*/",
        ] {
            let expected = text.replace("\\\n", "<br />\n");
            assert_eq!(shown(text), format!("<p>{expected}</p>\n"), "{text}");
        }
    }

    #[test]
    fn bold_is_still_bold() {
        for (text, expected) in [
            ("这是**重点**，其余", "这是<strong>重点</strong>，其余"),
            ("**“引”**，后", "<strong>“引”</strong>，后"),
            ("**1.加强**组织", "<strong>1.加强</strong>组织"),
            ("第**三**条", "第<strong>三</strong>条"),
            (
                "**县**、**乡**、**村**三级",
                "<strong>县</strong>、<strong>乡</strong>、<strong>村</strong>三级",
            ),
            ("加强**村级**组织", "加强<strong>村级</strong>组织"),
            ("**村集体**经济", "<strong>村集体</strong>经济"),
            ("**乡镇**医院", "<strong>乡镇</strong>医院"),
            (
                "学习**总书记重要讲话**精神",
                "学习<strong>总书记重要讲话</strong>精神",
            ),
            ("达**94%**以上", "达<strong>94%</strong>以上"),
            ("学习**.NET**开发", "学习<strong>.NET</strong>开发"),
            ("升到**v1.0**版", "升到<strong>v1.0</strong>版"),
            ("坚持**”重点“**的", "坚持<strong>”重点“</strong>的"),
            (
                "**2024年**，**5月**",
                "<strong>2024年</strong>，<strong>5月</strong>",
            ),
            (
                "**重点工作**由李**等3人、王**等5人负责",
                "<strong>重点工作</strong>由李**等3人、王**等5人负责",
            ),
            ("李**，任**书记**。", "李**，任<strong>书记</strong>。"),
            ("**真，**她", "<strong>真，</strong>她"),
            (
                "**示范**县，**乡**里",
                "<strong>示范</strong>县，<strong>乡</strong>里",
            ),
            (
                "**组长：**县长，**时间：**年底",
                "<strong>组长：</strong>县长，<strong>时间：</strong>年底",
            ),
            (
                "免去***同志***的职务",
                "免去<em><strong>同志</strong></em>的职务",
            ),
            (
                "重点在**产业**，关键在**人才**",
                "重点在<strong>产业</strong>，关键在<strong>人才</strong>",
            ),
            (
                "县委书记**亲自抓**，镇党委书记**具体抓**",
                "县委书记<strong>亲自抓</strong>，镇党委书记<strong>具体抓</strong>",
            ),
            (
                "**县委书记**亲自抓，**镇党委书记**具体抓",
                "<strong>县委书记</strong>亲自抓，<strong>镇党委书记</strong>具体抓",
            ),
            ("**县**人民医院", "<strong>县</strong>人民医院"),
            ("这是*重点*内容", "这是<em>重点</em>内容"),
            (
                "向**张三**同志学习，**李四**同志",
                "向<strong>张三</strong>同志学习，<strong>李四</strong>同志",
            ),
            ("按***2024***年", "按<em><strong>2024</strong></em>年"),
        ] {
            assert_eq!(shown(text), format!("<p>{expected}</p>\n"), "{text}");
        }
    }

    #[test]
    fn signs_are_as_typed_in_code_links_and_html() {
        for (source, expected) in [
            (
                "`138****0000、**省**市`",
                "<p><code>138****0000、**省**市</code></p>\n",
            ),
            (
                "<b title=\"**省**市\">1**2</b>",
                "<p><b title=\"**省**市\">1**2</b></p>\n",
            ),
            (
                "[张某*和李某*](1*2 \"**省**市\")",
                "<p><a href=\"1*2\" title=\"**省**市\">张某*和李某*</a></p>\n",
            ),
            (
                "| 李**，王** | **省**市 |\n|--|--|",
                "<table><thead><tr><th>李**，王**</th><th>**省**市</th></tr></thead><tbody>\n</tbody></table>\n",
            ),
            (
                "## **省**市\n\n**省\n\n市**县",
                "<h2>**省**市</h2>\n<p>**省</p>\n<p>市**县</p>\n",
            ),
        ] {
            assert_eq!(shown(source), expected, "{source}");
        }
    }
}
