//! RSS 2.0, with the modules for full text, authors and its own address.

use std::fmt::Write as _;

use super::FeedWriter;
use super::xml::element;
use crate::diagnostic::Diagnostic;
use crate::util::html::escape;

impl FeedWriter<'_, '_> {
    pub(super) fn rss(&mut self) -> Result<String, Diagnostic> {
        let feed = self.feed;
        let mut out = feed.xml_declaration();
        out.push_str("<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<channel>\n");
        element(&mut out, "title", &feed.title);
        element(&mut out, "link", &feed.home);
        let description = if feed.subtitle.is_empty() {
            &feed.title
        } else {
            feed.subtitle
        };
        element(&mut out, "description", description);
        element(&mut out, "language", rss_language(feed.language));
        let _ = writeln!(
            out,
            "<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"{}\"/>",
            escape::xml(&feed.url)
        );
        element(&mut out, "lastBuildDate", &self.rfc2822(feed.updated));
        element(&mut out, "generator", feed.generator);
        for entry in &feed.entries {
            out.push_str("<item>\n");
            element(&mut out, "title", entry.title);
            element(&mut out, "link", &feed.entry_url(entry));
            let _ = writeln!(
                out,
                "<guid isPermaLink=\"false\">{}</guid>",
                escape::xml(&feed.entry_id(entry))
            );
            element(&mut out, "pubDate", &self.rfc2822(entry.published));
            for author in entry.authors {
                element(&mut out, "dc:creator", author);
            }
            for term in &entry.terms {
                element(&mut out, "category", term);
            }
            element(&mut out, "description", entry.summary);
            out.push_str("<content:encoded>");
            self.xml_content(&mut out, entry)?;
            out.push_str("</content:encoded>\n</item>\n");
        }
        out.push_str("</channel>\n</rss>\n");
        Ok(out)
    }
}

/// RSS has only the older language tags of Chinese.
fn rss_language(language: &str) -> &str {
    match language {
        "zh-Hans" => "zh-cn",
        "zh-Hant" => "zh-tw",
        other => other,
    }
}
