//! The classes of highlighted code, with their scopes and colours.

use syntect::parsing::Scope;

/// The class of a piece of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CodeClass {
    Plain,
    Attribute,
    Comment,
    Constant,
    Deleted,
    Escape,
    Function,
    Heading,
    Inserted,
    Keyword,
    Number,
    Operator,
    Regex,
    String,
    Tag,
    Type,
    Variable,
}

impl CodeClass {
    /// Its name in the HTML.
    pub(super) fn name(self) -> &'static str {
        STYLES
            .iter()
            .find(|style| style.class == self)
            .map_or("", |style| style.name)
    }
}

struct ClassStyle {
    class: CodeClass,
    name: &'static str,
    meaning: &'static str,
    light: &'static str,
    dark: &'static str,
}

const fn style(
    class: CodeClass,
    name: &'static str,
    meaning: &'static str,
    light: &'static str,
    dark: &'static str,
) -> ClassStyle {
    ClassStyle {
        class,
        name,
        meaning,
        light,
        dark,
    }
}

/// The colours of text and background of a block, light and dark.
const BLOCK: [(&str, &str); 2] = [("#24292f", "#f6f7f9"), ("#d6dde6", "#1a1e24")];

/// The colours of the classes. Each has a contrast of 4.5 or more to the background.
const STYLES: [ClassStyle; 16] = [
    style(
        CodeClass::Attribute,
        "hl-a",
        "attribute, annotation",
        "#7a4d00",
        "#e0b46c",
    ),
    style(CodeClass::Comment, "hl-c", "comment", "#5a6470", "#98a3b0"),
    style(
        CodeClass::Deleted,
        "hl-d",
        "deleted line",
        "#a4121c",
        "#ff9a94",
    ),
    style(
        CodeClass::Escape,
        "hl-e",
        "escape in a string",
        "#8a3200",
        "#ffab70",
    ),
    style(
        CodeClass::Function,
        "hl-f",
        "function",
        "#5b2fb0",
        "#cfaaff",
    ),
    style(CodeClass::Tag, "hl-g", "tag, key", "#0f5f2c", "#7ddb93"),
    style(CodeClass::Heading, "hl-h", "heading", "#0a4a9c", "#80bbff"),
    style(
        CodeClass::Inserted,
        "hl-i",
        "inserted line",
        "#0f5f2c",
        "#7ddb93",
    ),
    style(CodeClass::Keyword, "hl-k", "keyword", "#b0132f", "#ff8f87"),
    style(
        CodeClass::Constant,
        "hl-l",
        "constant",
        "#0a4a9c",
        "#80bbff",
    ),
    style(CodeClass::Number, "hl-n", "number", "#0a4a9c", "#80bbff"),
    style(
        CodeClass::Operator,
        "hl-o",
        "operator",
        "#a02a4a",
        "#f79bb0",
    ),
    style(
        CodeClass::Regex,
        "hl-r",
        "regular expression",
        "#0b5c66",
        "#74d3de",
    ),
    style(CodeClass::String, "hl-s", "string", "#0b3a78", "#a8d3ff"),
    style(CodeClass::Type, "hl-t", "type", "#8a3200", "#ffb27d"),
    style(
        CodeClass::Variable,
        "hl-v",
        "parameter, built-in variable",
        "#7a4d00",
        "#e0b46c",
    ),
];

/// Scopes by their prefixes; the longest that matches decides. A scope without a prefix here has the class
/// of its parent.
const SCOPES: [(&str, CodeClass); 57] = [
    ("comment", CodeClass::Comment),
    ("constant", CodeClass::Constant),
    ("constant.character.escape", CodeClass::Escape),
    ("constant.numeric", CodeClass::Number),
    ("constant.other.placeholder", CodeClass::Escape),
    ("entity.name.class", CodeClass::Type),
    ("entity.name.constant", CodeClass::Constant),
    ("entity.name.enum", CodeClass::Type),
    ("entity.name.function", CodeClass::Function),
    ("entity.name.impl", CodeClass::Type),
    ("entity.name.interface", CodeClass::Type),
    ("entity.name.macro", CodeClass::Function),
    ("entity.name.section", CodeClass::Heading),
    ("entity.name.struct", CodeClass::Type),
    ("entity.name.tag", CodeClass::Tag),
    ("entity.name.trait", CodeClass::Type),
    ("entity.name.type", CodeClass::Type),
    ("entity.name.union", CodeClass::Type),
    ("entity.other.attribute-name", CodeClass::Attribute),
    ("entity.other.inherited-class", CodeClass::Type),
    ("keyword", CodeClass::Keyword),
    ("keyword.operator", CodeClass::Operator),
    ("keyword.operator.logical.python", CodeClass::Keyword),
    ("keyword.operator.word", CodeClass::Keyword),
    ("markup.deleted", CodeClass::Deleted),
    ("markup.heading", CodeClass::Heading),
    ("markup.inserted", CodeClass::Inserted),
    ("markup.quote", CodeClass::Comment),
    ("markup.raw", CodeClass::String),
    ("markup.underline.link", CodeClass::String),
    ("meta.annotation", CodeClass::Attribute),
    ("meta.diff.header", CodeClass::Comment),
    ("meta.diff.range", CodeClass::Function),
    ("meta.embedded", CodeClass::Plain),
    ("meta.interpolation", CodeClass::Plain),
    ("meta.template.expression", CodeClass::Plain),
    ("punctuation.definition.annotation", CodeClass::Attribute),
    ("punctuation.definition.tag", CodeClass::Plain),
    ("punctuation.section.embedded", CodeClass::Plain),
    ("punctuation.section.interpolation", CodeClass::Plain),
    ("source", CodeClass::Plain),
    ("storage", CodeClass::Keyword),
    ("string", CodeClass::String),
    ("string.regexp", CodeClass::Regex),
    ("support.class", CodeClass::Type),
    ("support.constant", CodeClass::Constant),
    ("support.function", CodeClass::Function),
    ("support.macro", CodeClass::Function),
    ("support.type", CodeClass::Type),
    ("support.type.property-name", CodeClass::Attribute),
    ("text", CodeClass::Plain),
    ("variable.annotation", CodeClass::Attribute),
    ("variable.function", CodeClass::Function),
    ("variable.language", CodeClass::Variable),
    ("variable.macro", CodeClass::Function),
    ("variable.other.constant", CodeClass::Constant),
    ("variable.parameter", CodeClass::Variable),
];

