//! `bulletin new …`: writes a file with complete front matter that is valid as it is.

use std::fmt::Write as _;
use std::sync::Arc;

use jiff::Zoned;

use super::Environment;
use super::args::{GlobalArgs, NewArgs, NewCommand};
use super::common::site_option;
use super::console::Console;
use super::new_region::{NewRegion, RegionFile};
use crate::article::markdown::{Highlighter, Options};
use crate::article::{
    self, BodySink, Document, DocumentKind, Meta, Settings, StoredBody, address_part,
};
use crate::config::{self, Config, is_key};
use crate::diagnostic::catalogue::{Notice, new_files};
use crate::diagnostic::{Diagnostic, Message};
use crate::output::write_new;
use crate::pipeline::settings::read_site_toml;
use crate::regions::RegionDeclaration;
use crate::site::{is_same_initiative, region_declaration};
use crate::source::{Folder, SourceTree};
use crate::text::anchor::{SEGMENT_BYTES, code_points, path_segment};
use crate::text::pinyin;
use crate::util::url::{self, is_taken};

pub(super) fn run(
    args: &NewArgs,
    global: &GlobalArgs,
    environment: &Environment,
    console: &mut Console<'_, '_>,
) -> u8 {
    let folder = Folder::new(&global.site);
    let (config, diagnostics) = match read_site_toml(&folder) {
        Ok((text, _)) => config::read(&text),
        Err(diagnostic) => return console.diagnostics(vec![diagnostic], &folder),
    };
    let Some(config) = config else {
        return console.diagnostics(diagnostics, &folder);
    };
    let today = environment.now.to_zoned(config.time_zone.clone());
    let scaffold = Scaffold {
        folder: &folder,
        config: &config,
        today,
    };
    let file = match &args.command {
        NewCommand::Article { title, slug } => scaffold.article(title, slug.as_deref()),
        NewCommand::Page { title, slug } => scaffold.page(title, slug.as_deref()),
        NewCommand::Issue { key } => scaffold.issue(key.as_deref()),
        NewCommand::Initiative { name, key, parent } => {
            scaffold.initiative(name, key.as_deref(), parent.as_deref())
        }
        NewCommand::Region {
            code,
            name,
            key,
            parent,
        } => scaffold.region(NewRegion {
            written: code,
            name: name.as_deref(),
            key: key.as_deref(),
            parent: parent.as_deref(),
        }),
    };
    let written = file.and_then(|NewFile { path, text }| {
        write_new(&folder.path(&path), text.as_bytes())?;
        Ok(path)
    });
    match written {
        Ok(path) => {
            console.notice(&Notice::FileMade { path });
            let option = site_option(&global.site, global.is_found);
            console.notice(&Notice::DraftMade { option });
            0
        }
        Err(diagnostic) => console.refuse(diagnostic),
    }
}

/// Makes new files that fit the site.
struct Scaffold<'s> {
    folder: &'s Folder,
    config: &'s Config,
    today: Zoned,
}

struct NewFile {
    /// Below the site's folder.
    path: String,
    text: String,
}

