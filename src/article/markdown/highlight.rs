//! Colours code: grammars give scopes, [`palette`](super::palette) makes classes of them, and as few spans as possible are written.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use syntect::parsing::{
    BasicScopeStackOp, ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet,
};

use super::escape;
use super::palette::{Class, Palette};

/// Longest code that is coloured, in bytes: grammars read a megabyte or two a second.
const MAX_CODE: usize = 256 * 1024;

/// Longest line, in bytes: on minified code some grammars take far longer still.
const MAX_LINE: usize = 16 * 1024;

/// Names that the grammars do not know.
const ALIASES: [(&str, &str); 7] = [
    ("console", "sh"),
    ("golang", "go"),
    ("json5", "json"),
    ("jsonc", "json"),
    ("shell", "sh"),
    ("shell-session", "sh"),
    ("zsh", "sh"),
];

/// Names that mean no language, for which no grammar need be loaded.
const PLAIN: [&str; 4] = ["text", "txt", "plain", "plaintext"];

/// The grammars of code blocks, loaded when the first is asked for. Shared by threads.
#[derive(Debug, Default)]
pub struct Highlighter {
    loaded: OnceLock<Loaded>,
}

#[derive(Debug)]
struct Loaded {
    grammars: SyntaxSet,
    palette: Palette,
}

impl Highlighter {
    /// Nothing is loaded yet.
    pub const fn new() -> Self {
        Self {
            loaded: OnceLock::new(),
        }
    }

    /// Appends `code` with spans; false, and nothing appended, if the language is not known, the code too long or its grammar at a loss.
    pub(super) fn write(&self, out: &mut String, language: &str, code: &str) -> bool {
        if PLAIN.contains(&language)
            || code.len() > MAX_CODE
            || code.lines().any(|line| line.len() > MAX_LINE)
        {
            return false;
        }
        let loaded = self.loaded.get_or_init(Loaded::new);
        let Some(grammar) = loaded.grammar(language) else {
            return false;
        };
        let start = out.len();
        let written = Painter::new(loaded, out).paint(grammar, code).is_ok();
        if !written {
            out.truncate(start);
        }
        written
    }
}

impl Loaded {
    fn new() -> Self {
        Self {
            grammars: two_face::syntax::extra_newlines(),
            palette: Palette::new(),
        }
    }

    fn grammar(&self, language: &str) -> Option<&SyntaxReference> {
        let lower = language.to_ascii_lowercase();
        let alias = ALIASES.iter().find(|(name, _)| *name == lower);
        self.grammars
            .find_syntax_by_token(alias.map_or(&lower, |(_, name)| name))
    }
}

/// Writes one block of code.
struct Painter<'a> {
    loaded: &'a Loaded,
    out: &'a mut String,
    /// Classes of the scopes met, each looked up once.
    known: HashMap<Scope, Option<Class>>,
    /// The class of each scope on the stack; a scope without one takes that of the scope below.
    classes: Vec<Class>,
    /// The class of the open span.
    open: Class,
    /// Blanks that are not written yet: they have no colour, and belong inside a span only if it goes on after them.
    blanks: String,
}

impl<'a> Painter<'a> {
    fn new(loaded: &'a Loaded, out: &'a mut String) -> Self {
        Self {
            loaded,
            out,
            known: HashMap::new(),
            classes: Vec::new(),
            open: Class::Plain,
            blanks: String::new(),
        }
    }

    fn paint(mut self, grammar: &SyntaxReference, code: &str) -> Result<(), syntect::Error> {
        let mut state = ParseState::new(grammar);
        let mut stack = ScopeStack::new();
        for line in code.split_inclusive('\n') {
            let changes = state.parse_line(line, &self.loaded.grammars)?;
            let mut from = 0;
            for (at, change) in changes {
                self.piece(line, from..at);
                from = at;
                stack.apply_with_hook(&change, |change, _| self.change(change))?;
            }
            self.piece(line, from..line.len());
        }
        self.switch(Class::Plain);
        self.out.push_str(&self.blanks);
        Ok(())
    }

    fn change(&mut self, change: BasicScopeStackOp) {
        match change {
            BasicScopeStackOp::Push(scope) => {
                let palette = &self.loaded.palette;
                let class = *self
                    .known
                    .entry(scope)
                    .or_insert_with(|| palette.class(scope));
                self.classes.push(class.unwrap_or(self.class()));
            }
            BasicScopeStackOp::Pop => {
                self.classes.pop();
            }
        }
    }

    fn class(&self) -> Class {
        self.classes.last().copied().unwrap_or(Class::Plain)
    }

    fn piece(&mut self, line: &str, range: Range<usize>) {
        let piece = line.get(range).unwrap_or_default();
        let seen = piece.trim_end();
        if !seen.is_empty() {
            self.switch(self.class());
            self.out.push_str(&self.blanks);
            self.blanks.clear();
            escape::text(self.out, seen);
        }
        self.blanks
            .push_str(piece.get(seen.len()..).unwrap_or_default());
    }

    fn switch(&mut self, class: Class) {
        if class == self.open {
            return;
        }
        if self.open != Class::Plain {
            self.out.push_str("</span>");
        }
        self.out.push_str(&self.blanks);
        self.blanks.clear();
        if class != Class::Plain {
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

    fn painted(language: &str, code: &str) -> Option<String> {
        let mut out = String::from("…");
        let done = Highlighter::new().write(&mut out, language, code);
        done.then(|| out.trim_start_matches('…').to_owned())
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
                painted(language, code).as_deref(),
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
            let html = painted(language, code).unwrap_or_default();
            assert_eq!(text(&html), code, "{language}");
            assert!(html.contains("<span"), "{language}");
        }
    }

    #[test]
    fn what_stays_plain() {
        assert_eq!(painted("text", "x"), None);
        assert_eq!(painted("没有", "x"), None);
        assert_eq!(painted("rust", &"x\n".repeat(MAX_CODE)), None);
        assert_eq!(painted("js", &"x;".repeat(MAX_LINE)), None);
    }

    #[test]
    fn interpolated_code_is_not_a_string() {
        let html = painted("js", "`a${b}c`").unwrap_or_default();
        assert!(
            html.contains("</span>b<span") && html.contains("<span class=\"hl-s\">a</span>"),
            "{html}"
        );
    }
}
