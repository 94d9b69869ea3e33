//! `bulletin new …`: a file with complete front matter that is valid at once.

use std::sync::Arc;

use jiff::Zoned;

use super::Environment;
use super::args::{Global, New, NewKind};
use super::report::Reporter;
use crate::article::markdown::{Highlighter, Options};
use crate::article::{self, BodySink, Document, DocumentKind, Meta, Settings, StoredBody};
use crate::config::{self, Config, is_key};
use crate::diagnostic::{Diagnostic, Message};
use crate::output::write_new;
use crate::regions::{RegionDeclaration, RegionTree};
use crate::site::region_declaration;
use crate::source::{Folder, SourceTree};
use crate::text::anchor::path_segment;
use crate::text::pinyin;

pub(super) fn run(
    options: &New,
    global: &Global,
    environment: &Environment,
    reporter: &mut Reporter<'_>,
) -> u8 {
    let folder = Folder::new(&global.site);
    let (config, problems) = match folder.read(&Arc::from(config::FILE)) {
        Ok((text, _)) => config::read(&text),
        Err(_) => {
            return reporter.refuse(Diagnostic::new(Message::NoSite {
                folder: global.site.display().to_string(),
            }));
        }
    };
    let Some(config) = config else {
        return reporter.diagnostics(problems, &folder);
    };
    let today = environment.now.to_zoned(config.time_zone.clone());
    let writer = Writer {
        folder: &folder,
        config: &config,
        today,
    };
    let file = match &options.kind {
        NewKind::Article { title, slug } => writer.article(title, slug.as_deref()),
        NewKind::Issue { key } => writer.issue(key.as_deref()),
        NewKind::Initiative { name, key, parent } => {
            writer.initiative(name, key.as_deref(), parent.as_deref())
        }
        NewKind::Region { code, name, parent } => {
            writer.region(code, name.as_deref(), parent.as_deref())
        }
    };
    let written = file
        .and_then(|(path, text)| write_new(&folder.path(&path), text.as_bytes()).map(|()| path));
    match written {
        Ok(path) => {
            reporter.say(&format!("已建好：{path}"), &format!("Made: {path}"));
            0
        }
        Err(problem) => reporter.refuse(problem),
    }
}

struct Writer<'w> {
    folder: &'w Folder,
    config: &'w Config,
    today: Zoned,
}

/// A new file: path and text.
type File = Result<(String, String), Diagnostic>;

