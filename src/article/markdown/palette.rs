//! Classes of highlighted code: which scopes they stand for, and their colours.

use syntect::parsing::Scope;

/// What a piece of code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
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

impl Class {
    /// Its name in the HTML.
    pub(super) fn name(self) -> &'static str {
        COLOURS
            .iter()
            .find(|row| row.class == self)
            .map_or("", |row| row.name)
    }
}

struct Colour {
    class: Class,
    name: &'static str,
    meaning: &'static str,
    light: &'static str,
    dark: &'static str,
}

const fn colour(
    class: Class,
    name: &'static str,
    meaning: &'static str,
    light: &'static str,
    dark: &'static str,
) -> Colour {
    Colour {
        class,
        name,
        meaning,
        light,
        dark,
    }
}

/// Text and background of a block, light and dark.
const BLOCK: [(&str, &str); 2] = [("#24292f", "#f6f7f9"), ("#d6dde6", "#1a1e24")];

/// Every colour reaches a contrast of 4.5 to the background.
const COLOURS: [Colour; 16] = [
    colour(
        Class::Attribute,
        "hl-a",
        "attribute, annotation",
        "#7a4d00",
        "#e0b46c",
    ),
    colour(Class::Comment, "hl-c", "comment", "#5a6470", "#98a3b0"),
    colour(Class::Deleted, "hl-d", "deleted line", "#a4121c", "#ff9a94"),
    colour(
        Class::Escape,
        "hl-e",
        "escape in a string",
        "#8a3200",
        "#ffab70",
    ),
    colour(Class::Function, "hl-f", "function", "#5b2fb0", "#cfaaff"),
    colour(Class::Tag, "hl-g", "tag, key", "#0f5f2c", "#7ddb93"),
    colour(Class::Heading, "hl-h", "heading", "#0a4a9c", "#80bbff"),
    colour(
        Class::Inserted,
        "hl-i",
        "inserted line",
        "#0f5f2c",
        "#7ddb93",
    ),
    colour(Class::Keyword, "hl-k", "keyword", "#b0132f", "#ff8f87"),
    colour(Class::Constant, "hl-l", "constant", "#0a4a9c", "#80bbff"),
    colour(Class::Number, "hl-n", "number", "#0a4a9c", "#80bbff"),
    colour(Class::Operator, "hl-o", "operator", "#a02a4a", "#f79bb0"),
    colour(
        Class::Regex,
        "hl-r",
        "regular expression",
        "#0b5c66",
        "#74d3de",
    ),
    colour(Class::String, "hl-s", "string", "#0b3a78", "#a8d3ff"),
    colour(Class::Type, "hl-t", "type", "#8a3200", "#ffb27d"),
    colour(
        Class::Variable,
        "hl-v",
        "parameter, built-in variable",
        "#7a4d00",
        "#e0b46c",
    ),
];

/// Scopes by their beginnings; the longest that fits decides. Scopes that are not here take the class of what they stand in.
const SCOPES: [(&str, Class); 57] = [
    ("comment", Class::Comment),
    ("constant", Class::Constant),
    ("constant.character.escape", Class::Escape),
    ("constant.numeric", Class::Number),
    ("constant.other.placeholder", Class::Escape),
    ("entity.name.class", Class::Type),
    ("entity.name.constant", Class::Constant),
    ("entity.name.enum", Class::Type),
    ("entity.name.function", Class::Function),
    ("entity.name.impl", Class::Type),
    ("entity.name.interface", Class::Type),
    ("entity.name.macro", Class::Function),
    ("entity.name.section", Class::Heading),
    ("entity.name.struct", Class::Type),
    ("entity.name.tag", Class::Tag),
    ("entity.name.trait", Class::Type),
    ("entity.name.type", Class::Type),
    ("entity.name.union", Class::Type),
    ("entity.other.attribute-name", Class::Attribute),
    ("entity.other.inherited-class", Class::Type),
    ("keyword", Class::Keyword),
    ("keyword.operator", Class::Operator),
    ("keyword.operator.logical.python", Class::Keyword),
    ("keyword.operator.word", Class::Keyword),
    ("markup.deleted", Class::Deleted),
    ("markup.heading", Class::Heading),
    ("markup.inserted", Class::Inserted),
    ("markup.quote", Class::Comment),
    ("markup.raw", Class::String),
    ("markup.underline.link", Class::String),
    ("meta.annotation", Class::Attribute),
    ("meta.diff.header", Class::Comment),
    ("meta.diff.range", Class::Function),
    ("meta.embedded", Class::Plain),
    ("meta.interpolation", Class::Plain),
    ("meta.template.expression", Class::Plain),
    ("punctuation.definition.annotation", Class::Attribute),
    ("punctuation.definition.tag", Class::Plain),
    ("punctuation.section.embedded", Class::Plain),
    ("punctuation.section.interpolation", Class::Plain),
    ("source", Class::Plain),
    ("storage", Class::Keyword),
    ("string", Class::String),
    ("string.regexp", Class::Regex),
    ("support.class", Class::Type),
    ("support.constant", Class::Constant),
    ("support.function", Class::Function),
    ("support.macro", Class::Function),
    ("support.type", Class::Type),
    ("support.type.property-name", Class::Attribute),
    ("text", Class::Plain),
    ("variable.annotation", Class::Attribute),
    ("variable.function", Class::Function),
    ("variable.language", Class::Variable),
    ("variable.macro", Class::Function),
    ("variable.other.constant", Class::Constant),
    ("variable.parameter", Class::Variable),
];

