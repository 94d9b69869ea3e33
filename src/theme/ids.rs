//! The ids of the elements in templates. No element of a body has one of them, so that links, labels and
//! scripts of the theme mean its own elements.

use std::collections::BTreeSet;

use super::TemplateSources;

/// The ids that the templates write as they are. One that is made of values is not known here.
pub(super) fn of_templates(sources: &TemplateSources) -> BTreeSet<String> {
    let texts = sources.by_name.values();
    texts.flat_map(|(_, text)| ids(text)).collect()
}

/// The values of the attribute `id` in a template. Its tags may have any expressions in them, so they are not
/// read as HTML: an id too many does no harm.
fn ids(template: &str) -> impl Iterator<Item = String> {
    template.match_indices('=').filter_map(|(at, _)| {
        let (before, after) = (template[..at].trim_end(), template[at + 1..].trim_start());
        let before = before.get(before.len().checked_sub(2)?..)?;
        let is_id = before.eq_ignore_ascii_case("id") && !is_name_before(template, at);
        let id = match after.chars().next()? {
            quote @ ('"' | '\'') => after[1..].split(quote).next(),
            _ => after.split([' ', '\t', '\n', '>', '/']).next(),
        };
        let is_fixed = |id: &&str| !id.is_empty() && !id.contains(['{', '}']);
        id.filter(|_| is_id).filter(is_fixed).map(str::to_owned)
    })
}

/// Whether the `id` that stands before the `=` at `at` is the end of a longer name, such as `data-id`.
fn is_name_before(template: &str, at: usize) -> bool {
    let name = template[..at].trim_end();
    let before = name[..name.len() - "id".len()].chars().next_back();
    before.is_none_or(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_whatever_is_around_them() {
        for (template, expected) in [
            ("<main id=\"main\" tabindex=\"-1\">", vec!["main"]),
            ("<p ID = 'a'><p id=b><p\nid=c/>", vec!["a", "b", "c"]),
            ("<p{% if x == \"id\" %} id=\"x\"{% endif %}>", vec!["x"]),
            ("<p class=\"y\"id=\"z\">", vec!["z"]),
            ("<p data-id=\"x\" aid=\"x\" svg:id='y' id=\"\">", vec![]),
            (
                "<li id=\"d{{ month }}\">{% set id = item.id %}",
                vec!["item.id"],
            ),
            ("id=", vec![]),
            ("=", vec![]),
            ("村=", vec![]),
        ] {
            assert_eq!(ids(template).collect::<Vec<_>>(), expected, "{template}");
        }
    }
}
