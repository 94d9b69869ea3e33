//! site.toml.

use bulletin::diagnostic::Diagnostic;
use bulletin::fuzzing::read_settings;

use super::articles::{assert_places, assert_printable};
use super::{Check, seeds};
use crate::mutate::Material;
use crate::tokens::tokens;

pub(super) fn material() -> Material {
    let cases = seeds::case_files().into_iter();
    let cases = cases.filter(|(path, _)| path.ends_with(".toml"));
    let mut seeds = seeds::kept("settings");
    seeds.push(seeds::site_toml());
    seeds.extend(cases.map(|(_, text)| text.into_bytes()));
    Material {
        seeds,
        tokens: tokens(&[include_str!("../tokens/toml.txt")]),
        is_text: true,
    }
}

pub(super) fn open() -> Check {
    Box::new(|bytes| {
        let text = String::from_utf8_lossy(bytes);
        let read = read_settings(&text);
        assert_eq!(read, read_settings(&text), "the same twice");
        let (is_toml, base_url, diagnostics) = read;
        assert_places(&diagnostics, "site.toml", Some(&text));
        if bytes.len() % 4 == 0 {
            assert_printable(&diagnostics, Some(&text));
        }
        assert!(is_toml || !diagnostics.is_empty(), "no error at all");
        if let Some(base_url) = base_url {
            let is_http = ["https://", "http://"]
                .iter()
                .any(|it| base_url.starts_with(it));
            assert!(is_http && base_url.ends_with('/'), "{base_url}");
        }
        is_toml && !diagnostics.iter().any(Diagnostic::is_error)
    })
}
