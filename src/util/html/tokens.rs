//! The tokenizer. It follows the one of the HTML standard, and a property test compares it with
//! html5ever.
//!
//! Reading goes through every byte of every page of a site. So the tokens hold no copies, the attributes
//! of a tag are read on request, and the code for rare cases is separate from the code for every tag.

use std::ops::Range;

use memchr::memchr;

use super::content::{is_foreign, is_special, raw_text_end};
use super::token::{Attribute, Attributes, EndTag, StartTag, TagEnd, Token};

/// The tokens of a text.
#[derive(Clone)]
pub(crate) struct Tokens<'h> {
    html: &'h str,
    /// Where reading goes on.
    at: usize,
    /// The name of the last start tag while not all of its attributes are read.
    open: Option<&'h [u8]>,
    /// How many `<svg>` and `<math>` are open. In them no element holds raw text, and CDATA sections
    /// exist.
    ///
    /// By the standard HTML begins again in `<foreignObject>` and the like, and an HTML tag such as `<p>`
    /// ends foreign content. Both need a tree.
    pub(super) foreign: usize,
    /// Whether the text ends inside of a token.
    is_cut_off: bool,
}

/// A part of a tag.
enum Part<'h> {
    Attribute(Attribute<'h>),
    End {
        is_self_closing: bool,
    },
    /// The text ends before the tag does.
    CutOff,
}

impl<'h> Tokens<'h> {
    /// The tokens of HTML.
    pub(crate) fn new(html: &'h str) -> Self {
        Self {
            html,
            at: 0,
            open: None,
            foreign: 0,
            is_cut_off: false,
        }
    }

    /// The tokens of XML: all of it is foreign content.
    pub(crate) fn xml(xml: &'h str) -> Self {
        Self {
            foreign: 1,
            ..Self::new(xml)
        }
    }

