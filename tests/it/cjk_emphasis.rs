//! Emphasis in Chinese text, compared with comrak, an independent parser with the CJK-friendly amendment.

use std::ops::Range;

use bulletin::text::classes::is_cjk;
use bulletin::text::emphasis::MarkedSource;
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, html};

/// The HTML of our parser, without the amendment.
fn plain(source: &str) -> String {
    let mut page = String::new();
    html::push_html(&mut page, Parser::new_ext(source, options()));
    tidy(&page)
}

/// The HTML of our parser, with the amendment.
fn ours(source: &str) -> String {
    let marked = MarkedSource::new(source);
    let mut page = String::new();
    let events = restored(&marked).into_iter();
    html::push_html(&mut page, events.map(|(event, _)| event));
    tidy(&page)
}

/// The events of a text, without sentinels.
fn restored<'p>(marked: &'p MarkedSource<'_>) -> Vec<(Event<'p>, Range<usize>)> {
    let parser = Parser::new_ext(marked.text(), options()).into_offset_iter();
    let mut events = parser.collect();
    marked.restore(&mut events);
    events
}

fn options() -> Options {
    Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES
}

/// The HTML of comrak, with or without the amendment.
fn oracle(source: &str, amendment: bool) -> String {
    let mut options = comrak::Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.cjk_friendly_emphasis = amendment;
    options.render.r#unsafe = true;
    tidy(&comrak::markdown_to_html(source, &options))
}

/// Removes differences without a meaning: quotation marks as entities, line ends next to tags.
fn tidy(html: &str) -> String {
    html.replace("&quot;", "\"")
        .replace(">\n", ">")
        .replace("\n<", "<")
}

/// Known difference 1. For the neighbours of a run of `*` or `_`, comrak (like GitHub) skips `~`; for our
/// parser it is punctuation.
fn delimiter_touches_tilde(source: &str) -> bool {
    ["*~", "~*", "_~", "~_"]
        .iter()
        .any(|pair| source.contains(pair))
}

/// Known difference 2. In our parser `~~` opens between a letter and punctuation, as in `a~~(b`; by
/// CommonMark's rule for left-flanking runs it does not. The amendment does not apply, since no Chinese
/// character touches the run.
fn tilde_opens_before_punctuation(source: &str) -> bool {
    source.match_indices("~~").any(|(at, run)| {
        let before = source[..at].chars().next_back();
        let after = source[at + run.len()..].chars().next();
        before.is_some_and(|c| c.is_alphanumeric() && !is_cjk(c))
            && after.is_some_and(|c| !c.is_alphanumeric() && !c.is_whitespace() && !is_cjk(c))
    })
}

/// Known difference 3, wanted: a run directly before a mark that nothing begins with does not open, since it
/// hides something (`李**，`). The amendment makes bold begin with the mark.
fn stands_before_a_closing_mark(source: &str) -> bool {
    source.match_indices('*').any(|(at, run)| {
        let after = &source[at + run.len()..];
        after.starts_with(|c| CLOSING.contains(c))
            || (source[..at].contains('“') && after.starts_with('”'))
    })
}

/// Whether a run of `*` has nothing or a space before it.
fn opens_at_an_edge(source: &str) -> bool {
    source.match_indices('*').any(|(at, _)| {
        let before = source[..at].trim_end_matches('*').chars().next_back();
        before.is_none_or(char::is_whitespace)
    })
}

const CLOSING: &str = "，。、；：？！）》〉」』】〕’．,:;?!)]}.%％";

/// Whether emphasis begins with such a mark.
fn begins_with_a_closing_mark(html: &str) -> bool {
    ["<em>", "<strong>"].iter().any(|tag| {
        let mut texts = html.split(tag).skip(1);
        texts.any(|text| text.starts_with(|c| "，。、；：）》".contains(c)))
    })
}

/// `source` with a backslash before each sign that hides something: known difference 4, wanted.
fn with_masks_escaped(source: &str) -> String {
    let mut escaped = String::new();
    let mut copied = 0;
    for mask in MarkedSource::new(source).masks() {
        escaped.push_str(&source[copied..mask.start]);
        escaped.push('\\');
        copied = mask.start;
    }
    escaped + &source[copied..]
}

