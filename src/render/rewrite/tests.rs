//! References in documents, as each kind of output has them.

use super::*;
use crate::render::Plan;
use crate::site::Addresses;

fn rewritten(html: &str, base: Base<'_>) -> String {
    let mut out = String::new();
    let addresses = Addresses::default();
    let plan = Plan::default();
    rewrite_links(
        html,
        base,
        &TrackedAddresses::new(&addresses, &plan),
        &mut out,
    );
    out
}

fn at(depth: usize, html: &str) -> String {
    let base = Base::Relative {
        depth,
        portable: false,
    };
    rewritten(html, base)
}

#[test]
fn addresses_in_tags_become_relative() {
    assert_eq!(
        at(2, r#"<a href="/x/">x</a>"#),
        r#"<a href="../../x/">x</a>"#
    );
    assert_eq!(
        at(0, r#"<a href="/">x</a><a href='/x/#y'>"#),
        r#"<a href="./">x</a><a href='x/#y'>"#
    );
    assert_eq!(
        at(
            1,
            r#"<img alt="a>b" src=/a.png srcset="/a.png 1x, /b.png 2x">"#
        ),
        r#"<img alt="a>b" src=../a.png srcset="../a.png 1x, ../b.png 2x">"#
    );
    assert_eq!(
        at(1, r#"<meta content="0; url=/x/">"#),
        r#"<meta content="0; url=../x/">"#
    );
}

#[test]
fn an_address_of_this_site_gets_no_scheme() {
    for (depth, html, expected) in [
        (0, "<a href=/javascript:x>", "<a href=./javascript:x>"),
        (0, "<a href=/a&#58;b/>", "<a href=./a&#58;b/>"),
        (0, "<a href=@/javascript:x>", "<a href=./javascript:x>"),
        (0, "<a href=/a?b:c#d:e>", "<a href=a?b:c#d:e>"),
        (1, "<a href=/javascript:x>", "<a href=../javascript:x>"),
    ] {
        assert_eq!(at(depth, html), expected);
    }
    let portable = Base::Relative {
        depth: 0,
        portable: true,
    };
    assert_eq!(
        rewritten("<a href=/a:b/>", portable),
        "<a href=./a:b/index.html>"
    );
}

#[test]
fn markup_is_read_as_browsers_read_it() {
    for (html, expected) in [
        ("<A HREF='/x/'>", "<A HREF='../x/'>"),
        ("<a href = \"/x/\">", "<a href = \"../x/\">"),
        ("<a_b href=/x/>", "<a_b href=../x/>"),
        ("<!--> <a href=/x/> -->", "<!--> <a href=../x/> -->"),
        ("<!-- x --!><a href=/x/>", "<!-- x --!><a href=../x/>"),
        ("</p title='<'><a href=/x/>", "</p title='<'><a href=../x/>"),
        (
            "<SCRIPT>'</script'</SCRIPT ><a href=/x/>",
            "<SCRIPT>'</script'</SCRIPT ><a href=../x/>",
        ),
        (
            "<svg><title/><a href=/x/></svg>",
            "<svg><title/><a href=../x/></svg>",
        ),
    ] {
        assert_eq!(at(1, html), expected);
    }
}

#[test]
fn addresses_of_several_sizes_keep_what_is_between_them() {
    for (html, expected) in [
        (
            "<img srcset='/a.png 1x,\n  /b,c.png 2x'>",
            "<img srcset='../a.png 1x,\n  ../b,c.png 2x'>",
        ),
        (
            "<img srcset=\"data:image/png;base64,AA== 1x, /b.png\">",
            "<img srcset=\"data:image/png;base64,AA== 1x, ../b.png\">",
        ),
        ("<img srcset='@/x.png 1x'>", "<img srcset='../x.png 1x'>"),
    ] {
        assert_eq!(at(1, html), expected);
    }
}

#[test]
fn other_addresses_and_text_stay() {
    for html in [
        r#"<a href="https://a.cn/">x</a>"#,
        r#"<a href="//a.cn/">x</a>"#,
        "<a href=\"#top\">x</a>",
        r#"<pre>&lt;a href="/x/"&gt;</pre>"#,
        r#"<!-- <a href="/x/"> -->"#,
        r#"<script>'<a href="/x/">'</script>"#,
        r#"<script><!-- <script></script> <a href="/x/"> --></script>"#,
        r#"<textarea><a href="/x/"></textarea>"#,
        r#"<title><a href="/x/"></TITLE>"#,
        r#"<a title=' href="/x/"'>"#,
        r#"<? <a href="/x/"?>"#,
        r#"<p content="2 url=/x/">"#,
        r#"<p title="/x/">a < b "/c/"</p>"#,
        "<a href=",
        "<a",
        "<a href=\"/x",
    ] {
        let kept = at(1, html);
        assert!(kept == html || !html.contains('>'), "{html} -> {kept}");
    }
}

#[test]
fn a_feed_has_no_relative_address() {
    let feed = Base::Feed {
        prefix: "https://a.cn/b",
        page: "/x/",
    };
    assert_eq!(
        rewritten(r##"<a href="#fn-1">1</a><a href="/y/#z">y</a>"##, feed),
        r#"<a href="https://a.cn/b/x/#fn-1">1</a><a href="https://a.cn/b/y/#z">y</a>"#
    );
    assert_eq!(
        rewritten("<img src=\"//b.cn/c.png\">", feed),
        "<img src=\"https://b.cn/c.png\">"
    );
}

#[test]
fn a_prefix_makes_addresses_absolute_and_portable_names_the_file() {
    let prefix = Base::Prefix("https://a.cn/b");
    assert_eq!(
        rewritten(r#"<a href="/x/">"#, prefix),
        r#"<a href="https://a.cn/b/x/">"#
    );
    let portable = Base::Relative {
        depth: 1,
        portable: true,
    };
    assert_eq!(
        rewritten(r#"<a href="/x/#y">"#, portable),
        r#"<a href="../x/index.html#y">"#
    );
}
