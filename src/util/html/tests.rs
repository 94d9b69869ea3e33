//! The tokenizer against html5ever's, over text that looks like HTML more or less.

use std::cell::{Cell, RefCell};

use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{RawKind, State};
use html5ever::tokenizer::{
    TagKind, Token as Reference, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use proptest::prelude::*;

use super::token::{Attributes, EndTag, Token};
use super::{Tokens, decoded};

/// A token in the form in which both tokenizers are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Seen {
    Start {
        name: String,
        attributes: Vec<(String, String)>,
        is_self_closing: bool,
    },
    End(String),
    Comment(String),
    Doctype,
    Text(String),
}

/// Appends text to the text before it.
fn push_text(all: &mut Vec<Seen>, text: &str) {
    match all.last_mut() {
        _ if text.is_empty() => {}
        Some(Seen::Text(before)) => before.push_str(text),
        _ => all.push(Seen::Text(text.to_owned())),
    }
}

/// Collects the tokens of html5ever. Like [`Tokens`] it has no tree: raw text and foreign content follow from
/// names alone.
#[derive(Default)]
struct Sink {
    seen: RefCell<Vec<Seen>>,
    foreign: Cell<usize>,
}

impl Sink {
    /// How the content of the element is read that has just begun.
    fn content(&self, name: &str) -> TokenSinkResult<()> {
        match name {
            _ if self.foreign.get() > 0 => TokenSinkResult::Continue,
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
            "style" | "xmp" | "iframe" | "noembed" | "noframes" => {
                TokenSinkResult::RawData(RawKind::Rawtext)
            }
            "plaintext" => TokenSinkResult::Plaintext,
            _ => TokenSinkResult::Continue,
        }
    }

    fn tag(&self, tag: &html5ever::tokenizer::Tag) -> TokenSinkResult<()> {
        let is_foreign = matches!(&*tag.name, "svg" | "math");
        let foreign = self.foreign.get();
        match tag.kind {
            TagKind::StartTag => {
                let attributes = tag.attrs.iter();
                self.seen.borrow_mut().push(Seen::Start {
                    name: tag.name.to_string(),
                    attributes: attributes
                        .map(|attribute| {
                            let name = attribute.name.local.to_string();
                            (name, attribute.value.to_string())
                        })
                        .collect(),
                    is_self_closing: tag.self_closing,
                });
                if is_foreign && !tag.self_closing {
                    self.foreign.set(foreign + 1);
                }
                self.content(&tag.name)
            }
            TagKind::EndTag => {
                self.seen.borrow_mut().push(Seen::End(tag.name.to_string()));
                if is_foreign {
                    self.foreign.set(foreign.saturating_sub(1));
                }
                TokenSinkResult::Continue
            }
        }
    }
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Reference, _: u64) -> TokenSinkResult<()> {
        if let Reference::TagToken(tag) = token {
            return self.tag(&tag);
        }
        let seen = &mut self.seen.borrow_mut();
        match token {
            Reference::CommentToken(text) => seen.push(Seen::Comment(text.to_string())),
            Reference::DoctypeToken(_) => seen.push(Seen::Doctype),
            Reference::CharacterTokens(text) => push_text(seen, &text),
            Reference::NullCharacterToken => push_text(seen, "\0"),
            Reference::TagToken(_) | Reference::EOFToken | Reference::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.foreign.get() > 0
    }
}

fn reference(html: &str, foreign: usize, state: Option<State>) -> Vec<Seen> {
    let sink = Sink {
        foreign: Cell::new(foreign),
        ..Sink::default()
    };
    let options = TokenizerOpts {
        discard_bom: false,
        initial_state: state,
        ..TokenizerOpts::default()
    };
    let tokenizer = Tokenizer::new(sink, options);
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.seen.into_inner()
}

/// Line ends and NUL as browsers read them.
fn normal(text: &str) -> String {
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace('\0', "\u{fffd}")
}

