//! `bulletin theme eject|check|docs`.

use std::fmt::Write as _;

use super::args::{GlobalArgs, ThemeArgs, ThemeCommand};
use super::common::bad_argument;
use super::console::Console;
use crate::config::{self, Config};
use crate::diagnostic::catalogue::{Label, Notice, examples};
use crate::diagnostic::{Diagnostic, Lang, Message, has_errors};
use crate::output::write_new;
use crate::pipeline::SiteFiles;
use crate::pipeline::settings::read_site_toml;
use crate::source::Folder;
use crate::theme::views::{self, CONTRACT, OPTIONAL_TEMPLATES, TEMPLATES};
use crate::theme::{DEFAULT, HELPERS, ThemeFiles};

pub(super) fn run(args: &ThemeArgs, global: &GlobalArgs, console: &mut Console<'_, '_>) -> u8 {
    match &args.command {
        ThemeCommand::Eject { name } => eject(name.as_deref().unwrap_or(DEFAULT), global, console),
        ThemeCommand::Check { name } => check(name.as_deref(), global, console),
        ThemeCommand::Docs => {
            console.print(&docs(console.lang));
            0
        }
    }
}

fn eject(name: &str, global: &GlobalArgs, console: &mut Console<'_, '_>) -> u8 {
    let folder = Folder::new(&global.site);
    if !config::is_key(name) {
        return console.refuse(bad_argument(name, examples::THEME_EJECT));
    }
    let target = format!("themes/{name}");
    if folder.has(&target) {
        return console.refuse(Diagnostic::new(Message::FileExists { path: target }));
    }
    for (path, bytes) in ThemeFiles::built_in().iter() {
        if let Err(diagnostic) = write_new(&folder.path(&format!("{target}/{path}")), bytes) {
            return console.refuse(diagnostic);
        }
    }
    console.notice(&Notice::ThemeCopied {
        folder: target,
        theme: name.to_owned(),
    });
    0
}

/// Loads the theme and reports its errors. Those that show only when pages are rendered are found by `check`.
fn check(name: Option<&str>, global: &GlobalArgs, console: &mut Console<'_, '_>) -> u8 {
    let folder = Folder::new(&global.site);
    // Without a site the theme is checked on its own.
    let text = match read_site_toml(&folder) {
        Ok((text, _)) => text,
        Err(diagnostic) if !matches!(diagnostic.message, Message::NoSite { .. }) => {
            return console.diagnostics(vec![diagnostic], &folder);
        }
        Err(_) => String::new(),
    };
    let (config, mut diagnostics) = config::read(&text);
    let Some(mut config) = config else {
        return console.diagnostics(diagnostics, &folder);
    };
    if text.is_empty() {
        diagnostics.clear();
    }
    if let Some(name) = name {
        name.clone_into(&mut config.theme);
        // site.toml does not name it.
        config.places.theme = 0..0;
    }
    diagnostics.retain(Diagnostic::is_error);
    report_theme(&folder, &config, diagnostics, console)
}

fn report_theme(
    folder: &Folder,
    config: &Config,
    mut diagnostics: Vec<Diagnostic>,
    console: &mut Console<'_, '_>,
) -> u8 {
    let templates = match crate::theme::Theme::load(folder, config) {
        Ok(theme) => theme.sources,
        Err(error) => {
            diagnostics.extend(error.diagnostics);
            error.templates
        }
    };
    let is_fine = !has_errors(&diagnostics);
    let code = console.diagnostics(
        diagnostics,
        &SiteFiles {
            folder,
            templates: &templates,
        },
    );
    if is_fine {
        console.notice(&Notice::ThemeFine {
            theme: config.theme.clone(),
            templates: templates.names().count(),
            contract: CONTRACT,
        });
    }
    code
}

/// The contract with theme authors as Markdown: `docs/views.md` holds the same text.
fn docs(lang: Lang) -> String {
    let mut out = format!(
        "{}\n\n{}\n\n{}\n",
        Notice::ThemeDocs { contract: CONTRACT }.text(lang),
        Label::DocsIntroduction.text(lang),
        Label::DocsTemplates.text(lang)
    );
    for template in TEMPLATES.iter().chain(OPTIONAL_TEMPLATES) {
        let variables: Vec<String> = template
            .variables
            .iter()
            .map(|(name, ty)| format!("`{name}`: `{ty}`"))
            .collect();
        let _ = write!(
            out,
            "\n- `{}`: {} {}",
            template.template,
            template.doc,
            variables.join(", ")
        );
    }
    let _ = write!(out, "\n\n{}\n", Label::DocsHelpers.text(lang));
    for (name, doc) in HELPERS {
        let _ = write!(out, "\n- `{name}`: {doc}");
    }
    out.push('\n');
    let heads = Label::DocsFields.text(lang);
    for view in views::view_docs() {
        let _ = write!(
            out,
            "\n## {}\n\n{}\n\n{heads}\n|---|---|---|\n",
            view.name,
            view.doc.trim()
        );
        for field in view.fields {
            let _ = writeln!(
                out,
                "| `{}` | `{}` | {} |",
                field.name,
                plain_type(field.ty),
                field.doc.trim().replace('|', "\\|")
            );
        }
    }
    out
}

/// A type as theme authors read it: `Vec<Shared<CardView>>` is a `Vec<CardView>` to them.
fn plain_type(ty: &str) -> String {
    match ty.split_once("Shared<") {
        Some((before, after)) => format!("{before}{}", after.replacen('>', "", 1)),
        None => ty.to_owned(),
    }
}
