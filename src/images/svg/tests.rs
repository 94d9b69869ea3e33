//! Tests of drawings: pictures, and what is more than a picture.

use std::io::Write as _;

use super::*;

const HEAD: &str =
    "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'>";

fn drawing(inside: &str) -> String {
    format!("{HEAD}\n{inside}\n</svg>")
}

/// The part that is found, `None` in a picture, and an empty text in what is not XML.
fn part(svg: &str) -> Option<String> {
    svg_problem(svg.as_bytes()).map(|problem| match problem {
        SvgProblem::NotXml => String::new(),
        SvgProblem::Active { part, .. } => part,
    })
}

#[test]
fn pictures_pass() {
    for inside in [
        "<path d='M0 0L1 1' style='fill:url(#a);stroke:red'/>",
        "<use xlink:href='#a'/><use href=\" #a\"/><a><text>村</text></a>",
        "<image xlink:href='data:image/png;base64,AA=='/>",
        "<style>text { font-family: '\\5B8B\\4F53' } .a { fill: url( \"#b\" ) }</style>",
        "<style><![CDATA[ path > a { mask: url('#c') } ]]></style>",
        "<style>@font-face { src: url(data:font/woff2;base64,AA) }</style>",
        "<animate attributeName='opacity' values='0;1' dur='1s'/>",
        "<!-- onload=x <script> --><text>onload=\"x\" javascript: &lt;script&gt;</text>",
        "<desc>on 1 May</desc><g transform='rotate(3)' data-src='x'/>",
        "<metadata><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' \
         xmlns:cc='http://web.resource.org/cc/'><cc:Work rdf:about=''/></rdf:RDF></metadata>",
    ] {
        assert_eq!(part(&drawing(inside)), None, "{inside}");
    }
    for head in [
        "<?xml version='1.0' encoding='UTF-8' standalone='no'?>\n",
        "\u{feff}<?xml version='1.0' encoding='iso-8859-1'?>",
        "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd'>",
        "<?xpacket begin='x'?>",
    ] {
        assert_eq!(part(&format!("{head}{}", drawing("<g/>"))), None, "{head}");
    }
}

#[test]
fn what_acts_is_found() {
    for (inside, found) in [
        ("<script>x</script>", "<script>"),
        ("<SCRIPT/>", "<SCRIPT>"),
        (
            "<x:script xmlns:x='http://www.w3.org/2000/svg'/>",
            "<x:script>",
        ),
        ("<g onload='x'/>", "onload=\"x\""),
        ("<g OnClick='x'/>", "OnClick=\"x\""),
        (
            "<set attributeName='onload' to='x'/>",
            "attributeName=\"onload\"",
        ),
        (
            "<a><animate attributeName='xlink:href' values='#;java&#10;script:x'/></a>",
            "attributeName=\"xlink:href\"",
        ),
        (
            "<set attributeName='x' to='javascript:x'/>",
            "to=\"javascript:x\"",
        ),
        ("<foreignObject/>", "<foreignObject>"),
        ("<a href='javascript:x'/>", "href=\"javascript:x\""),
        (
            "<a xlink:href='&#106;avascript:x'/>",
            "xlink:href=\"javascript:x\"",
        ),
        (
            "<a xlink:href=' java&#9;script:x'/>",
            "xlink:href=\" java script:x\"",
        ),
        ("<use href='https://a.cn/#x'/>", "href=\"https://a.cn/#x\""),
        (
            "<use href='data:image/svg+xml,x#x'/>",
            "href=\"data:image/svg+xml,x#x\"",
        ),
        ("<image href='b.png'/>", "href=\"b.png\""),
        (
            "<image href='data:image/svg+xml,x'/>",
            "href=\"data:image/svg+xml,x\"",
        ),
        (
            "<g xml:base='https://a.cn/'/>",
            "xml:base=\"https://a.cn/\"",
        ),
        ("<g style='fill:url(https://a.cn/)'/>", "url(https://a.cn/)"),
        ("<g style='fill:\\75 rl( \"//a.cn\")'/>", "url( \"//a.cn\")"),
        ("<g filter='url(b.svg#c)'/>", "url(b.svg#c)"),
        ("<style>@import '//a.cn';</style>", "@import '//a.cn';"),
        ("<style>@im<![CDATA[port]]> 'x'</style>", "@import 'x'"),
        ("<style>&#64;import 'x'</style>", "@import 'x'"),
        (
            "<style>a { background: image-set('x' 1x) }</style>",
            "image-set('x' 1x) }",
        ),
        ("<p xmlns='http://www.w3.org/1999/xhtml'/>", "<p>"),
        (
            "<h:b xmlns:h='http://www.w3.org/1999/x&#104;tml'/>",
            "<h:b>",
        ),
        (
            "<math xmlns='http://www.w3.org/1998/Math/MathML'/>",
            "<math>",
        ),
        ("<iframe/>", "<iframe>"),
        ("<g href='#a' xlink:href='x'/>", "xlink:href=\"x\""),
    ] {
        assert_eq!(part(&drawing(inside)).as_deref(), Some(found), "{inside}");
    }
    for head in [
        "<!DOCTYPE svg [<!ENTITY x '<script/>'>]>",
        "<?xml-stylesheet href='#a' type='text/xsl'?>",
        "<?xml version='1.0' encoding='utf-7'?>",
        "<?xml version='1.0' encoding='iso-2022-jp'?>",
    ] {
        let found = part(&format!("{head}{}", drawing("<g/>")));
        assert!(found.is_some_and(|part| !part.is_empty()), "{head}");
    }
}

#[test]
fn what_is_read_in_several_ways_is_no_picture() {
    for svg in [
        "",
        "x",
        "<svg",
        "<svg>",
        "<svg></svg",
        "<svg><g></svg>",
        "<svg a=b/>",
        "<svg a='&x;'/>",
        "<svg>&x;</svg>",
        "<svg><g/onload='x'></g></svg>",
        "<svg><x:g/></svg>",
        "<s\0v\0g\0/>",
        "<svg>\u{1}</svg>",
        "<svg><!-- a -- <script/> --></svg>",
    ] {
        assert_eq!(part(svg).as_deref(), Some(""), "{svg:?}");
    }
    let mut utf_16 = vec![0xff, 0xfe];
    utf_16.extend("<svg/>".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(svg_problem(&utf_16), Some(SvgProblem::NotXml));
}

#[test]
fn the_line_is_that_of_the_part_and_packed_drawings_are_unpacked() {
    let svg = drawing("<g/>\n\n<script/>");
    let active = SvgProblem::Active {
        part: "<script>".to_owned(),
        line: 4,
    };
    assert_eq!(svg_problem(svg.as_bytes()), Some(active.clone()));
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(svg.as_bytes()).expect("packed");
    let packed = packed.finish().expect("packed");
    assert_eq!(svg_problem(&packed), Some(active));
}

#[test]
fn hostile_drawings_are_read_in_linear_time() {
    for (unit, count) in [("<g>", 200_000), ("<g xmlns:a='b'>", 50_000)] {
        let svg = format!("<svg>{}", unit.repeat(count));
        assert_eq!(part(&svg).as_deref(), Some(""));
    }
    let attributes: String = (0..100_000).map(|n| format!(" a{n}='x'")).collect();
    assert_eq!(part(&format!("<svg{attributes}/>")), None);
    let calls = "url(#a) ".repeat(100_000);
    assert_eq!(part(&format!("<svg><style>{calls}</style></svg>")), None);
}