/// What our tokenizer makes of it.
fn ours(html: &str, mut tokens: Tokens<'_>) -> Vec<Seen> {
    let mut seen = Vec::new();
    let mut done = 0;
    let mut raw = None;
    while let Some(token) = tokens.next() {
        let range = match &token {
            Token::StartTag(tag) => tag.start..tag.start + tag.name.len(),
            Token::EndTag(EndTag { range, .. })
            | Token::Comment(range)
            | Token::Doctype(range)
            | Token::Cdata(range)
            | Token::Nothing(range) => range.clone(),
        };
        assert!(done <= range.start && range.start < range.end, "{token:?}");
        push_text(&mut seen, &shown(&html[done..range.start], raw.take()));
        done = range.end;
        match token {
            Token::StartTag(tag) => {
                let Some(attributes) = tokens.attributes() else {
                    return seen;
                };
                done = attributes.tag_end();
                raw = (tokens.foreign == 0).then(|| lower(tag.name));
                seen.push(start(tag.name, &attributes));
            }
            Token::EndTag(tag) => seen.push(Seen::End(lower(tag.name))),
            Token::Comment(_) => {
                let is_closed = !tokens.is_cut_off();
                seen.push(Seen::Comment(normal(comment(&html[range], is_closed))));
            }
            Token::Doctype(_) => seen.push(Seen::Doctype),
            Token::Cdata(_) => {
                let content = &html[range.start + "<![CDATA[".len()..range.end];
                let content = content.strip_suffix("]]>").unwrap_or(content);
                push_text(&mut seen, &normal(content));
            }
            Token::Nothing(_) => {}
        }
    }
    push_text(&mut seen, &shown(&html[done..], raw));
    seen
}

fn lower(name: &[u8]) -> String {
    normal(str::from_utf8(name).unwrap()).to_ascii_lowercase()
}

fn start(name: &[u8], attributes: &Attributes<'_>) -> Seen {
    let mut list: Vec<(String, String)> = Vec::new();
    for attribute in attributes.iter() {
        let name = lower(attribute.name);
        if list.iter().all(|(other, _)| *other != name) {
            list.push((name, decoded(&normal(attribute.value)).into_owned()));
        }
    }
    Seen::Start {
        name: lower(name),
        attributes: list,
        is_self_closing: attributes.tag_end() - attributes.end() == 2,
    }
}

/// The content of a comment. One that the text ends in loses the dashes that could have ended it.
fn comment(html: &str, is_closed: bool) -> &str {
    let Some(content) = html.strip_prefix("<!--") else {
        let content = html.strip_prefix("<?").map_or(&html[2..], |_| &html[1..]);
        return content.strip_suffix('>').unwrap_or(content);
    };
    let ends: &[&str] = if is_closed {
        &["--!>", "-->", "->", ">"]
    } else {
        &["--!", "--", "-"]
    };
    let end = ends.iter().find_map(|end| content.strip_suffix(end));
    end.unwrap_or(content)
}

/// Text as it is shown. html5ever decodes it, because this module does not.
fn shown(text: &str, raw: Option<String>) -> String {
    let state = match raw.as_deref() {
        Some("script" | "style" | "xmp" | "iframe" | "noembed" | "noframes" | "plaintext") => {
            return normal(text);
        }
        _ => State::RawData(RawKind::Rcdata),
    };
    match reference(text, 0, Some(state)).pop() {
        Some(Seen::Text(text)) => text,
        _ => String::new(),
    }
}

/// The pieces of random markup.
const PIECES: [&str; 96] = [
    "<",
    "</",
    ">",
    "/>",
    "/",
    "=",
    "\"",
    "'",
    " ",
    "\n",
    "\r",
    "\r\n",
    "\t",
    "\x0c",
    "\0",
    "村",
    "a",
    "b",
    "<a",
    "<a ",
    "<p>",
    "</p>",
    "</p ",
    "<P",
    "<br/>",
    "</>",
    "<村",
    "<a_b:c",
    " href",
    " href=",
    " HREF='",
    " id=\"x\"",
    " id=y",
    " x=\"a>b\"",
    " x='<p>'",
    " = ",
    "=\"",
    "='",
    "&",
    "&amp;",
    "&amp",
    "&lt;",
    "&quot;",
    "&apos;",
    "&apos",
    "&nbsp;",
    "&#",
    "&#x",
    "&#60;",
    "&#x26",
    "&#0;",
    "&#128;",
    "&#x81;",
    "&#xD800;",
    "&#1114112;",
    "&#99999999999;",
    ";",
    "<!",
    "<!--",
    "-->",
    "--!>",
    "-",
    "--",
    "!",
    "<!-->",
    "<!--->",
    "<!DOCTYPE",
    "<!doctype html>",
    "<?",
    "?>",
    "[CDATA[",
    "<![CDATA[",
    "]]>",
    "]",
    "<svg>",
    "<svg/>",
    "</svg>",
    "<math x=1>",
    "</MATH>",
    "<script>",
    "<script",
    "</script",
    "</script>",
    "</SCRIPT >",
    "<style>",
    "</style>",
    "<title>",
    "</title>",
    "<textarea/>",
    "</textarea\n",
    "<iframe src=x>",
    "</iframe>",
    "<xmp>",
    "<noscript>",
    "<plaintext>",
    "</plaintext>",
];

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&PIECES[..]), 0..24)
        .prop_map(|pieces| pieces.concat())
}