/// Known difference 5, wanted: runs of `_` to write on are text.
fn is_to_fill_in(source: &str) -> bool {
    source.contains("____")
        || ["：", "（", "(", "“"]
            .iter()
            .any(|mark| source.contains(&format!("{mark}_")))
}

/// The HTML of comrak with the amendment, the masks apart; `None` where the third difference shows.
fn oracle_with_masks(source: &str) -> Option<String> {
    let escaped = with_masks_escaped(source);
    let differs = stands_before_a_closing_mark(&escaped) || is_to_fill_in(&escaped);
    (!differs).then(|| oracle(&escaped, true))
}

/// The first two differences. The random texts avoid two more: for our parser a `|` next to a run is the edge
/// of a table's cell, even in a paragraph; and a variation selector after punctuation that is not Chinese
/// counts as a letter.
fn differs_by_design(source: &str) -> bool {
    delimiter_touches_tilde(source) || tilde_opens_before_punctuation(source)
}

#[test]
fn official_prose_is_emphasised_where_it_says_so() {
    for (source, expected) in [
        (
            "坚持**“五级书记抓振兴”**的",
            "坚持<strong>“五级书记抓振兴”</strong>的",
        ),
        (
            "**《乡村振兴促进法》**规定",
            "<strong>《乡村振兴促进法》</strong>规定",
        ),
        ("**真，**她", "<strong>真，</strong>她"),
        ("**注意：**后文", "<strong>注意：</strong>后文"),
        (
            "**“一”**与**“二”**",
            "<strong>“一”</strong>与<strong>“二”</strong>",
        ),
        (
            "**《书》**和**（括号）**后",
            "<strong>《书》</strong>和<strong>（括号）</strong>后",
        ),
        ("真~~（她~~", "真<del>（她</del>"),
        ("~~删。~~后", "<del>删。</del>后"),
        ("*斜。*后", "<em>斜。</em>后"),
        ("***“粗斜”***的", "<em><strong>“粗斜”</strong></em>的"),
        (
            "**外*“内”*外。**后",
            "<strong>外<em>“内”</em>外。</strong>后",
        ),
        (
            "把**[《办法》](u)**印发",
            "把<strong><a href=\"u\">《办法》</a></strong>印发",
        ),
        (
            "把[**《办法》**的](u)印发",
            "把<a href=\"u\"><strong>《办法》</strong>的</a>印发",
        ),
        ("按**`码`**来", "按<strong><code>码</code></strong>来"),
        ("达**94%**以上", "达<strong>94%</strong>以上"),
        ("乡**_（斜）_**村", "乡<strong><em>（斜）</em></strong>村"),
        (
            "她**~~（删）~~**的",
            "她<strong><del>（删）</del></strong>的",
        ),
        ("一\\*“二”\\*三", "一*“二”*三"),
    ] {
        assert_eq!(ours(source), format!("<p>{expected}</p>"), "{source}");
    }
}

#[test]
fn signs_that_hide_something_are_shown() {
    for source in [
        "户主：李**，配偶：王**，子女：赵**。",
        "电话：138****0000，另有：139****0001。",
        "姓名*：必填，电话*：选填。",
        "前缀 TEST_*系列先跑，因为 TEST_*系列最快。",
        "**省**市**县",
        "李**、王**等人",
        "姓名：____，电话：____。",
        "（__）县（__）乡",
    ] {
        assert_eq!(ours(source), format!("<p>{source}</p>"));
    }
    for (source, expected) in [
        ("李**，任**书记**。", "李**，任<strong>书记</strong>。"),
        (
            "**重点**，李**，**要点**。",
            "<strong>重点</strong>，李**，<strong>要点</strong>。",
        ),
    ] {
        assert_eq!(ours(source), format!("<p>{expected}</p>"));
    }
}

#[test]
fn underscores_after_a_variation_selector_are_emphasis() {
    for source in [
        "正體字。\u{FE01}_Traditional._",
        "正體字。\u{FE01}__Hong Kong and Taiwan.__",
        "简体字。\u{FE00}_x_，\u{FE00}__y__",
        "“\u{FE01}Git”\u{FE01}__Hub__",
        "乡\u{FE00}_x_",
        "字。\u{FE01}\\_x_",
    ] {
        assert_eq!(ours(source), oracle(source, true), "{source}");
    }
}

