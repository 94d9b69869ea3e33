//! Syntax highlighting: grammars assign scopes, [`palette`](super::palette) maps them to classes, and as few
//! spans as possible are written.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use syntect::parsing::{
    BasicScopeStackOp, ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet,
};

use super::palette::{CodeClass, Palette};
use crate::util::html::escape;

/// The longest line of code that is highlighted, in bytes. For each character of a line a grammar may search
/// the rest of the line, so its time grows with the square of the length.
const MAX_LINE_BYTES: usize = 1_000;

/// The code of an article that is highlighted, in bytes, with [`LINE_BYTES`] for each line: grammars read one
/// or two megabytes a second.
const MAX_CODE_BYTES: usize = 256 * 1024;

/// What a line costs beside its bytes: a grammar begins anew with each.
const LINE_BYTES: usize = 12;

/// The squares of the lengths of these lines, in sum. Those of usual code are some forty times its length.
const MAX_SQUARES: usize = 8 * 1024 * 1024;

/// The most brackets that are open at one place. Some grammars look through all that is open for each token,
/// so their time grows with the square of the nesting; code that people write has some dozens.
const MAX_NESTING: usize = 1_000;

/// Names of languages that the grammars lack.
const ALIASES: [(&str, &str); 7] = [
    ("console", "sh"),
    ("golang", "go"),
    ("json5", "json"),
    ("jsonc", "json"),
    ("shell", "sh"),
    ("shell-session", "sh"),
    ("zsh", "sh"),
];

/// Names for plain text, which needs no grammar.
const PLAIN: [&str; 4] = ["text", "txt", "plain", "plaintext"];

/// What is left of the effort that highlighting the code of one article may take. It is counted in bytes, not
/// in time, so that an article looks the same from every machine.
#[derive(Debug)]
pub(super) struct HighlightBudget {
    bytes: usize,
    squares: usize,
}

impl HighlightBudget {
    /// That of an article.
    pub(super) const fn new() -> Self {
        Self {
            bytes: MAX_CODE_BYTES,
            squares: MAX_SQUARES,
        }
    }

    /// Takes the effort for a block from the budget. False, with nothing taken, if that is not enough, if a
    /// line is too long, or if brackets are nested too deep.
    fn spend(&mut self, code: &str) -> bool {
        let mut bytes = 0;
        let mut squares = 0;
        for line in code.split('\n') {
            if line.len() > MAX_LINE_BYTES {
                return false;
            }
            bytes += line.len() + LINE_BYTES;
            squares += line.len() * line.len();
        }
        if bytes > self.bytes || squares > self.squares || nesting(code) > MAX_NESTING {
            return false;
        }
        self.bytes -= bytes;
        self.squares -= squares;
        true
    }
}