/// The scopes of the table, ready to be compared.
#[derive(Debug)]
pub(super) struct Palette {
    scopes: Vec<(Scope, Class)>,
}

impl Palette {
    pub(super) fn new() -> Self {
        let scope =
            |&(name, class): &(&str, Class)| Scope::new(name).ok().map(|scope| (scope, class));
        Self {
            scopes: SCOPES.iter().filter_map(scope).collect(),
        }
    }

    /// The class of a scope, if it has one of its own.
    pub(super) fn class(&self, scope: Scope) -> Option<Class> {
        let fitting = self
            .scopes
            .iter()
            .filter(|(start, _)| start.is_prefix_of(scope));
        fitting
            .max_by_key(|(start, _)| start.len())
            .map(|&(_, class)| class)
    }
}

/// The style sheet of highlighted code: light colours, and dark ones for readers who prefer them.
pub fn stylesheet() -> String {
    let mut css = String::from("/* Colours of code. */\n");
    css.push_str(&rules(BLOCK[0], |row| row.light, "", true));
    css.push_str("@media (prefers-color-scheme: dark) {\n");
    css.push_str(&rules(BLOCK[1], |row| row.dark, "  ", false));
    css.push_str("}\n");
    css
}

fn rules(
    (text, background): (&str, &str),
    value: fn(&Colour) -> &'static str,
    indent: &str,
    explained: bool,
) -> String {
    let mut css = format!("{indent}pre.code {{ color: {text}; background: {background}; }}\n");
    for row in &COLOURS {
        css.push_str(&format!(
            "{indent}.{} {{ color: {}; }}",
            row.name,
            value(row)
        ));
        if explained {
            css.push_str(&format!(" /* {} */", row.meaning));
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
    fn every_colour_can_be_read() {
        for (index, (text, background)) in BLOCK.iter().enumerate() {
            assert!(contrast(text, background) >= 7.0);
            for row in &COLOURS {
                let colour = [row.light, row.dark][index];
                assert!(contrast(colour, background) >= 4.5, "{} {colour}", row.name);
            }
        }
    }

    #[test]
    fn the_longest_scope_decides() {
        let palette = Palette::new();
        assert_eq!(palette.scopes.len(), SCOPES.len());
        for (scope, class) in [
            ("constant.numeric.integer.rust", Some(Class::Number)),
            ("constant.language.rust", Some(Class::Constant)),
            ("keyword.operator.word.js", Some(Class::Keyword)),
            ("meta.block.rust", None),
            ("source.rust", Some(Class::Plain)),
        ] {
            assert_eq!(palette.class(Scope::new(scope).unwrap()), class, "{scope}");
        }
    }

    #[test]
    fn names_are_unique_and_in_the_sheet() {
        let sheet = stylesheet();
        for row in &COLOURS {
            let rule = format!(".{} {{ color: ", row.name);
            assert_eq!(sheet.matches(&rule).count(), 2, "{}", row.name);
        }
        assert!(sheet.contains("@media (prefers-color-scheme: dark)"));
    }
}