/// The insides of tags, comments, scripts and CDATA sections, whose marks are rarely together in soup.
fn insides() -> impl Strategy<Value = String> {
    let tag = r#"<[ab]{1,2} [a="'/> \r\n&;#x4村<\x00-]{0,24}["'>]{0,3}"#;
    let comment = "<!--(a|-|--|>|!|<|<!|<!--|-->){0,8}b";
    let script = "<(script|SCRIPT)>(<!--|-->|<script>|</script>|<b>|-){0,8}<i>";
    let word = "<script>(<!--|<script|</script|</SCRIPT|s|/|>| |\n|<|!|--|-){0,12}<i>";
    let name = "(title|textarea|style|xmp|iframe|noembed|noframes)";
    let raw = format!("<{name}>(</{name}>|</{name}|a|<|&lt;|/|>| |<!--){{0,8}}<i>");
    let foreign = r"(<svg>|<math/>|<svg x=1/>|</svg>|<title>|<!\[CDATA\[|\]\]>|\]|</title>|<style>|a|&lt;){0,10}";
    let references = r"<a x=([\x22']?)(&(amp|lt|gt|quot|nbsp|apos)?|&#x?[0-9a-f]{0,4}|;|=|a|1|村){1,8}[\x22']? y>";
    let patterns = [tag, comment, script, word, &raw, foreign, references];
    let strategies = patterns.map(|pattern| prop::string::string_regex(pattern).unwrap().boxed());
    prop::strategy::Union::new(strategies)
}

/// What both tokenizers make of a text, ours first.
fn both(text: &str, is_xml: bool) -> (Vec<Seen>, Vec<Seen>) {
    let tokens = if is_xml {
        Tokens::xml(text)
    } else {
        Tokens::new(text)
    };
    let all = [
        ours(text, tokens),
        reference(text, usize::from(is_xml), None),
    ];
    let [ours, reference] = all.map(|mut seen| {
        for seen in &mut seen {
            if let Seen::Text(text) = seen {
                *text = text.replace('\0', "\u{fffd}");
            }
        }
        seen
    });
    (ours, reference)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn tokens_are_those_of_html5ever(text in prop_oneof![soup(), insides()], is_xml in any::<bool>()) {
        let (ours, reference) = both(&text, is_xml);
        prop_assert_eq!(ours, reference, "{:?}", text);
    }
}

#[test]
fn a_token_says_where_it_is() {
    let html = "<p>村<img src=a.png alt = '村'/><!-- x --></p>";
    let mut tokens = Tokens::new(html);
    assert!(matches!(tokens.next(), Some(Token::StartTag(tag)) if tag.is("p") && tag.start == 0));
    let Some(Token::StartTag(tag)) = tokens.next() else {
        panic!("no <img>");
    };
    let attributes = tokens.attributes().unwrap();
    assert_eq!(
        &html[tag.start..attributes.tag_end()],
        "<img src=a.png alt = '村'/>"
    );
    assert_eq!(&html[attributes.end()..attributes.tag_end()], "/>");
    for (name, value) in [("src", "a.png"), ("alt", "村")] {
        assert_eq!(attributes.value(name), Some(value));
        assert_eq!(&html[attributes.find(name).unwrap().range()], value);
    }
    assert!(
        matches!(tokens.next(), Some(Token::Comment(range)) if &html[range.clone()] == "<!-- x -->")
    );
    assert!(
        matches!(tokens.next(), Some(Token::EndTag(tag)) if tag.is("p") && &html[tag.range.clone()] == "</p>")
    );
    assert_eq!(tokens.next(), None);
    assert!(!tokens.is_cut_off());
}

#[test]
fn a_text_can_end_inside_of_a_token() {
    for html in ["<p", "<p x='", "</p ", "<!-- x --", "<!x", "<?", "</ "] {
        let mut tokens = Tokens::new(html);
        while tokens.next().is_some() {}
        assert!(tokens.is_cut_off(), "{html}");
    }
    for html in ["<", "</", "a <b", "<!-- x -->", "<script>", "<title>x"] {
        let mut tokens = Tokens::new(html);
        while tokens.next().is_some() {}
        assert_eq!(tokens.is_cut_off(), html == "a <b", "{html}");
    }
}
