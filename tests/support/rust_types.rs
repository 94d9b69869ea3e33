//! The type names that Rust sources define, by their tokens: there is no parser.

use std::path::Path;

use super::rust_tokens::{Source, Token, sources};

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
    let mut definitions = Vec::new();
    for Source { path, tokens } in sources(folder) {
        let mut scanner = Scanner::new(&path, &tokens);
        scanner.scan();
        definitions.extend(scanner.definitions);
    }
    definitions
}

/// The kind of the block around a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Block {
    /// An `impl` or a trait, whose `type` items do not count as definitions.
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
}

impl<'s> Scanner<'s> {
    fn new(file: &'s str, tokens: &'s [Token]) -> Self {
        Self {
            file,
            tokens,
            at: 0,
            definitions: Vec::new(),
        }
    }

    fn scan(&mut self) {
        let mut blocks = vec![Block::Other];
        // The tokens since the last `;`, `{` or `}`, and how many brackets are open among them.
        let (mut head, mut brackets) = (Vec::new(), 0_usize);
        while self.at < self.tokens.len() {
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
    use super::Scanner;
    use crate::support::rust_tokens::tokens;

    fn scan(source: &str) -> Vec<(String, bool)> {
        let tokens = tokens(source);
        let mut scanner = Scanner::new("a/b.rs", &tokens);
        scanner.scan();
        let definitions = scanner.definitions.into_iter();
        let definitions = definitions.map(|one| (one.name, one.is_private));
        definitions.collect()
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
        let definitions = scan(source);
        let names: Vec<&str> = definitions.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            [
                "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten",
                "Eleven"
            ]
        );
        let private: Vec<&str> = definitions
            .iter()
            .filter_map(|(name, is_private)| is_private.then_some(name.as_str()))
            .collect();
        assert_eq!(private, ["Three", "Five", "Six", "Ten", "Eleven"]);
    }
}
