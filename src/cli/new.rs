//! `bulletin new …`: writes a file with complete front matter that is valid as it is.

use jiff::Zoned;

use super::Environment;
use super::args::{GlobalArgs, NewArgs, NewCommand};
use super::common::site_option;
use super::console::Console;
use super::new_region::{NewRegion, RegionFile};
use crate::article::markdown::{Highlighter, Options};
use crate::article::{self, BodySink, Document, DocumentKind, Meta, Settings, StoredBody};
use crate::config::{self, Config, is_key};
use crate::diagnostic::catalogue::{Notice, new_files};
use crate::diagnostic::{Diagnostic, Message};
use crate::output::write_new;
use crate::pipeline::settings::read_site_toml;
use crate::regions::RegionDeclaration;
use crate::site::region_declaration;
use crate::source::{Folder, SourceTree};
use crate::text::anchor::path_segment;
use crate::text::pinyin;

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
        let path = format!("content/articles/{}/{day}-{name}.md", day.year());
        let text = new_files::article(&quoted(title), day);
        Ok(NewFile { path, text })
    }

    fn page(&self, title: &str, slug: Option<&str>) -> Result<NewFile, Diagnostic> {
        Ok(NewFile {
            path: format!("content/pages/{}.md", file_name(title, slug)?),
            text: new_files::page(&quoted(title)),
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
        if !is_key(&key) {
            return Err(Diagnostic::new(Message::BadKey { key }));
        }
        let publisher = quoted(&self.config.publisher.name);
        let text = new_files::issue(&key, number, total, self.today.date(), &publisher);
        Ok(NewFile {
            path: format!("content/issues/{key}.md"),
            text,
        })
    }

    fn initiative(
        &self,
        name: &str,
        key: Option<&str>,
        parent: Option<&str>,
    ) -> Result<NewFile, Diagnostic> {
        let key = key.map_or_else(|| pinyin::ascii_key(name), str::to_owned);
        if !is_key(&key) || name.trim().is_empty() {
            return Err(Diagnostic::new(Message::BadKey { key }));
        }
        let documents = self.documents("content/initiatives", DocumentKind::Initiative);
        let names: Vec<String> = documents.iter().flat_map(initiative_names).collect();
        if names.iter().any(|other| other == name) {
            return Err(Diagnostic::new(Message::NameTaken {
                name: name.to_owned(),
            }));
        }
        if let Some(parent) = parent.filter(|parent| !names.iter().any(|other| other == parent)) {
            return Err(Diagnostic::new(Message::UnknownParent {
                parent: parent.to_owned(),
            }));
        }
        let parent = parent.map(quoted);
        Ok(NewFile {
            path: format!("content/initiatives/{key}.md"),
            text: new_files::initiative(&quoted(name), parent.as_deref()),
        })
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
        let parent = parent.as_deref().map(quoted);
        Ok(NewFile {
            path: format!("content/regions/{key}.md"),
            text: new_files::region(&quoted(&name), parent.as_deref(), &full_name),
        })
    }

    /// The documents of one folder, as far as they can be read.
    fn documents(&self, below: &str, kind: DocumentKind) -> Vec<Document> {
        let (tree, _) = SourceTree::walk(self.folder, below);
        let highlighter = Highlighter::new();
        let settings = Settings {
            config: self.config,
            markdown: Options::default(),
            highlighter: &highlighter,
        };
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
    let written = slug.map_or_else(|| path_segment(title), str::to_owned);
    let name = path_segment(&written);
    if written.contains(['/', '\\']) || name.is_empty() {
        return Err(Diagnostic::new(Message::BadSlug {
            slug: slug.unwrap_or(title).to_owned(),
        }));
    }
    Ok(name)
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

/// Any text as a YAML value in double quotes.
fn quoted(text: &str) -> String {
    serde_json::Value::String(text.trim().to_owned()).to_string()
}
