//! The type names that Rust sources define, found without a parser: enough for code that rustfmt has formatted.

use std::collections::BTreeSet;
use std::path::Path;

use super::files::read;
use super::folder::paths;

/// A definition of a struct, enum, union, trait or type alias outside of tests.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Definition {
    pub(crate) name: String,
    /// The path of the file below the folder, with `/`.
    pub(crate) file: String,
    /// Whether it has no `pub` of any kind.
    pub(crate) is_private: bool,
}

/// The type definitions in all sources below `folder`, without modules that are compiled for tests alone.
pub(crate) fn definitions(folder: &Path) -> Vec<Definition> {
    let sources = paths(folder).into_iter();
    let sources: Vec<(String, Vec<Token>)> = sources
        .filter(|path| path.ends_with(".rs"))
        .map(|path| (path.clone(), tokens(&read(&folder.join(&path)))))
        .collect();
    let mut test_modules = BTreeSet::new();
    let mut definitions = Vec::new();
    for (path, tokens) in &sources {
        let mut scanner = Scanner::new(path, tokens);
        scanner.scan();
        definitions.extend(scanner.definitions);
        test_modules.extend(scanner.test_modules);
    }
    let is_test = |definition: &Definition| {
        let file = definition.file.trim_end_matches(".rs");
        let mut modules = test_modules.iter();
        modules.any(|module| file == module || file.starts_with(&format!("{module}/")))
    };
    definitions.retain(|definition| !is_test(definition));
    definitions
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    /// A keyword or identifier.
    Word(String),
    Mark(char),
}

impl Token {
    fn is(&self, word: &str) -> bool {
        matches!(self, Self::Word(other) if other == word)
    }
}

/// The words and marks of a source, without comments, texts, characters and lifetimes.
fn tokens(source: &str) -> Vec<Token> {
    let chars: Vec<char> = source.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let next = chars.get(at + 1).copied();
        match chars[at] {
            '/' if next == Some('/') => at = find(&chars, at, "\n"),
            '/' if next == Some('*') => at = find(&chars, at, "*/") + 2,
            '"' => at = text_end(&chars, at),
            'r' if is_raw_text(&chars, at) => {
                let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
                let end = format!("\"{}", "#".repeat(hashes));
                at = find(&chars, at + hashes + 2, &end) + end.len();
            }
            '\'' => at = quote_end(&chars, at),
            c if c.is_alphanumeric() || c == '_' => {
                let word = chars[at..].iter();
                let word: String = word
                    .take_while(|c| c.is_alphanumeric() || **c == '_')
                    .collect();
                at += word.chars().count();
                tokens.push(Token::Word(word));
            }
            c => {
                if !c.is_whitespace() {
                    tokens.push(Token::Mark(c));
                }
                at += 1;
            }
        }
    }
    tokens
}

/// Where `needle` begins at or after `from`, or the end.
fn find(chars: &[char], from: usize, needle: &str) -> usize {
    let needle: Vec<char> = needle.chars().collect();
    let windows = chars.get(from..).unwrap_or_default().windows(needle.len());
    let mut windows = windows.enumerate();
    let found = windows.find(|(_, window)| **window == *needle);
    found.map_or(chars.len(), |(offset, _)| from + offset)
}

/// Where a text that begins at `at` has ended.
fn text_end(chars: &[char], at: usize) -> usize {
    let mut at = at + 1;
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// Whether the `r` at `at` begins a raw text, as in `r"…"`, `r#"…"#` and `br"…"`.
fn is_raw_text(chars: &[char], at: usize) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let before = at.checked_sub(1).map(|before| chars[before]);
    let mut rest = chars[at + 1..].iter().skip_while(|c| **c == '#');
    rest.next() == Some(&'"') && !before.is_some_and(|c| is_word(c) && c != 'b')
}

/// Where a character or lifetime that begins at `at` has ended.
fn quote_end(chars: &[char], at: usize) -> usize {
    if chars.get(at + 1) == Some(&'\\') {
        return find(chars, at + 3, "'") + 1;
    }
    let is_character = chars.get(at + 2) == Some(&'\'');
    if is_character { at + 3 } else { at + 1 }
}

/// What the braces around a place are those of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Block {
    /// An `impl` or a trait, whose `type` is no definition of its own.
    Associated,
    /// One of the macros that define public types: `views! { Name { … } }`, `ids! { Name of Item; }`.
    Types,
    Other,
}