/// The scopes of the table in the form in which syntect compares them.
#[derive(Debug)]
pub(super) struct Palette {
    scopes: Vec<(Scope, CodeClass)>,
}

impl Palette {
    pub(super) fn new() -> Self {
        let scope =
            |&(name, class): &(&str, CodeClass)| Scope::new(name).ok().map(|scope| (scope, class));
        Self {
            scopes: SCOPES.iter().filter_map(scope).collect(),
        }
    }

    /// The class of a scope, if the table has one.
    pub(super) fn class(&self, scope: Scope) -> Option<CodeClass> {
        let matching = self
            .scopes
            .iter()
            .filter(|(start, _)| start.is_prefix_of(scope));
        matching
            .max_by_key(|(start, _)| start.len())
            .map(|&(_, class)| class)
    }
}

/// The style sheet of highlighted code: light colours, and dark ones where the reader prefers them.
pub(crate) fn stylesheet() -> String {
    let mut css = String::from("/* Colours of code. */\n");
    css.push_str(&rules(BLOCK[0], |style| style.light, "", true));
    css.push_str("@media (prefers-color-scheme: dark) {\n");
    css.push_str(&rules(BLOCK[1], |style| style.dark, "  ", false));
    css.push_str("}\n");
    css
}

fn rules(
    (text, background): (&str, &str),
    value: fn(&ClassStyle) -> &'static str,
    indent: &str,
    with_comments: bool,
) -> String {
    let mut css = format!("{indent}pre.code {{ color: {text}; background: {background}; }}\n");
    for style in &STYLES {
        css.push_str(&format!(
            "{indent}.{} {{ color: {}; }}",
            style.name,
            value(style)
        ));
        if with_comments {
            css.push_str(&format!(" /* {} */", style.meaning));
        }
        css.push('\n');
    }
    css
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance, as WCAG 2 defines it.
    fn luminance(colour: &str) -> f64 {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    fn contrast(one: &str, other: &str) -> f64 {
        let (a, b) = (luminance(one), luminance(other));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_colour_has_enough_contrast() {
        for (index, (text, background)) in BLOCK.iter().enumerate() {
            assert!(contrast(text, background) >= 7.0);
            for style in &STYLES {
                let colour = [style.light, style.dark][index];
                assert!(
                    contrast(colour, background) >= 4.5,
                    "{} {colour}",
                    style.name
                );
            }
        }
    }

    #[test]
    fn the_longest_scope_decides() {
        let palette = Palette::new();
        assert_eq!(palette.scopes.len(), SCOPES.len());
        for (scope, class) in [
            ("constant.numeric.integer.rust", Some(CodeClass::Number)),
            ("constant.language.rust", Some(CodeClass::Constant)),
            ("keyword.operator.word.js", Some(CodeClass::Keyword)),
            ("meta.block.rust", None),
            ("source.rust", Some(CodeClass::Plain)),
        ] {
            assert_eq!(palette.class(Scope::new(scope).unwrap()), class, "{scope}");
        }
    }

    #[test]
    fn names_are_unique_and_in_the_style_sheet() {
        let sheet = stylesheet();
        for style in &STYLES {
            let rule = format!(".{} {{ color: ", style.name);
            assert_eq!(sheet.matches(&rule).count(), 2, "{}", style.name);
        }
        assert!(sheet.contains("@media (prefers-color-scheme: dark)"));
    }
}
