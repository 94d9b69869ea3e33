//! The maps inside of front matter: the source, the image and the figures of an article.

use super::FrontMatterReader;
use crate::article::meta::{FigureMeta, ImageMeta, SourceMeta};
use crate::config::{Config, UnknownFields, address_problem};
use crate::diagnostic::Message;
use crate::fields::{Fields, Node, Spanned, Value};

impl<'r> FrontMatterReader<'r> {
    pub(super) fn source(&mut self) -> Option<SourceMeta> {
        let node = self.fields.node("source")?;
        let entries = match node.value {
            Value::Map(entries) => entries,
            Value::List(_) => {
                let message = Message::WrongType {
                    key: "source".into(),
                    expected: "{name: …, url: …}".into(),
                };
                self.fields.report(node.range, message);
                return None;
            }
            value => {
                let node = Node { value, ..node };
                return self.source_name(node);
            }
        };
        let mut inner = self.fields.inner(entries);
        let source = SourceMeta {
            name: inner.text_or_empty("name"),
            url: address(&mut inner, "url", self.config),
        };
        if source.name.is_empty() && !source.url.is_empty() && !inner.failed("name") {
            inner.report(
                node.range,
                Message::MissingKey {
                    key: "name".into(),
                    example: "source: {name: …, url: …}".into(),
                },
            );
        }
        self.absorb(inner);
        (!source.name.is_empty()).then_some(source)
    }

    fn source_name(&mut self, node: Node) -> Option<SourceMeta> {
        let range = node.range.clone();
        let name = self.fields.text_of("source", node)?.value;
        if self.fields.is_nothing(&name, &range) {
            return None;
        }
        if name.starts_with('｛') {
            let (sign, plain) = ("｛".to_owned(), "{".to_owned());
            let message = Message::FullWidthSign { sign, plain };
            self.fields.report(range, message);
            return None;
        }
        let url = String::new();
        (!name.is_empty()).then_some(SourceMeta { name, url })
    }

    pub(super) fn image(&mut self) -> Option<ImageMeta> {
        let node = self.fields.node("image")?;
        if !matches!(node.value, Value::Map(_) | Value::List(_)) {
            let src = self.fields.text_of("image", node)?;
            if self.fields.is_nothing(&src.value, &src.range) {
                return None;
            }
            return Some(ImageMeta {
                src,
                alt: String::new(),
                caption: String::new(),
            });
        }
        let range = node.range.clone();
        let Value::Map(entries) = node.value else {
            let message = Message::WrongType {
                key: "image".into(),
                expected: "{src: a.jpg, alt: …}".into(),
            };
            self.fields.report(range, message);
            return None;
        };
        let mut inner = self.fields.inner(entries);
        let (src, alt, caption) = (
            inner.text("src"),
            inner.text_or_empty("alt"),
            inner.text_or_empty("caption"),
        );
        if src.is_none() && !inner.failed("src") {
            inner.report(
                range,
                Message::MissingKey {
                    key: "src".into(),
                    example: "image: {src: a.jpg, alt: …}".into(),
                },
            );
        }
        self.absorb(inner);
        Some(ImageMeta {
            src: src?,
            alt,
            caption,
        })
    }

    pub(super) fn figures(&mut self) -> Vec<FigureMeta> {
        let mut figures = Vec::new();
        for mut inner in self.fields.maps("figures") {
            figures.push(FigureMeta {
                name: inner.text_or_empty("name"),
                value: inner.text_or_empty("value"),
                unit: inner.text_or_empty("unit"),
                region: inner.text("region"),
                as_of: inner.text_or_empty("as_of"),
            });
            self.absorb(inner);
        }
        figures
    }

    /// Adds the diagnostics of an inner map. Its unknown keys are not passed to the theme.
    fn absorb(&mut self, inner: Fields<'r>) {
        let unknown = self.config.unknown_fields;
        self.fields.absorb(inner, |key| {
            // In braces, `name：甲` is a key without a value.
            if let Some((key, _)) = key.split_once('：') {
                let key = key.to_owned();
                return Some(Message::FullWidthColon { key });
            }
            match unknown {
                UnknownFields::Warn => Some(Message::UnusedField { key }),
                UnknownFields::Error => Some(Message::UnknownFieldError { key }),
                UnknownFields::Allow => None,
            }
        });
    }
}

/// An address of any place, or of this site; empty if there is none. What can be none is reported.
fn address(fields: &mut Fields<'_>, key: &'static str, config: &Config) -> String {
    let Some(Spanned { value, range }) = fields.text(key) else {
        return String::new();
    };
    match address_problem(&config.links.schemes, &value) {
        Some(problem) => {
            fields.reject(key, range, problem);
            String::new()
        }
        None => value,
    }
}