/// The most brackets that are open at one place of a text.
fn nesting(code: &str) -> usize {
    let (mut open, mut most) = (0_usize, 0);
    for byte in code.bytes() {
        match byte {
            b'(' | b'[' | b'{' => {
                open += 1;
                most = most.max(open);
            }
            b')' | b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
    }
    most
}

/// Highlights code blocks. The grammars are loaded when the first is used. Threads share it.
#[derive(Debug, Default)]
pub struct Highlighter {
    grammars: OnceLock<Grammars>,
}

#[derive(Debug)]
struct Grammars {
    syntaxes: SyntaxSet,
    palette: Palette,
}

impl Highlighter {
    /// Without loaded grammars.
    pub const fn new() -> Self {
        Self {
            grammars: OnceLock::new(),
        }
    }

    /// Appends `code` with spans. False, with nothing appended, if the language is unknown, the budget does
    /// not allow it or the grammar fails.
    pub(super) fn write(
        &self,
        out: &mut String,
        language: &str,
        code: &str,
        budget: &mut HighlightBudget,
    ) -> bool {
        if PLAIN.contains(&language) {
            return false;
        }
        let grammars = self.grammars.get_or_init(Grammars::new);
        let Some(syntax) = grammars.syntax(language) else {
            return false;
        };
        if !budget.spend(code) {
            return false;
        }
        let start = out.len();
        let is_written = SpanWriter::new(grammars, out).write(syntax, code).is_ok();
        if !is_written {
            out.truncate(start);
        }
        is_written
    }
}

impl Grammars {
    fn new() -> Self {
        Self {
            syntaxes: two_face::syntax::extra_newlines(),
            palette: Palette::new(),
        }
    }

    fn syntax(&self, language: &str) -> Option<&SyntaxReference> {
        let lower = language.to_ascii_lowercase();
        let alias = ALIASES.iter().find(|(name, _)| *name == lower);
        self.syntaxes
            .find_syntax_by_token(alias.map_or(&lower, |(_, name)| name))
    }
}

/// Writes one block of code.
struct SpanWriter<'a> {
    grammars: &'a Grammars,
    out: &'a mut String,
    /// The classes of scopes, each looked up once.
    class_by_scope: HashMap<Scope, Option<CodeClass>>,
    /// The class of each scope on the stack. A scope without a class has that of the scope below.
    classes: Vec<CodeClass>,
    /// The class of the open span.
    open: CodeClass,
    /// White space that is not written yet: it has no colour, and is inside a span only if the span
    /// continues after it.
    spaces: String,
}

impl<'a> SpanWriter<'a> {
    fn new(grammars: &'a Grammars, out: &'a mut String) -> Self {
        Self {
            grammars,
            out,
            class_by_scope: HashMap::new(),
            classes: Vec::new(),
            open: CodeClass::Plain,
            spaces: String::new(),
        }
    }

    fn write(mut self, syntax: &SyntaxReference, code: &str) -> Result<(), syntect::Error> {
        let mut state = ParseState::new(syntax);
        let mut stack = ScopeStack::new();
        for line in code.split_inclusive('\n') {
            let changes = state.parse_line(line, &self.grammars.syntaxes)?;
            let mut from = 0;
            for (at, change) in changes {
                self.piece(line, from..at);
                from = at;
                stack.apply_with_hook(&change, |change, _| self.apply(change))?;
            }
            self.piece(line, from..line.len());
        }
        self.switch_to(CodeClass::Plain);
        self.out.push_str(&self.spaces);
        Ok(())
    }

    fn apply(&mut self, change: BasicScopeStackOp) {
        match change {
            BasicScopeStackOp::Push(scope) => {
                let palette = &self.grammars.palette;
                let class = *self
                    .class_by_scope
                    .entry(scope)
                    .or_insert_with(|| palette.class(scope));
                self.classes.push(class.unwrap_or(self.class()));
            }
            BasicScopeStackOp::Pop => {
                self.classes.pop();
            }
        }
    }

    fn class(&self) -> CodeClass {
        self.classes.last().copied().unwrap_or(CodeClass::Plain)
    }

    fn piece(&mut self, line: &str, range: Range<usize>) {
        let piece = line.get(range).unwrap_or_default();
        let visible = piece.trim_end();
        if !visible.is_empty() {
            self.switch_to(self.class());
            self.out.push_str(&self.spaces);
            self.spaces.clear();
            escape::text(self.out, visible);
        }
        self.spaces
            .push_str(piece.get(visible.len()..).unwrap_or_default());
    }

