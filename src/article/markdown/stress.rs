//! Bodies that are long or deep beyond reason: the time to render one grows with its length and no faster,
//! and the stack is never exhausted.

use super::testing::{options, render_with};
use super::{Options, RawHtml, RenderedBody};
use crate::testing::{LINEAR, QUADRATIC, assert_growth};

/// Makes a body of a size.
type BodyOfSize = fn(usize) -> String;

/// Renders the body of a size; fails the test if a quarter of the size takes much less than a quarter of the
/// time.
#[track_caller]
fn rendered(size: usize, body: impl Fn(usize) -> String) -> RenderedBody {
    assert_growth(LINEAR, size, body, |body| render_with(body, &options()))
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

#[test]
fn long_articles() {
    let paragraph = "乡村振兴，**产业**先行。\n[链接](b.md)和`代码`。\n\n";
    let size = 5_000_000 / paragraph.len();
    let rendered = rendered(size, |size| paragraph.repeat(size));
    assert!(rendered.counts.han > 500_000);
    assert_eq!(rendered.lead.chars().count(), 600);
}

#[test]
fn many_links() {
    let bodies: [BodyOfSize; 4] = [
        |size| lines(size, |n| format!("[链{n}](p{n}.md) ")),
        |size| lines(size, |n| format!("https://a.cn/{n} ")),
        |size| lines(size, |n| format!("https://a.cn/\\_{n} ")),
        |size| {
            let links = lines(size, |n| format!("[x{n}] "));
            let definitions = lines(size, |n| format!("[x{n}]: p{n}.md\n"));
            format!("{links}\n\n{definitions}")
        },
    ];
    for body in bodies {
        assert_eq!(rendered(20_000, body).references.len(), 20_000);
    }
}

#[test]
fn long_tables() {
    let table = |rows| format!("| 甲 | 乙 |\n|--|--|\n{}", "| 一 | 二 |\n".repeat(rows));
    let html = rendered(50_000, table).html;
    assert_eq!(html.matches("<tr>").count(), 50_001);
}

#[test]
fn many_footnotes() {
    let pairs = |size| {
        let references = lines(size, |n| format!("文[^{n}]"));
        let notes = lines(size, |n| format!("[^{n}]: 注\n"));
        format!("{references}\n\n{notes}")
    };
    assert_eq!(rendered(10_000, pairs).ids.len(), 20_000);
    let chain = |size| {
        let notes = lines(size, |n| format!("[^{n}]: 见[^{}]\n", n + 1));
        format!("文[^0]\n\n{notes}")
    };
    assert_eq!(rendered(10_000, chain).ids.len(), 20_000);
    let one = |size| format!("{}\n\n[^a]: 注", "文[^a]".repeat(size));
    assert_eq!(rendered(10_000, one).ids.len(), 10_001);
}

#[test]
fn many_headings() {
    let bodies: [BodyOfSize; 3] = [
        |size| "## 标题\n".repeat(size),
        |size| "## 标题 {#a}\n".repeat(size),
        |size| lines(size, |n| format!("## 标题 {n}\n\n")),
    ];
    for body in bodies {
        let rendered = rendered(50_000, body);
        assert_eq!(rendered.headings.len(), 50_000);
        let unique: std::collections::HashSet<_> = rendered.ids.iter().collect();
        assert_eq!(unique.len(), 50_000);
    }
    let links = rendered(50_000, |size| format!("## {}", "[a](b) ".repeat(size)));
    assert_eq!(links.headings.len(), 1);
}

#[test]
fn deep_nesting() {
    let bodies: [(usize, BodyOfSize); 19] = [
        (10_000, |size| ">".repeat(size) + "x"),
        (50_000, |size| "[".repeat(size)),
        (100_000, |size| "*".repeat(size)),
        (50_000, |size| "*a ".repeat(size)),
        (50_000, |size| "**中".repeat(size)),
        (1_000, |size| "- ".repeat(size) + "x"),
        (20_000, |size| "![".repeat(size) + "x"),
        (5_000, |size| "![".repeat(size) + "x" + &"](a)".repeat(size)),
        (5_000, |size| "[^a]: ".repeat(size) + "x"),
        (20_000, |size| "<!-- ".repeat(size)),
        (20_000, |size| "甲<!-- ".repeat(size)),
        (50_000, |size| "<div ".repeat(size)),
        (50_000, |size| "`".repeat(size) + "x"),
        (20_000, |size| "\n\n`".repeat(size)),
        (50_000, |size| "中\n*".repeat(size)),
        (100_000, |size| "http://a".to_owned() + &")".repeat(size)),
        (100_000, |size| "://".repeat(size)),
        (50_000, |size| "|".repeat(size) + "\n" + &"|-".repeat(size)),
        (100_000, |size| "&nbsp;".repeat(size)),
    ];
    for (size, body) in bodies {
        rendered(size, body);
    }
}

#[test]
fn one_line_of_marks() {
    for mark in [
        "[", "]", "*", "_", "`", "~", "“", "”", "<", "!", "|", "&", "\\", "#",
    ] {
        rendered(100_000, |size| mark.repeat(size));
        rendered(30_000, |size| format!("{mark}字 ").repeat(size));
        let touching = rendered(30_000, |size| format!("字{mark}{mark}").repeat(size));
        assert_eq!(touching.counts.han, 30_000, "{mark}");
    }
}

#[test]
fn one_paragraph() {
    let sentence = "合作社推行**“清单制”**的做法，三年增收两成，见[附表](b.md)。";
    let size = 1_000_000 / sentence.len();
    let long = rendered(size, |size| sentence.repeat(size));
    assert_eq!(long.references.len(), size);
    assert_eq!(long.lead.chars().count(), 600);
}

#[test]
fn wide_tables() {
    let row = |cell: &str, size: usize| format!("|{}\n", cell.repeat(size));
    let table = |size| row("甲|", size) + &row("--|", size) + &row("一|", size);
    let html = rendered(10_000, table).html;
    assert_eq!(html.matches("<td>").count(), 10_000);
}

#[test]
fn many_code_blocks() {
    let html = rendered(300, |size| "```rust\nfn f() {}\n```\n\n".repeat(size)).html;
    assert_eq!(html.matches("hl-f").count(), 300);
}

#[test]
fn deep_nesting_in_the_sanitiser() {
    let options = Options {
        raw_html: RawHtml::Sanitize,
        ..options()
    };
    // For each element the parser of the sanitiser looks through those that are open.
    let bodies: [(u32, usize, BodyOfSize); 6] = [
        (LINEAR, 2_000, |size| ">".repeat(size) + "<b>x"),
        (QUADRATIC, 5_000, |size| "<div>".repeat(size)),
        (LINEAR, 5_000, |size| "a <b>".repeat(size)),
        (LINEAR, 5_000, |size| "<a href=x> ".repeat(size)),
        (LINEAR, 5_000, |size| {
            "<p>".to_owned() + &"<a href=x>甲</a>\n".repeat(size)
        }),
        (LINEAR, 5_000, |size| {
            "<p><img srcset='".to_owned() + &"a.png 1x, ".repeat(size) + "'>"
        }),
    ];
    for (growth, size, body) in bodies {
        let rendered = assert_growth(growth, size, body, |body| render_with(body, &options));
        assert!(!rendered.html.contains("&lt;"), "{}", body(3));
    }
}