impl Writer<'_> {
    fn article(&self, title: &str, slug: Option<&str>) -> File {
        let name = slug.map_or_else(|| path_segment(title), str::to_owned);
        if name.is_empty() || name.contains(['/', '\\']) || path_segment(&name).is_empty() {
            return Err(Diagnostic::new(Message::BadSlug {
                slug: slug.unwrap_or(title).to_owned(),
            }));
        }
        let day = self.today.date();
        let path = format!(
            "content/articles/{}/{day}-{}.md",
            day.year(),
            path_segment(&name)
        );
        let text = format!(
            "---\ntitle: {}\ndate: {day}\nauthor: []\n# source: {{name: 来源报刊, url: https://…}}\nsummary: \"\"\ncolumn: \"\"\ninitiatives: []      # 行动的键或名称，如 [四下基层]\nregions: []          # 代码、名称或路径，如 [广西/百色/凌云]\n# issue: 2024-01      # 期的键\n# image: {{src: 图片.jpg, alt: 图上有什么, caption: 图片说明}}\n# figures:\n#   - {{name: 指标, value: 94, unit: \"%\", region: 广西, as_of: 2023-12}}\ndraft: true\n---\n\n正文从这里写起。\n",
            quoted(title)
        );
        Ok((path, text))
    }

    fn issue(&self, key: Option<&str>) -> File {
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
            .filter_map(|meta| meta.number)
            .max()
            .unwrap_or(0)
            + 1;
        let total = issues
            .iter()
            .filter_map(|meta| meta.total)
            .max()
            .unwrap_or(0)
            + 1;
        let key = key.map_or_else(|| format!("{year}-{number:02}"), str::to_owned);
        if !is_key(&key) {
            return Err(Diagnostic::new(Message::BadKey { key }));
        }
        let publisher = quoted(&self.config.publisher.name);
        let text = format!(
            "---\nnumber: {number}\ntotal: {total}\n# title: 本期标题\ndate: {}\npublisher: {publisher}\neditors: []\nsigned_by: \"\"\ncontents: []         # 文章路径，按顺序，如 [2024/lingyun]；不写就收入写了 issue: {key} 的文章\nreport_to: []        # 报\nsend_to: []          # 送\ncopy_to: []          # 发\n# print_run: 200\n---\n\n编者按写在这里。\n",
            self.today.date()
        );
        Ok((format!("content/issues/{key}.md"), text))
    }

    fn initiative(&self, name: &str, key: Option<&str>, parent: Option<&str>) -> File {
        let key = key.map_or_else(|| pinyin::ascii_key(name), str::to_owned);
        if !is_key(&key) || name.trim().is_empty() {
            return Err(Diagnostic::new(Message::BadKey { key }));
        }
        let known = self.documents("content/initiatives", DocumentKind::Initiative);
        let names: Vec<String> = known.iter().flat_map(initiative_names).collect();
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
        let parent = parent.map_or_else(
            || "# parent: organization".to_owned(),
            |parent| format!("parent: {}", quoted(parent)),
        );
        let text = format!(
            "---\nname: {}\naliases: []\n{parent}\n# order: 1\n---\n\n介绍写在这里：这项行动做什么，从什么时候开始。\n",
            quoted(name)
        );
        Ok((format!("content/initiatives/{key}.md"), text))
    }

    fn region(&self, code: &str, name: Option<&str>, parent: Option<&str>) -> File {
        let mut declared: Vec<RegionDeclaration> = self
            .documents("content/regions", DocumentKind::Region)
            .iter()
            .filter_map(declaration)
            .collect();
        declared.push(RegionDeclaration {
            key: code.to_owned(),
            name: name.map(str::to_owned),
            aliases: Vec::new(),
            parent: parent.map(str::to_owned),
        });
        let last = declared.len() - 1;
        let (tree, errors) = RegionTree::new(declared);
        if let Some((_, error)) = errors.iter().find(|(position, _)| *position == last) {
            return Err(crate::site::declaration_diagnostic(
                &tree,
                code,
                parent.unwrap_or_default(),
                error,
            ));
        }
        let id = tree.find_key(code);
        let (full, known) = id.map_or((code.to_owned(), String::new()), |id| {
            (tree.full_name(id), tree.get(id).name.to_string())
        });
        let name = quoted(name.unwrap_or(&known));
        let parent = parent.map_or_else(String::new, |parent| {
            format!("parent: {}\n", quoted(parent))
        });
        let text =
            format!("---\nname: {name}\naliases: []\n{parent}---\n\n{full}的介绍写在这里。\n");
        Ok((format!("content/regions/{code}.md"), text))
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
            .filter(|file| file.path.ends_with(".md"));
        let texts =
            files.filter_map(|file| Some((&file.path, self.folder.read(&file.path).ok()?.0)));
        texts
            .filter_map(|(path, text)| article::parse(path, kind, &text, &settings, &mut Nowhere).0)
            .collect()
    }
}

/// Bodies are not needed here.
struct Nowhere;

impl BodySink for Nowhere {
    fn wants_text(&self) -> bool {
        false
    }

    fn store(&mut self, _: &str, _: &str, _: u64) -> std::io::Result<StoredBody> {
        Ok(StoredBody::Held(Box::default()))
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

/// A text as a YAML value in double quotes, whatever it holds.
fn quoted(text: &str) -> String {
    serde_json::Value::String(text.trim().to_owned()).to_string()
}