/// Goes through the tokens of one file, item by item.
struct Scanner<'s> {
    file: &'s str,
    tokens: &'s [Token],
    at: usize,
    definitions: Vec<Definition>,
    /// The modules that are compiled for tests alone, by path without `.rs`.
    test_modules: Vec<String>,
}

impl<'s> Scanner<'s> {
    fn new(file: &'s str, tokens: &'s [Token]) -> Self {
        Self {
            file,
            tokens,
            at: 0,
            definitions: Vec::new(),
            test_modules: Vec::new(),
        }
    }

    fn scan(&mut self) {
        let mut blocks = vec![Block::Other];
        // The tokens since the last `;`, `{` or `}`, and how many brackets are open among them.
        let (mut head, mut brackets) = (Vec::new(), 0_usize);
        while self.at < self.tokens.len() {
            if self.is_test_attribute() {
                self.skip_test_item();
                (head, brackets) = (Vec::new(), 0);
                continue;
            }
            let token = &self.tokens[self.at];
            self.at += 1;
            match token {
                Token::Mark('(' | '[') => brackets += 1,
                Token::Mark(')' | ']') => brackets = brackets.saturating_sub(1),
                Token::Mark('{') => {
                    let outer = *blocks.last().unwrap_or(&Block::Other);
                    self.define(&head, outer);
                    blocks.push(block(&head));
                    (head, brackets) = (Vec::new(), 0);
                    continue;
                }
                Token::Mark('}') => {
                    blocks.pop();
                    (head, brackets) = (Vec::new(), 0);
                    continue;
                }
                Token::Mark(';') if brackets == 0 => {
                    let outer = *blocks.last().unwrap_or(&Block::Other);
                    self.define(&head, outer);
                    head.clear();
                    continue;
                }
                _ => {}
            }
            head.push(token);
        }
    }

    /// Notes the type that an item defines whose tokens up to its braces or its end are `head`.
    fn define(&mut self, head: &[&Token], outer: Block) {
        let (is_public, head) = without_visibility(without_attributes(head));
        let keywords = ["struct", "enum", "union", "trait", "type"];
        let keyword = head.iter().position(|token| !token.is("unsafe"));
        let name = match keyword.map(|at| (head[at], head.get(at + 1))) {
            Some((Token::Word(name), _)) if outer == Block::Types => Some(name),
            Some((keyword, Some(Token::Word(name))))
                if keywords.iter().any(|word| keyword.is(word))
                    && !(outer == Block::Associated && keyword.is("type")) =>
            {
                Some(name)
            }
            _ => None,
        };
        self.definitions.extend(name.map(|name| Definition {
            name: name.clone(),
            file: self.file.to_owned(),
            is_private: !is_public && outer != Block::Types,
        }));
    }

    /// Whether `#[cfg(test)]` is here.
    fn is_test_attribute(&self) -> bool {
        let attribute = ["#", "[", "cfg", "(", "test", ")", "]"];
        let here = self.tokens[self.at..].iter().map(|token| match token {
            Token::Word(word) => word.clone(),
            Token::Mark(mark) => mark.to_string(),
        });
        here.take(attribute.len()).eq(attribute)
    }

    /// Goes past the item that `#[cfg(test)]` is on, and notes it if it is a module in a file of its own.
    fn skip_test_item(&mut self) {
        self.at += 7;
        let start = self.at;
        let mut depth = 0_usize;
        while self.at < self.tokens.len() {
            let token = &self.tokens[self.at];
            self.at += 1;
            match token {
                Token::Mark('{' | '(' | '[') => depth += 1,
                Token::Mark(')' | ']') => depth -= 1,
                Token::Mark('}') => {
                    depth -= 1;
                    if depth == 0 {
                        return;
                    }
                }
                Token::Mark(';') if depth == 0 => break,
                _ => {}
            }
        }
        let item: Vec<&Token> = self.tokens[start..self.at].iter().collect();
        let module = item.iter().position(|token| token.is("mod"));
        if let Some(Token::Word(name)) = module.and_then(|at| item.get(at + 1)) {
            self.test_modules.push(format!("{}{name}", self.folder()));
        }
    }