#[test]
fn emphasis_works_in_every_kind_of_block() {
    for source in [
        "# 落实**《意见》**的要求",
        "落实**《意见》**的要求\n===",
        "- 落实**《意见》**的\n- **“二”**是",
        "1. **（一）**是\n   续**“行”**的",
        "> 引**“文”**的\n>**《书》**的",
        "> - **“项”**的\n>   后**（文）**的",
        "| 名**（称）**的 | 数 |\n|---|---|\n| **“一”**是 |**“二”**|\n|~~删。~~后|一\\|**（二）**三|",
        "一**“行\n二行”**的",
        "**“一”**的  \n**“二”**的",
        "[《书》**（上）**的][书]\n\n[书]: /u",
        "![图**（一）**的](u.png)",
    ] {
        assert_eq!(ours(source), oracle(source, true), "{source}");
        assert_ne!(ours(source), plain(source), "{source}");
    }
}

#[test]
fn marks_that_are_no_emphasis_are_unchanged() {
    for source in [
        "`乡*，村*`",
        "```乡*，\n乡*，~~。\n```",
        "    乡**，村**的",
        "<b title=\"乡*，*村\">乡</b>",
        "<div>\n乡**，村**的\n</div>",
        "<!-- 乡**，村** -->",
        "[乡](/u*，*村 \"题*，*的\")",
        "<https://example.com/乡*，*村>",
        "[乡]\n\n[乡]: /u*，*村 \"题*，*的\"",
        "* 乡，\n* 村。",
        "***\n乡\n***",
        "乡 ** ，** 村",
        "~~~\n乡~~，\n~~~",
    ] {
        assert_eq!(ours(source), plain(source), "{source}");
    }
}

#[test]
fn every_mark_at_every_place_is_as_the_amendment_has_it() {
    let marks = "，。、；：？！（）【】《》〈〉「」『』“”‘’—…～·〃々〇-.,:;!?()[]\"'¥%&#＋％㋐④㈱︙〰〽㊗⻲𠮷ア한é👍❌";
    let marks = marks.chars().map(String::from).chain(
        [
            "葛\u{E0100}",
            "羽\u{FE00}",
            "〽\u{FE0E}",
            "。\u{FE01}",
            "，\u{FE00}",
            "”\u{FE01}",
        ]
        .map(String::from),
    );
    let mut changed = 0;
    for mark in marks {
        for run in ["*", "**", "***", "~~", "_", "__"] {
            for source in [
                format!("{run}真{mark}{run}她"),
                format!("她{run}{mark}真{run}"),
                format!("她{run}{mark}{run}她"),
                format!("她{run}真{run}{mark}"),
                format!("{mark}{run}真{run}她"),
                format!("a{run}b{mark}{run}她"),
                format!("她{run}{mark}b{run}c"),
                format!("a{run}{mark}b{run}c"),
                format!("a{run}b{mark}{run}c"),
                format!("她{mark}{run}(b){run}{mark}a"),
            ] {
                if differs_by_design(&source) {
                    continue;
                }
                match oracle_with_masks(&source) {
                    Some(expected) => assert_eq!(ours(&source), expected, "{source}"),
                    None if is_to_fill_in(&source) => {}
                    None => assert!(!begins_with_a_closing_mark(&ours(&source)), "{source}"),
                }
                changed += usize::from(ours(&source) != plain(&source));
            }
        }
    }
    assert!(
        changed > 400,
        "only {changed} differ from the plain parser: the comparison says nothing"
    );
}

#[test]
fn the_known_differences_are_real() {
    for (source, named) in [
        ("~~*真她**", delimiter_touches_tilde as fn(&str) -> bool),
        ("ab~~)~~真", tilde_opens_before_punctuation),
        ("**|**她", |source| source.contains('|')),
        ("**&\u{FE00}**1", |source| source.contains('\u{FE00}')),
    ] {
        assert!(named(source), "{source}");
        assert_ne!(
            ours(source),
            oracle(source, true),
            "{source}: no difference any more"
        );
    }
}