impl Scaffold<'_> {
    fn article(&self, title: &str, slug: Option<&str>) -> Result<NewFile, Diagnostic> {
        let name = file_name(title, slug)?;
        let day = self.today.date();
        let part = self.free_part(name);
        let path = format!("content/articles/{}/{day}-{part}.md", day.year());
        let text = new_files::article(&quoted(title), day);
        self.checked(NewFile { path, text }, DocumentKind::Article)
    }

    /// The part of an address, with a number behind it if an article has it this year: of two articles with
    /// one title, written on two days, each has its own address.
    fn free_part(&self, part: String) -> String {
        let (tree, _) = SourceTree::walk(self.folder, "content/articles");
        let today = self.today.date();
        let is_of_this_year = |name: &str| {
            let day: Option<jiff::civil::Date> = name.get(..10).and_then(|day| day.parse().ok());
            day.is_some_and(|day| day != today && day.year() == today.year())
        };
        let names = tree.files().iter().filter_map(|file| {
            let name = file.path.rsplit('/').next()?.strip_suffix(".md")?;
            is_of_this_year(name).then(|| name.get(11..)).flatten()
        });
        let taken: Vec<&str> = names.collect();
        numbered(part, |part| taken.contains(&part))
    }

    /// A file, which has to be valid as it is.
    fn checked(&self, file: NewFile, kind: DocumentKind) -> Result<NewFile, Diagnostic> {
        let name = file.path.rsplit('/').next().unwrap_or(&file.path);
        if name.len() > LONGEST_FILE_NAME {
            return Err(Diagnostic::new(Message::FileNameTooLong {
                length: name.chars().count().to_string(),
            }));
        }
        let path: Arc<str> = Arc::from(file.path.as_str());
        let highlighter = Highlighter::new();
        let settings = self.settings(&highlighter);
        let (_, diagnostics) =
            article::parse(&path, kind, &file.text, &settings, &mut DiscardBodies);
        match diagnostics.into_iter().find(Diagnostic::is_error) {
            Some(problem) => Err(Diagnostic::new(problem.message)),
            None => Ok(file),
        }
    }

    fn settings<'h>(&'h self, highlighter: &'h Highlighter) -> Settings<'h> {
        Settings {
            config: self.config,
            markdown: Options::default(),
            highlighter,
        }
    }

    fn page(&self, title: &str, slug: Option<&str>) -> Result<NewFile, Diagnostic> {
        let part = self.free_page(file_name(title, slug)?);
        let path = format!("content/pages/{part}.md");
        let text = new_files::page(&quoted(title));
        self.checked(NewFile { path, text }, DocumentKind::Page)
    }

    /// The part of the address of a page, with a number behind it if something else of the site has it.
    fn free_page(&self, part: String) -> String {
        let pages = self.documents("content/pages", DocumentKind::Page);
        let taxonomies = &self.config.taxonomies;
        numbered(part, |part| {
            let file = format!("content/pages/{part}.md");
            let is_of_other = |page: &Document| {
                let Meta::Page(meta) = &page.meta else {
                    return false;
                };
                meta.slug.value == part && *page.file != *file
            };
            // The file `index.md` has the name of its folder.
            part == "index"
                || is_taken(part)
                || taxonomies.iter().any(|taxonomy| taxonomy.key == part)
                || pages.iter().any(is_of_other)
                || self.folder.path(&format!("static/{part}")).exists()
        })
    }

    fn issue(&self, key: Option<&str>) -> Result<NewFile, Diagnostic> {
        let issues: Vec<article::IssueMeta> = self
            .documents("content/issues", DocumentKind::Issue)
            .into_iter()
            .filter_map(|document| issue_meta(&document))
            .collect();
        let year = self.today.year();
        let of_this_year = |meta: &&article::IssueMeta| {
            meta.date.to_zoned(self.config.time_zone.clone()).year() == year
        };
        let number = issues
            .iter()
            .filter(of_this_year)
            .filter_map(|meta| meta.number())
            .max()
            .unwrap_or(0)
            .saturating_add(1);
        let total = issues
            .iter()
            .filter_map(|meta| meta.total())
            .max()
            .unwrap_or(0)
            .saturating_add(1);
        let key = key.map_or_else(|| format!("{year}-{number:02}"), str::to_owned);
        if !is_free_key(&key) || url::issue(&key) == url::LATEST_ISSUE {
            return Err(Diagnostic::new(Message::BadKey { key }));
        }
        let publisher = quoted(&self.config.publisher.name);
        let text = new_files::issue(&key, number, total, self.today.date(), &publisher);
        let path = format!("content/issues/{key}.md");
        self.checked(NewFile { path, text }, DocumentKind::Issue)
    }

    fn initiative(
        &self,
        name: &str,
        key: Option<&str>,
        parent: Option<&str>,
    ) -> Result<NewFile, Diagnostic> {
        let key = key.map_or_else(|| short_key(name), str::to_owned);
        if !is_free_key(&key) || name.trim().is_empty() {
            return Err(Diagnostic::new(Message::BadKey { key }));
        }
        let documents = self.documents("content/initiatives", DocumentKind::Initiative);
        let names: Vec<String> = documents.iter().flat_map(initiative_names).collect();
        if names.iter().any(|other| is_same_initiative(other, name)) {
            return Err(Diagnostic::new(Message::NameTaken {
                name: name.to_owned(),
            }));
        }
        if let Some(parent) =
            parent.filter(|parent| !names.iter().any(|other| is_same_initiative(other, parent)))
        {
            return Err(Diagnostic::new(Message::UnknownParent {
                parent: parent.to_owned(),
            }));
        }
        let parent = parent.map(quoted);
        let path = format!("content/initiatives/{key}.md");
        let text = new_files::initiative(&quoted(name), parent.as_deref());
        self.checked(NewFile { path, text }, DocumentKind::Initiative)
    }

    fn region(&self, wanted: NewRegion<'_>) -> Result<NewFile, Diagnostic> {
        let documents = self.documents("content/regions", DocumentKind::Region);
        let declared: Vec<RegionDeclaration> = documents.iter().filter_map(declaration).collect();
        let RegionFile {
            key,
            name,
            parent,
            full_name,
        } = wanted.file(declared)?;
        if !is_free_key(&key) {
            return Err(Diagnostic::new(Message::BadKey { key }));
        }
        let parent = parent.as_deref().map(quoted);
        let path = format!("content/regions/{key}.md");
        let text = new_files::region(&quoted(&name), parent.as_deref(), &full_name);
        self.checked(NewFile { path, text }, DocumentKind::Region)
    }

    /// The documents of one folder, as far as they can be read.
    fn documents(&self, below: &str, kind: DocumentKind) -> Vec<Document> {
        let (tree, _) = SourceTree::walk(self.folder, below);
        let highlighter = Highlighter::new();
        let settings = self.settings(&highlighter);
        let files = tree
            .files()
            .iter()
            .filter(|file| article::is_markdown(&file.path));
        let texts =
            files.filter_map(|file| Some((&file.path, self.folder.read(&file.path).ok()?.0)));
        texts
            .map(|(path, text)| article::parse(path, kind, &text, &settings, &mut DiscardBodies).0)
            .collect()
    }
}

