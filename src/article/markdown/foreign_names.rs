//! Elements with the names of SVG and MathML outside of them, such as `<text>` of programs for notes and `<view>` of
//! small programs. The sanitiser would remove them with their text.

use std::borrow::Cow;

use crate::util::html::{Token, Tokens};

/// The names, in order.
const NAMES: [&str; 217] = [
    "abs",
    "and",
    "animate",
    "annotation",
    "annotation-xml",
    "apply",
    "approx",
    "arccos",
    "arccosh",
    "arccot",
    "arccoth",
    "arccsc",
    "arccsch",
    "arcsec",
    "arcsech",
    "arcsin",
    "arcsinh",
    "arctan",
    "arctanh",
    "arg",
    "bind",
    "bvar",
    "card",
    "cartesianproduct",
    "cbytes",
    "ceiling",
    "cerror",
    "ci",
    "circle",
    "cn",
    "codomain",
    "complexes",
    "compose",
    "condition",
    "conjugate",
    "cos",
    "cosh",
    "cot",
    "coth",
    "cs",
    "csc",
    "csch",
    "csymbol",
    "curl",
    "declare",
    "defs",
    "degree",
    "desc",
    "determinant",
    "diff",
    "discard",
    "divergence",
    "divide",
    "domain",
    "domainofapplication",
    "ellipse",
    "emptyset",
    "eq",
    "equivalent",
    "eulergamma",
    "exists",
    "exp",
    "exponentiale",
    "factorial",
    "factorof",
    "false",
    "filter",
    "floor",
    "fn",
    "forall",
    "g",
    "gcd",
    "geq",
    "grad",
    "gt",
    "ident",
    "image",
    "imaginary",
    "imaginaryi",
    "implies",
    "in",
    "infinity",
    "int",
    "integers",
    "intersect",
    "interval",
    "inverse",
    "lambda",
    "laplacian",
    "lcm",
    "leq",
    "limit",
    "line",
    "list",
    "ln",
    "log",
    "logbase",
    "lowlimit",
    "lt",
    "maction",
    "maligngroup",
    "malignmark",
    "marker",
    "mask",
    "matrix",
    "matrixrow",
    "max",
    "mean",
    "median",
    "menclose",
    "merror",
    "metadata",
    "mfenced",
    "mfrac",
    "mglyph",
    "mi",
    "min",
    "minus",
    "mlabeledtr",
    "mlongdiv",
    "mmultiscripts",
    "mn",
    "mo",
    "mode",
    "moment",
    "momentabout",
    "mover",
    "mpadded",
    "mpath",
    "mphantom",
    "mprescripts",
    "mroot",
    "mrow",
    "ms",
    "mscarries",
    "mscarry",
    "msgroup",
    "msline",
    "mspace",
    "msqrt",
    "msrow",
    "mstack",
    "mstyle",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
    "naturalnumbers",
    "neq",
    "none",
    "not",
    "notanumber",
    "notin",
    "notprsubset",
    "notsubset",
    "or",
    "otherwise",
    "outerproduct",
    "partialdiff",
    "path",
    "pattern",
    "pi",
    "piece",
    "piecewise",
    "plus",
    "polygon",
    "polyline",
    "power",
    "primes",
    "product",
    "prsubset",
    "quotient",
    "rationals",
    "real",
    "reals",
    "rect",
    "reln",
    "rem",
    "root",
    "scalarproduct",
    "sdev",
    "sec",
    "sech",
    "selector",
    "semantics",
    "sep",
    "set",
    "setdiff",
    "share",
    "sin",
    "sinh",
    "stop",
    "subset",
    "sum",
    "switch",
    "symbol",
    "tan",
    "tanh",
    "tendsto",
    "text",
    "times",
    "transpose",
    "true",
    "tspan",
    "union",
    "uplimit",
    "use",
    "variance",
    "vector",
    "vectorproduct",
    "view",
    "xor",
];

/// The HTML without the tags that have such a name. What they hold stays. In a picture or formula they are what
/// they are called.
pub(super) fn without_foreign_names(html: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let (mut copied, mut depth) = (0, 0_usize);
    let mut tokens = Tokens::new(html);
    while let Some(token) = tokens.next() {
        let (range, name_start) = match token {
            Token::StartTag(tag) => {
                let Some(attributes) = tokens.attributes() else {
                    break;
                };
                let range = tag.start..attributes.tag_end();
                if (tag.is("svg") || tag.is("math")) && attributes.end() + 1 == range.end {
                    depth += 1;
                }
                (range, tag.start + 1)
            }
            Token::EndTag(tag) => {
                if tag.is("svg") || tag.is("math") {
                    depth = depth.saturating_sub(1);
                }
                let start = tag.range.start + 2;
                (tag.range, start)
            }
            _ => continue,
        };
        if depth == 0 && is_foreign_name(html.get(name_start..range.end).unwrap_or_default()) {
            out.push_str(html.get(copied..range.start).unwrap_or_default());
            copied = range.end;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(html);
    }
    out.push_str(html.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

/// Whether the name at the start of a tag is one of SVG or MathML.
fn is_foreign_name(tag: &str) -> bool {
    let end = tag.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'));
    let name = tag.get(..end.unwrap_or(tag.len())).unwrap_or_default();
    let longest = NAMES.iter().map(|name| name.len()).max();
    Some(name.len()) <= longest && NAMES.binary_search(&&*name.to_ascii_lowercase()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::super::RawHtml;
    use super::super::testing::html_raw;
    use super::*;

    #[test]
    fn text_in_elements_of_any_name_is_kept() {
        assert!(NAMES.is_sorted());
        for name in
            NAMES
                .into_iter()
                .chain(["g", "TEXT", "wx-view", "mp-common-profile", "nav", "u"])
        {
            let html = html_raw(
                &format!("<p>前<{name} color=\"red\">文</{name}>后</p>"),
                RawHtml::Sanitize,
            );
            assert!(
                html.contains("前") && html.contains("文") && html.contains("后"),
                "{name}: {html}"
            );
        }
        let inline = html_raw("前<text color=\"red\">**文**</text>后", RawHtml::Sanitize);
        assert_eq!(inline, "<p>前<strong>文</strong>后</p>\n");
        assert_eq!(
            html_raw("甲<svg><text>乙</text></svg>", RawHtml::Sanitize),
            "<p>甲</p>\n"
        );
    }
}