    /// The folder of the modules of this file, with `/` at its end.
    fn folder(&self) -> String {
        let (folder, name) = match self.file.rsplit_once('/') {
            Some((folder, name)) => (format!("{folder}/"), name),
            None => (String::new(), self.file),
        };
        match name {
            "mod.rs" | "lib.rs" | "main.rs" => folder,
            name => format!("{folder}{}/", name.trim_end_matches(".rs")),
        }
    }
}

fn block(head: &[&Token]) -> Block {
    let head = without_attributes(head);
    let has = |word: &str| head.iter().any(|token| token.is(word));
    if has("fn") {
        Block::Other
    } else if has("impl") || has("trait") {
        Block::Associated
    } else if head
        .first()
        .is_some_and(|token| token.is("views") || token.is("ids"))
    {
        Block::Types
    } else {
        Block::Other
    }
}

/// An item without the `#[…]` before it.
fn without_attributes<'t, 's>(head: &'t [&'s Token]) -> &'t [&'s Token] {
    let mut rest = head;
    while rest.first() == Some(&&Token::Mark('#')) {
        let mut depth = 0_usize;
        let end = rest.iter().position(|token| {
            match token {
                Token::Mark('[') => depth += 1,
                Token::Mark(']') => depth -= 1,
                _ => return false,
            }
            depth == 0
        });
        rest = &rest[end.map_or(rest.len(), |end| end + 1)..];
    }
    rest
}

/// Whether an item begins with a `pub` of any kind, and the item without it.
fn without_visibility<'t, 's>(head: &'t [&'s Token]) -> (bool, &'t [&'s Token]) {
    if !head.first().is_some_and(|token| token.is("pub")) {
        return (false, head);
    }
    let rest = &head[1..];
    let is_restricted = rest.first() == Some(&&Token::Mark('('));
    let end = rest.iter().position(|token| **token == Token::Mark(')'));
    (
        true,
        &rest[end.filter(|_| is_restricted).map_or(0, |end| end + 1)..],
    )
}

#[cfg(test)]
mod tests {
    use super::{Scanner, tokens};

    fn found(source: &str) -> (Vec<(String, bool)>, Vec<String>) {
        let tokens = tokens(source);
        let mut scanner = Scanner::new("a/b.rs", &tokens);
        scanner.scan();
        let definitions = scanner.definitions.into_iter();
        let definitions = definitions.map(|found| (found.name, found.is_private));
        (definitions.collect(), scanner.test_modules)
    }

    #[test]
    fn definitions_are_found_wherever_they_are() {
        let source = r##"
            #[derive(Debug)] pub struct One { a: [u8; 2] }
            pub(in crate::x) enum Two<'a> { A(&'a str), B { c: char } }
            struct Three(u8);
            pub(crate) type Four = Vec<u8>;
            trait Five { type Item; fn f(&self) -> Self::Item; }
            impl<T> Five for Box<dyn Fn(T)> { type Item = u8; fn f(&self) -> u8 { struct Six; 1 } }
            views! { /// struct Not
                Seven { a: String, } Eight { b: u8, } }
            ids! { Nine of Seven; }
            // struct Not;
            const A: &str = "struct Not; \" struct Not;";
            const B: &str = r#"struct Not; " struct Not;"#;
            const C: (char, char, char) = ('{', '"', '\'');
            fn g<'x>(a: &'x str) -> impl Iterator<Item = u8> + 'x { type Ten = u8; todo }
            macro_rules! m { () => { struct $name; } }
            unsafe trait Eleven {}
        "##;
        let (found, _) = found(source);
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            [
                "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten",
                "Eleven"
            ]
        );
        let private: Vec<&str> = found
            .iter()
            .filter_map(|(name, is_private)| is_private.then_some(name.as_str()))
            .collect();
        assert_eq!(private, ["Three", "Five", "Six", "Ten", "Eleven"]);
    }

    #[test]
    fn what_is_compiled_for_tests_alone_is_left_out() {
        let source = "#[cfg(test)] mod stress; struct A; #[cfg(test)] pub(crate) mod more;\n\
                      #[cfg(test)]\n#[expect(x, reason = \"y\")]\nmod tests { struct B { c: [u8; 2] } }\n\
                      struct C; #[cfg(test)] fn f() -> [u8; 2] { struct D; [1, 2] } struct E;";
        let (found, modules) = found(source);
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["A", "C", "E"]);
        assert_eq!(modules, ["a/b/stress", "a/b/more"]);
    }
}