    /// The next attribute of the start tag that was read last.
    #[inline(always)]
    pub(crate) fn attribute(&mut self) -> Option<Attribute<'h>> {
        let name = self.open?;
        match self.part() {
            Part::Attribute(attribute) => return Some(attribute),
            Part::End { is_self_closing } => {
                self.open = None;
                self.enter(name, is_self_closing);
            }
            Part::CutOff => self.cut_off(),
        }
        None
    }

    /// All attributes of the start tag that was read last. `None` where the text ends in it: browsers
    /// drop such a tag.
    #[inline(always)]
    pub(crate) fn attributes(&mut self) -> Option<Attributes<'h>> {
        self.apart(Self::all_attributes)
    }

    #[inline(never)]
    fn all_attributes(&mut self) -> Option<Attributes<'h>> {
        let name = self.open.take()?;
        let mut list = Vec::new();
        loop {
            match self.part() {
                Part::Attribute(attribute) => list.push(attribute),
                Part::End { is_self_closing } => {
                    let end = TagEnd {
                        at: self.at,
                        is_self_closing,
                    };
                    self.enter(name, is_self_closing);
                    return Some(Attributes { list, end });
                }
                Part::CutOff => {
                    self.cut_off();
                    return None;
                }
            }
        }
    }

    /// Whether the text ends inside of a tag, a comment or the like. Asked when all tokens are read.
    pub(crate) fn is_cut_off(&self) -> bool {
        self.is_cut_off
    }

    /// Runs the code for rare cases on a copy. As long as no call gets the address of this value, the
    /// compiler keeps it in registers, which saves a tenth of the time.
    #[inline(always)]
    fn apart<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        let mut copy = self.clone();
        let result = read(&mut copy);
        *self = copy;
        result
    }

    #[inline(always)]
    fn start_tag(&mut self, start: usize) -> Token<'h> {
        let bytes = self.html.as_bytes();
        self.at = run_end(bytes, start + 2, &ENDS_TAG_NAME);
        let name = &bytes[start + 1..self.at];
        self.open = Some(name);
        Token::StartTag(StartTag { name, start })
    }

    /// Enters the content of the element whose start tag ends here.
    #[inline(always)]
    fn enter(&mut self, name: &[u8], is_self_closing: bool) {
        if is_special(name) {
            self.apart(|tokens| tokens.enter_special(name, is_self_closing));
        }
    }

    #[cold]
    #[inline(never)]
    fn enter_special(&mut self, name: &[u8], is_self_closing: bool) {
        if is_foreign(name) {
            self.foreign += usize::from(!is_self_closing);
        } else if self.foreign == 0 {
            self.at = raw_text_end(self.html.as_bytes(), self.at, name);
        }
    }

    /// Reads what `</` begins.
    #[inline(always)]
    fn end_tag(&mut self, start: usize) -> Option<Token<'h>> {
        let bytes = self.html.as_bytes();
        match bytes.get(start + 2) {
            Some(letter) if letter.is_ascii_alphabetic() => {}
            Some(b'>') => {
                self.at = start + 3;
                return Some(Token::Nothing(start..self.at));
            }
            Some(_) => return Some(self.apart(|tokens| tokens.bogus_comment(start))),
            None => return None,
        }
        self.at = run_end(bytes, start + 3, &ENDS_TAG_NAME);
        let name = &bytes[start + 2..self.at];
        if bytes.get(self.at) == Some(&b'>') {
            self.at += 1;
        } else if !self.apart(Self::skip_attributes) {
            return Some(Token::Nothing(start..self.at));
        }
        if self.foreign > 0 && is_foreign(name) {
            self.foreign -= 1;
        }
        Some(Token::EndTag(EndTag {
            name,
            range: start..self.at,
        }))
    }

    /// Goes behind the end tag whose name ends here. Says whether the text does.
    #[cold]
    #[inline(never)]
    fn skip_attributes(&mut self) -> bool {
        loop {
            match self.part() {
                Part::Attribute(_) => {}
                Part::End { .. } => return true,
                Part::CutOff => {
                    self.cut_off();
                    return false;
                }
            }
        }
    }

    /// Reads the next part of a tag.
    #[inline(always)]
    fn part(&mut self) -> Part<'h> {
        let bytes = self.html.as_bytes();
        loop {
            match bytes.get(self.at..) {
                Some([b'>', ..]) => {
                    self.at += 1;
                    return Part::End {
                        is_self_closing: false,
                    };
                }
                Some([b'/', b'>', ..]) => {
                    self.at += 2;
                    return Part::End {
                        is_self_closing: true,
                    };
                }
                Some([b'/', ..]) => self.at += 1,
                Some([blank, ..]) if blank.is_ascii_whitespace() => self.at += 1,
                Some([_, ..]) => break,
                _ => return Part::CutOff,
            }
        }
        match self.read_attribute() {
            Some(attribute) => Part::Attribute(attribute),
            None => Part::CutOff,
        }
    }

    /// The text ends here.
    #[cold]
    fn cut_off(&mut self) {
        self.at = self.html.len();
        self.open = None;
        self.is_cut_off = true;
    }

    /// Reads the attribute that begins here; `None` where the text ends before the attribute does.
    #[inline(always)]
    fn read_attribute(&mut self) -> Option<Attribute<'h>> {
        let bytes = self.html.as_bytes();
        let start = self.at;
        // Whatever the first byte is belongs to the name, even `=`.
        let name_end = run_end(bytes, start + 1, &ENDS_ATTRIBUTE_NAME);
        let name = &bytes[start..name_end];
        let mut at = name_end;
        if bytes.get(at) != Some(&b'=') {
            at = skip_blanks(bytes, at);
        }
        let (value, end) = match bytes.get(at)? {
            b'=' => self.read_value(at + 1)?,
            _ => (name_end..name_end, name_end),
        };
        self.at = end;
        Some(Attribute {
            name,
            value: &self.html[value.clone()],
            start: value.start,
        })
    }

    /// The value after the `=` before `at`, without its quotes, and where it ends with them.
    #[inline(always)]
    fn read_value(&self, at: usize) -> Option<(Range<usize>, usize)> {
        let bytes = self.html.as_bytes();
        let start = skip_blanks(bytes, at);
        match *bytes.get(start)? {
            quote @ (b'"' | b'\'') => {
                let start = start + 1;
                let end = start + memchr(quote, &bytes[start..])?;
                Some((start..end, end + 1))
            }
            _ => {
                let end = run_end(bytes, start, &ENDS_UNQUOTED_VALUE);
                Some((start..end, end))
            }
        }
    }

    /// Reads what `<!` or `<?` begins.
    #[cold]
    #[inline(never)]
    fn declaration(&mut self, open: usize) -> Token<'h> {
        let rest = &self.html.as_bytes()[open + 1..];
        if rest.starts_with(b"!--") {
            let end = comment_end(self.html.as_bytes(), open + "<!--".len());
            return self.comment(open, end);
        }
        if rest.starts_with(b"![CDATA[") && self.foreign > 0 {
            let end = self.html[open..].find("]]>");
            self.go_to(end.map(|end| open + end + "]]>".len()));
            return Token::Cdata(open..self.at);
        }
        let is_doctype = rest
            .get(..8)
            .is_some_and(|start| start.eq_ignore_ascii_case(b"!doctype"));
        let comment = self.bogus_comment(open);
        if is_doctype {
            return Token::Doctype(open..self.at);
        }
        comment
    }

    #[cold]
    #[inline(never)]
    fn bogus_comment(&mut self, open: usize) -> Token<'h> {
        let end = memchr(b'>', &self.html.as_bytes()[open..]);
        self.comment(open, end.map(|end| open + end + 1))
    }

    fn comment(&mut self, open: usize, end: Option<usize>) -> Token<'h> {
        self.go_to(end);
        Token::Comment(open..self.at)
    }

    /// Goes on behind a token.
    fn go_to(&mut self, end: Option<usize>) {
        match end {
            Some(end) => self.at = end,
            None => self.cut_off(),
        }
    }
}

