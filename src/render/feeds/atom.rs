//! Atom 1.0 (RFC 4287).

use std::fmt::Write as _;

use super::xml::element;
use super::{FeedEntry, FeedWriter};
use crate::diagnostic::Diagnostic;
use crate::util::html::escape;

impl FeedWriter<'_, '_> {
    pub(super) fn atom(&mut self) -> Result<String, Diagnostic> {
        let feed = self.feed;
        let mut out = feed.xml_declaration();
        let _ = writeln!(
            out,
            "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">",
            escape::xml(feed.language)
        );
        element(&mut out, "title", &feed.title);
        element(&mut out, "subtitle", feed.subtitle);
        element(&mut out, "id", &feed.home);
        let _ = writeln!(
            out,
            "<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>",
            escape::xml(&feed.home)
        );
        let _ = writeln!(
            out,
            "<link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>",
            escape::xml(&feed.url)
        );
        element(&mut out, "updated", &self.iso(feed.updated));
        let _ = writeln!(
            out,
            "<author><name>{}</name></author>",
            escape::xml(feed.author)
        );
        let _ = writeln!(
            out,
            "<generator>{}</generator>",
            escape::xml(feed.generator)
        );
        for entry in &feed.entries {
            self.atom_entry(&mut out, entry)?;
        }
        out.push_str("</feed>\n");
        Ok(out)
    }

    fn atom_entry(&mut self, out: &mut String, entry: &FeedEntry<'_>) -> Result<(), Diagnostic> {
        let feed = self.feed;
        let lang = if entry.language == feed.language {
            String::new()
        } else {
            format!(" xml:lang=\"{}\"", escape::xml(entry.language))
        };
        let _ = writeln!(out, "<entry{lang}>");
        element(out, "title", entry.title);
        element(out, "id", &feed.entry_id(entry));
        let _ = writeln!(
            out,
            "<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>",
            escape::xml(&feed.entry_url(entry))
        );
        element(out, "published", &self.iso(entry.published));
        element(out, "updated", &self.iso(entry.updated));
        for author in entry.authors {
            let _ = writeln!(out, "<author><name>{}</name></author>", escape::xml(author));
        }
        for term in &entry.terms {
            let _ = writeln!(out, "<category term=\"{}\"/>", escape::xml(term));
        }
        element(out, "summary", entry.summary);
        out.push_str("<content type=\"html\">");
        self.xml_content(out, entry)?;
        out.push_str("</content>\n</entry>\n");
        Ok(())
    }
}
