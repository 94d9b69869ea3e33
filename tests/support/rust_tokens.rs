//! The tokens of Rust sources, without code that is compiled for tests alone. No parser is needed for code
//! that rustfmt has formatted.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;

use super::files::read;
use super::folder::paths;

/// A source with its tokens.
pub(crate) struct Source {
    /// The path of the file below the folder, with `/`.
    pub(crate) path: String,
    pub(crate) tokens: Vec<Token>,
}

/// The sources below `folder`, without items and modules that are compiled for tests alone.
pub(crate) fn sources(folder: &Path) -> Vec<Source> {
    let all = paths(folder).into_iter();
    let mut sources = Vec::new();
    let mut test_modules = BTreeSet::new();
    for path in all.filter(|path| path.ends_with(".rs")) {
        let (tokens, modules) = without_tests(&path, tokens(&read(&folder.join(&path))));
        test_modules.extend(modules);
        sources.push(Source { path, tokens });
    }
    sources.retain(|source| {
        let file = source.path.trim_end_matches(".rs");
        let mut modules = test_modules.iter();
        !modules.any(|module| file == module || file.starts_with(&format!("{module}/")))
    });
    sources
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    /// A keyword or identifier.
    Word(String),
    Mark(char),
    /// The content of a string literal, with its escapes.
    Text(String),
}

impl Token {
    /// Whether it is this word.
    pub(crate) fn is(&self, word: &str) -> bool {
        matches!(self, Self::Word(other) if other == word)
    }
}

/// The words, marks and texts of a source, without comments, characters and lifetimes.
pub(crate) fn tokens(source: &str) -> Vec<Token> {
    let chars: Vec<char> = source.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let next = chars.get(at + 1).copied();
        match chars[at] {
            '/' if next == Some('/') => at = find(&chars, at, "\n"),
            '/' if next == Some('*') => at = find(&chars, at, "*/") + 2,
            '"' => {
                let end = text_end(&chars, at);
                tokens.push(Token::Text(chars[at + 1..end - 1].iter().collect()));
                at = end;
            }
            'r' if is_raw_text(&chars, at) => {
                let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
                let end = format!("\"{}", "#".repeat(hashes));
                let start = at + hashes + 2;
                let close = find(&chars, start, &end);
                tokens.push(Token::Text(chars[start..close].iter().collect()));
                at = close + end.len();
            }
            'b' if next == Some('r') && is_raw_text(&chars, at + 1) => at += 1,
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
    let first = windows.find(|(_, window)| **window == *needle);
    first.map_or(chars.len(), |(offset, _)| from + offset)
}

/// Where a text that begins at `at` has ended.
fn text_end(chars: &[char], at: usize) -> usize {
    let mut at = at + 1;
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(chars.len())
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

/// The tokens without items for tests, and the paths, without `.rs`, of modules for tests in separate files.
fn without_tests(path: &str, mut tokens: Vec<Token>) -> (Vec<Token>, Vec<String>) {
    let mut modules = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let Some(item) = test_item(&tokens, at) else {
            at += 1;
            continue;
        };
        let tokens_of_item = &tokens[item.clone()];
        let module = tokens_of_item.iter().position(|token| token.is("mod"));
        let is_file = tokens_of_item.last() == Some(&Token::Mark(';'));
        if is_file && let Some(Token::Word(name)) = module.and_then(|at| tokens_of_item.get(at + 1))
        {
            modules.push(format!("{}{name}", folder_of(path)));
        }
        tokens.drain(item);
    }
    (tokens, modules)
}

/// The item with its `#[cfg(test)]`, if that is at `start`.
fn test_item(tokens: &[Token], start: usize) -> Option<Range<usize>> {
    let attribute = ["#", "[", "cfg", "(", "test", ")", "]"];
    let here = tokens[start..].iter().map(|token| match token {
        Token::Word(text) | Token::Text(text) => text.clone(),
        Token::Mark(mark) => mark.to_string(),
    });
    if !here.take(attribute.len()).eq(attribute) {
        return None;
    }
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(start + attribute.len()) {
        match token {
            Token::Mark('{' | '(' | '[') => depth += 1,
            Token::Mark(')' | ']') => depth -= 1,
            Token::Mark('}') => {
                depth -= 1;
                if depth == 0 {
                    return Some(start..at + 1);
                }
            }
            Token::Mark(';') if depth == 0 => return Some(start..at + 1),
            _ => {}
        }
    }
    Some(start..tokens.len())
}

/// The folder of the modules of a file, with `/` at its end.
fn folder_of(path: &str) -> String {
    let (folder, name) = match path.rsplit_once('/') {
        Some((folder, name)) => (format!("{folder}/"), name),
        None => (String::new(), path),
    };
    match name {
        "mod.rs" | "lib.rs" | "main.rs" => folder,
        name => format!("{folder}{}/", name.trim_end_matches(".rs")),
    }
}

#[cfg(test)]
mod tests {
    use super::{Token, tokens, without_tests};

    #[test]
    fn words_marks_and_texts_are_found_and_nothing_else() {
        let source = r##"let a = "x \" // y"; // "no"
            /* "no" */ let b = br#"r " s"#; let c = ('"', '\'', 'd');"##;
        let texts: Vec<String> = tokens(source)
            .into_iter()
            .filter_map(|token| match token {
                Token::Text(text) => Some(text),
                _ => None,
            })
            .collect();
        assert_eq!(texts, [r#"x \" // y"#, r#"r " s"#]);
    }

    #[test]
    fn what_is_compiled_for_tests_alone_is_left_out() {
        let source = "#[cfg(test)] mod stress; struct A; #[cfg(test)] pub(crate) mod more;\n\
                      #[cfg(test)]\n#[expect(x, reason = \"y\")]\nmod tests { struct B { c: [u8; 2] } }\n\
                      struct C; #[cfg(test)] fn f() -> [u8; 2] { struct D; [1, 2] } struct E;";
        let (rest, modules) = without_tests("a/b.rs", tokens(source));
        assert_eq!(rest, tokens("struct A; struct C; struct E;"));
        assert_eq!(modules, ["a/b/stress", "a/b/more"]);
    }
}