/// The name of a file, without date and ending: that of `slug`, else of the title.
fn file_name(title: &str, slug: Option<&str>) -> Result<String, Diagnostic> {
    let name = slug.map_or_else(|| path_segment(title), str::to_owned);
    let part = address_part(&path_segment(&name)).into_owned();
    // A file whose name begins so is not read.
    let seen = part.trim_start_matches(['~', '.']);
    let part = match seen {
        "" => code_points(&part),
        seen => seen.to_owned(),
    };
    if name.contains(['/', '\\']) || part.is_empty() {
        return Err(Diagnostic::new(Message::BadSlug {
            slug: slug.unwrap_or(title).to_owned(),
        }));
    }
    Ok(part)
}

/// Bodies are not needed here.
struct DiscardBodies;

impl BodySink for DiscardBodies {
    fn wants_text(&self) -> bool {
        false
    }

    fn store(&mut self, _: &str, _: &str, _: u64) -> std::io::Result<StoredBody> {
        Ok(StoredBody::InMemory(Box::default()))
    }
}

fn issue_meta(document: &Document) -> Option<article::IssueMeta> {
    match &document.meta {
        Meta::Issue(meta) => Some((**meta).clone()),
        _ => None,
    }
}

fn initiative_names(document: &Document) -> Vec<String> {
    let Meta::Initiative(meta) = &document.meta else {
        return Vec::new();
    };
    let names = meta
        .name
        .iter()
        .chain(&meta.aliases)
        .map(|name| name.value.clone());
    names.chain([meta.key.clone()]).collect()
}

fn declaration(document: &Document) -> Option<RegionDeclaration> {
    let Meta::Region(meta) = &document.meta else {
        return None;
    };
    Some(region_declaration(meta))
}

/// Whether a file can be named by its key. `index.md` has the name of its folder.
fn is_free_key(key: &str) -> bool {
    is_key(key) && key != "index"
}

/// The key of a name, of whole syllables.
fn short_key(name: &str) -> String {
    let mut key = pinyin::ascii_key(name);
    if key.len() > LONGEST_KEY {
        key.truncate(LONGEST_KEY);
        key.truncate(key.rfind('-').unwrap_or(LONGEST_KEY));
    }
    key
}

/// The longest name of a file on any system, in bytes.
const LONGEST_FILE_NAME: usize = 255;

/// The longest key that is made of a name.
const LONGEST_KEY: usize = 80;

/// The part, or the first one with a number behind it that is not taken.
fn numbered(part: String, is_taken: impl Fn(&str) -> bool) -> String {
    if !is_taken(&part) {
        return part;
    }
    let numbers = (2_u32..).map(|number| {
        let number = format!("-{number}");
        let room = SEGMENT_BYTES - number.len();
        let kept = part.get(..part.floor_char_boundary(room)).unwrap_or(&part);
        format!("{kept}{number}")
    });
    let mut free = numbers.filter(|part| !is_taken(part));
    free.next().unwrap_or(part.clone())
}

/// Any text as a YAML value in double quotes. What a text must not have as it is, or would end a line, is
/// written as its number.
fn quoted(text: &str) -> String {
    let mut value = String::with_capacity(text.len() + 2);
    value.push('"');
    for c in text.trim().chars() {
        match c {
            '"' | '\\' => value.extend(['\\', c]),
            '\u{FEFF}' | '\u{2028}' | '\u{2029}' | '\u{FFFE}' | '\u{FFFF}' => {
                push_number(&mut value, c)
            }
            c if c.is_control() => push_number(&mut value, c),
            c => value.push(c),
        }
    }
    value.push('"');
    value
}

fn push_number(value: &mut String, c: char) {
    let _ = write!(value, "\\u{:04X}", u32::from(c));
}

#[cfg(test)]
mod tests;
