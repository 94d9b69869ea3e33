//! Bodies that are long or deep beyond reason: rendering them must end, soon and without exhausting the stack.

use std::time::{Duration, Instant};

use super::testing::{options, render_with};
use super::{Options, RawHtml, Rendered};

/// Far more than any of these takes, and far less than one of them would take if time grew with the square of the size.
const LIMIT: Duration = Duration::from_secs(90);

fn rendered(body: &str) -> Rendered {
    let start = Instant::now();
    let rendered = render_with(body, &options());
    let taken = start.elapsed();
    let name: String = body.chars().take(20).collect();
    if std::env::var_os("STRESS").is_some() {
        eprintln!("{:>9.1?} {:>9} {name:?}", taken, body.len());
    }
    assert!(taken < LIMIT, "{name:?}: {taken:?}");
    rendered
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

#[test]
fn long_articles() {
    let paragraph = "乡村振兴，**产业**先行。\n[链接](b.md)和`代码`。\n\n";
    let rendered = rendered(&paragraph.repeat(5_000_000 / paragraph.len()));
    assert!(rendered.counts.han > 500_000);
    assert_eq!(rendered.lead.chars().count(), 600);
}

#[test]
fn many_links() {
    for body in [
        lines(20_000, |n| format!("[链{n}](p{n}.md) ")),
        lines(20_000, |n| format!("https://a.cn/{n} ")),
        lines(20_000, |n| format!("https://a.cn/\\_{n} ")),
        lines(20_000, |n| format!("[x{n}] "))
            + "\n\n"
            + &lines(20_000, |n| format!("[x{n}]: p{n}.md\n")),
    ] {
        assert_eq!(rendered(&body).references.len(), 20_000);
    }
}

#[test]
fn long_tables() {
    let html =
        rendered(&(String::from("| 甲 | 乙 |\n|--|--|\n") + &"| 一 | 二 |\n".repeat(50_000))).html;
    assert_eq!(html.matches("<tr>").count(), 50_001);
}

#[test]
fn many_footnotes() {
    let references = lines(10_000, |n| format!("文[^{n}]"));
    let body = references.clone() + "\n\n" + &lines(10_000, |n| format!("[^{n}]: 注\n"));
    assert_eq!(rendered(&body).ids.len(), 20_000);
    let chain =
        String::from("文[^0]\n\n") + &lines(10_000, |n| format!("[^{n}]: 见[^{}]\n", n + 1));
    assert_eq!(rendered(&chain).ids.len(), 20_000);
    let one = "文[^a]".repeat(10_000) + "\n\n[^a]: 注";
    assert_eq!(rendered(&one).ids.len(), 10_001);
}

#[test]
fn many_headings() {
    for body in [
        "## 标题\n".repeat(50_000),
        "## 标题 {#a}\n".repeat(50_000),
        lines(50_000, |n| format!("## 标题 {n}\n\n")),
    ] {
        let rendered = rendered(&body);
        assert_eq!(rendered.headings.len(), 50_000);
        let unique: std::collections::HashSet<_> = rendered.ids.iter().collect();
        assert_eq!(unique.len(), 50_000);
    }
    rendered(&("## ".to_owned() + &"[a](b) ".repeat(50_000)));
}

#[test]
fn deep_nesting() {
    for body in [
        ">".repeat(10_000) + "x",
        "[".repeat(50_000),
        "*".repeat(100_000),
        "*a ".repeat(50_000),
        "**中".repeat(50_000),
        "- ".repeat(1_000) + "x",
        "![".repeat(20_000) + "x",
        "![".repeat(5_000) + "x" + &"](a)".repeat(5_000),
        "[^a]: ".repeat(5_000) + "x",
        "<!-- ".repeat(20_000),
        "甲<!-- ".repeat(20_000),
        "<div ".repeat(50_000),
        "`".repeat(50_000) + "x",
        "\n\n`".repeat(20_000),
        "中\n*".repeat(50_000),
        "http://a".to_owned() + &")".repeat(100_000),
        "://".repeat(100_000),
        "|".repeat(50_000) + "\n" + &"|-".repeat(50_000),
        "&nbsp;".repeat(100_000),
    ] {
        rendered(&body);
    }
}

#[test]
fn one_line_of_marks() {
    for mark in [
        "[", "]", "*", "_", "`", "~", "“", "”", "<", "!", "|", "&", "\\", "#",
    ] {
        rendered(&mark.repeat(100_000));
        rendered(&format!("{mark}字 ").repeat(30_000));
        rendered(&format!("字{mark}{mark}").repeat(30_000));
    }
}

#[test]
fn one_paragraph() {
    let sentence = "合作社推行**“清单制”**的做法，三年增收两成，见[附表](b.md)。";
    let long = rendered(&sentence.repeat(1_000_000 / sentence.len()));
    assert_eq!(long.references.len(), 1_000_000 / sentence.len());
    assert_eq!(long.lead.chars().count(), 600);
}

#[test]
fn wide_tables() {
    let row = |cell: &str| format!("|{}\n", cell.repeat(10_000));
    let html = rendered(&(row("甲|") + &row("--|") + &row("一|"))).html;
    assert_eq!(html.matches("<td>").count(), 10_000);
}

#[test]
fn many_code_blocks() {
    let body = "```rust\nfn f() {}\n```\n\n".repeat(300);
    assert_eq!(rendered(&body).html.matches("hl-f").count(), 300);
}

#[test]
fn deep_nesting_in_the_sanitiser() {
    let options = Options {
        raw_html: RawHtml::Sanitize,
        ..options()
    };
    for body in [
        ">".repeat(2_000) + "<b>x",
        "<div>".repeat(5_000),
        "a <b>".repeat(5_000),
        "<a href=x> ".repeat(5_000),
    ] {
        let start = Instant::now();
        render_with(&body, &options);
        let name: String = body.chars().take(20).collect();
        if std::env::var_os("STRESS").is_some() {
            eprintln!(
                "{:>9.1?} {:>9} {name:?} sanitised",
                start.elapsed(),
                body.len()
            );
        }
        assert!(start.elapsed() < LIMIT, "{name}");
    }
}