/// Texts of Chinese and Western letters and punctuation, with delimiters.
fn chinese_text() -> impl Strategy<Value = String> {
    let pieces = [
        "真", "她", "乡", "，", "。", "“", "”", "（", "）", "《", "》", "a", "b", "1", ".", "!",
        "(", ")", "-", " ", "*", "**", "~~", "*", "**", "~~", "***",
    ];
    text_of(&pieces, 2..14)
}

/// Texts that also hold other inlines and blocks.
fn chinese_document() -> impl Strategy<Value = String> {
    let pieces = [
        "真",
        "她",
        "，",
        "。",
        "“",
        "”",
        "（",
        "《",
        "》",
        "a",
        "é",
        "1",
        ".",
        "!",
        "*",
        "**",
        "*",
        "**",
        "~~",
        "~~",
        " ",
        "-",
        "_",
        "__",
        "[",
        "](u)",
        "![",
        "`",
        "<",
        "<b>",
        ">",
        "\n",
        "\n> ",
        "\n- ",
        "^",
        "\"",
        "#",
        "&",
        ";",
        "\\*",
        "。\u{FE01}",
        "省",
        "市",
        "李",
        "2",
        "㋐",
        "한",
        "葛\u{E0100}",
        "羽\u{FE00}",
    ];
    text_of(&pieces, 2..16)
}

/// Texts without Chinese, though not only of ASCII.
fn western_text() -> impl Strategy<Value = String> {
    let pieces = [
        "a", "é", "я", "1", ".", "“", "”", "…", "👍", "(", ")", "|", "\\", " ", "\n", "*", "**",
        "~~", "~", "_", "`", "[x](y)",
    ];
    text_of(&pieces, 2..16)
}

fn text_of(
    pieces: &[&'static str],
    length: std::ops::Range<usize>,
) -> impl Strategy<Value = String> + use<> {
    prop::collection::vec(prop::sample::select(pieces.to_vec()), length)
        .prop_map(|pieces| pieces.concat())
}

/// Whether the texts can be compared: without the amendment both parsers agree.
fn is_comparable(source: &str) -> bool {
    !differs_by_design(source) && plain(source) == oracle(source, false)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_as_the_amendment_has_it(source in chinese_text().prop_filter("comparable", |s| is_comparable(s))) {
        match oracle_with_masks(&source) {
            Some(expected) => prop_assert_eq!(ours(&source), expected),
            // After a space or at the start such a run opens by CommonMark itself.
            None if opens_at_an_edge(&source) => {}
            None => prop_assert!(!begins_with_a_closing_mark(&ours(&source)), "{}", ours(&source)),
        }
    }

    #[test]
    fn any_document_is_as_the_amendment_has_it(source in chinese_document().prop_filter("comparable", |s| is_comparable(s))) {
        // A backslash shows in code and HTML.
        let has_verbatim = source.contains(['`', '<']) && with_masks_escaped(&source) != source;
        let Some(expected) = oracle_with_masks(&source).filter(|_| !has_verbatim) else {
            return Ok(());
        };
        prop_assert_eq!(ours(&source), expected);
    }

    #[test]
    fn a_text_without_chinese_is_unchanged(source in western_text()) {
        let marked = MarkedSource::new(&source);
        prop_assert!(!marked.is_marked());
        prop_assert_eq!(marked.text(), &source);
    }

    #[test]
    fn no_sentinel_is_left_and_every_range_is_that_of_its_text(source in chinese_document()) {
        let marked = MarkedSource::new(&source);
        for (event, place) in restored(&marked) {
            let range = marked.source_offset(place.start)..marked.source_offset(place.end);
            let piece = source.get(range);
            prop_assert!(piece.is_some());
            let shown = format!("{event:?}");
            prop_assert!(!shown.contains("u{f8fe}") && !shown.contains("u{1d9ff}") && !shown.contains('\u{1D9FF}'), "{}", shown);
            // The indentation before an HTML block is a separate text without a range.
            if let Event::Text(text) = event
                && !text.trim().is_empty()
            {
                prop_assert_eq!(piece, Some(&*text));
            }
        }
    }
}