impl<'h> Iterator for Tokens<'h> {
    type Item = Token<'h>;

    #[inline(always)]
    fn next(&mut self) -> Option<Token<'h>> {
        if self.open.is_some() {
            self.apart(Self::all_attributes);
        }
        let bytes = self.html.as_bytes();
        while let Some(open) = next_open(bytes, self.at) {
            match bytes.get(open + 1) {
                Some(letter) if letter.is_ascii_alphabetic() => return Some(self.start_tag(open)),
                Some(b'/') => return self.end_tag(open),
                Some(b'!' | b'?') => {
                    return Some(self.apart(|tokens| tokens.declaration(open)));
                }
                _ => self.at = open + 1,
            }
        }
        None
    }
}

/// Where the last end tag of this name starts. `name` is in lower case.
pub(crate) fn last_end_tag(html: &str, name: &str) -> Option<usize> {
    let tags = Tokens::new(html).filter_map(|token| match token {
        Token::EndTag(tag) if tag.is(name) => Some(tag.range.start),
        _ => None,
    });
    tags.last()
}

/// Where the next `<` is, from `at` on.
#[inline(always)]
fn next_open(bytes: &[u8], at: usize) -> Option<usize> {
    // Tags often follow each other so closely that a search is not worth its beginning.
    match bytes.get(at..)? {
        [b'<', ..] => Some(at),
        [_, b'<', ..] => Some(at + 1),
        [_, _, b'<', ..] => Some(at + 2),
        [_, _, _, rest @ ..] => memchr(b'<', rest).map(|offset| at + 3 + offset),
        _ => None,
    }
}

/// Where the comment ends whose content starts at `at`, with its `-->`.
fn comment_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    for abrupt in [b">" as &[u8], b"->"] {
        if bytes[at..].starts_with(abrupt) {
            return Some(at + abrupt.len());
        }
    }
    loop {
        let dashes = at + memchr(b'-', &bytes[at..])?;
        let count = bytes[dashes..].iter().take_while(|byte| **byte == b'-');
        at = dashes + count.count();
        // Of several dashes the last two count.
        match &bytes[at..] {
            [b'>', ..] if at - dashes > 1 => return Some(at + 1),
            [b'!', b'>', ..] if at - dashes > 1 => return Some(at + 2),
            _ => {}
        }
    }
}

/// What HTML takes for white space.
const BLANK: &[u8] = b" \t\n\x0c\r";
const ENDS_TAG_NAME: [bool; 256] = table(b"/>");
const ENDS_ATTRIBUTE_NAME: [bool; 256] = table(b"/>=");
const ENDS_UNQUOTED_VALUE: [bool; 256] = table(b">");

/// A table in which blanks and `ends` are marked.
const fn table(ends: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut at = 0;
    while at < BLANK.len() {
        table[BLANK[at] as usize] = true;
        at += 1;
    }
    at = 0;
    while at < ends.len() {
        table[ends[at] as usize] = true;
        at += 1;
    }
    table
}

/// Where the run of bytes ends that starts at `at` and holds none of `ends`.
#[inline(always)]
fn run_end(bytes: &[u8], mut at: usize, ends: &[bool; 256]) -> usize {
    while bytes.get(at).is_some_and(|byte| !ends[usize::from(*byte)]) {
        at += 1;
    }
    at
}

#[inline(always)]
fn skip_blanks(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
        at += 1;
    }
    at
}