    fn switch_to(&mut self, class: CodeClass) {
        if class == self.open {
            return;
        }
        if self.open != CodeClass::Plain {
            self.out.push_str("</span>");
        }
        self.out.push_str(&self.spaces);
        self.spaces.clear();
        if class != CodeClass::Plain {
            self.out.push_str("<span class=\"");
            self.out.push_str(class.name());
            self.out.push_str("\">");
        }
        self.open = class;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn highlighted(language: &str, code: &str) -> Option<String> {
        let mut out = String::from("…");
        let mut budget = HighlightBudget::new();
        let is_written = Highlighter::new().write(&mut out, language, code, &mut budget);
        is_written.then(|| out.trim_start_matches('…').to_owned())
    }

    /// The text of HTML without its tags.
    fn text(html: &str) -> String {
        let parts = html
            .split('<')
            .map(|part| part.split_once('>').map_or(part, |(_, text)| text));
        parts
            .collect::<String>()
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&")
    }

    #[test]
    fn classes_of_some_languages() {
        for (language, code, expected) in [
            (
                "jsonc",
                "{\"a\": 1} // c",
                "{<span class=\"hl-s\">\"a\"</span>: <span class=\"hl-n\">1</span>} <span class=\"hl-c\">// c</span>",
            ),
            (
                "Python",
                "x = 'a\\n'",
                "x <span class=\"hl-o\">=</span> <span class=\"hl-s\">'a</span><span class=\"hl-e\">\\n</span><span class=\"hl-s\">'</span>",
            ),
            (
                "diff",
                "-a\n+b\n",
                "<span class=\"hl-d\">-a</span>\n<span class=\"hl-i\">+b</span>\n",
            ),
            (
                "html",
                "<p class=\"x\">",
                "&lt;<span class=\"hl-g\">p</span> <span class=\"hl-a\">class</span>=<span class=\"hl-s\">\"x\"</span>&gt;",
            ),
        ] {
            assert_eq!(
                highlighted(language, code).as_deref(),
                Some(expected),
                "{language}"
            );
        }
    }

    #[test]
    fn nothing_is_lost() {
        for (language, code) in [
            ("rust", "fn main() { let x = \"<中\\n>\"; /* a\n b */ }\n"),
            ("console", "$ ls -l | grep \"x\" && echo <y\n"),
            ("toml", "[a]\nb = 1 # 注\n"),
            ("ts", "const x: number = `a${b}c`;\n"),
            ("markdown", "# 题\n\n- *a*\n"),
            ("yaml", "a: [1, \"b\"]\n"),
            ("sql", "select * from t where a < 'b' -- 注\n"),
        ] {
            let html = highlighted(language, code).unwrap_or_default();
            assert_eq!(text(&html), code, "{language}");
            assert!(html.contains("<span"), "{language}");
        }
    }

    #[test]
    fn unknown_languages_and_long_code_stay_plain() {
        assert_eq!(highlighted("text", "x"), None);
        assert_eq!(highlighted("没有", "x"), None);
        assert_eq!(highlighted("rust", &"x\n".repeat(25_000)), None);
        assert_eq!(highlighted("js", &"x".repeat(MAX_LINE_BYTES + 1)), None);
        assert!(highlighted("js", &"x".repeat(MAX_LINE_BYTES)).is_some());
        assert_eq!(highlighted("d", &"[\n".repeat(MAX_NESTING + 1)), None);
        assert!(highlighted("d", &"[]\n".repeat(MAX_NESTING + 1)).is_some());
    }

    #[test]
    fn the_blocks_of_an_article_share_a_budget() {
        let highlighter = Highlighter::new();
        let mut budget = HighlightBudget::new();
        let mut write =
            |code: &str| highlighter.write(&mut String::new(), "json", code, &mut budget);
        let line = "1".repeat(MAX_LINE_BYTES - 1) + "\n";
        let most = MAX_SQUARES / (MAX_LINE_BYTES * MAX_LINE_BYTES);
        assert!(write(&line.repeat(most)));
        assert!(!write(&line));
        assert!(write("[1]\n"));
        assert!(write(&"1\n".repeat(10_000)));
        assert!(!write(&"1\n".repeat(10_000)));
    }

    #[test]
    fn interpolated_code_is_not_a_string() {
        let html = highlighted("js", "`a${b}c`").unwrap_or_default();
        assert!(
            html.contains("</span>b<span") && html.contains("<span class=\"hl-s\">a</span>"),
            "{html}"
        );
    }
}
