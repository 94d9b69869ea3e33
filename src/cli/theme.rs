//! `bulletin theme eject|check|docs`.

use std::fmt::Write as _;

use super::args::{Global, Theme, ThemeAction};
use super::report::Reporter;
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Lang, Message, has_errors};
use crate::output::write_new;
use crate::pipeline::SiteFiles;
use crate::source::Folder;
use crate::theme::views::{self, CONTRACT, OPTIONAL_TEMPLATES, TEMPLATES};
use crate::theme::{DEFAULT, ThemeFiles};

pub(super) fn run(options: &Theme, global: &Global, reporter: &mut Reporter<'_>) -> u8 {
    match &options.action {
        ThemeAction::Eject { name } => eject(name.as_deref().unwrap_or(DEFAULT), global, reporter),
        ThemeAction::Check { name } => check(name.as_deref(), global, reporter),
        ThemeAction::Docs => reporter.print(&docs(reporter.lang)),
    }
}

fn eject(name: &str, global: &Global, reporter: &mut Reporter<'_>) -> u8 {
    let folder = Folder::new(&global.site);
    if !config::is_key(name) {
        return reporter.refuse(Diagnostic::new(Message::BadArgument {
            value: name.to_owned(),
            expected: "bulletin theme eject my-theme".to_owned(),
        }));
    }
    let target = format!("themes/{name}");
    if folder.has(&target) {
        return reporter.refuse(Diagnostic::new(Message::FileExists { path: target }));
    }
    for (path, bytes) in ThemeFiles::built_in().iter() {
        if let Err(problem) = write_new(&folder.path(&format!("{target}/{path}")), bytes) {
            return reporter.refuse(problem);
        }
    }
    reporter.say(
        &format!("默认主题已复制到 {target}/。在 site.toml 里写 theme = \"{name}\" 就会使用它。"),
        &format!("The default theme was copied to {target}/. Use it with theme = \"{name}\" in site.toml."),
    );
    0
}

/// Loads the theme and reports what is wrong; what shows only when pages are made is found by `bulletin check`.
fn check(name: Option<&str>, global: &Global, reporter: &mut Reporter<'_>) -> u8 {
    let folder = Folder::new(&global.site);
    let text = crate::source::read_file(&folder.path(config::FILE)).unwrap_or_default();
    let (config, mut diagnostics) = config::read(&String::from_utf8_lossy(&text));
    let Some(mut config) = config else {
        return reporter.diagnostics(diagnostics, &folder);
    };
    // Without a site the theme is checked on its own.
    if text.is_empty() {
        diagnostics.clear();
    }
    name.unwrap_or(&config.theme.clone())
        .clone_into(&mut config.theme);
    diagnostics.retain(Diagnostic::is_error);
    report_theme(&folder, &config, diagnostics, reporter)
}

fn report_theme(
    folder: &Folder,
    config: &Config,
    mut diagnostics: Vec<Diagnostic>,
    reporter: &mut Reporter<'_>,
) -> u8 {
    let templates = match crate::theme::Theme::load(folder, config) {
        Ok(theme) => theme.sources,
        Err(error) => {
            diagnostics.extend(error.diagnostics);
            error.templates
        }
    };
    let fine = !has_errors(&diagnostics);
    let code = reporter.diagnostics(
        diagnostics,
        &SiteFiles {
            folder,
            templates: &templates,
        },
    );
    if fine {
        let (theme, count) = (&config.theme, templates.names().count());
        reporter.say(
            &format!("主题“{theme}”没有问题：{count} 个模板，接口第 {CONTRACT} 版。"),
            &format!("Theme `{theme}` is fine: {count} templates, contract {CONTRACT}."),
        );
    }
    code
}

/// The contract with theme authors as Markdown: `docs/views.md` holds the same text.
fn docs(lang: Lang) -> String {
    let mut out = match lang {
        Lang::Zh => format!(
            "# 模板变量（接口第 {CONTRACT} 版）\n\n每个模板都有 `site`、`page`、`head` 和 `strings`（当前语言的文字）。地址从站点根算起，照原样输出即可。\n\n## 模板\n"
        ),
        Lang::En => format!(
            "# Template variables (contract {CONTRACT})\n\nEvery template has `site`, `page`, `head` and `strings` (the strings of the site's language). Addresses are root-relative; print them as they are.\n\n## Templates\n"
        ),
    };
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
    out.push_str(match lang {
        Lang::Zh => "\n\n## 函数和过滤器\n",
        Lang::En => "\n\n## Functions and filters\n",
    });
    for (name, doc) in HELPERS {
        let _ = write!(out, "\n- `{name}`: {doc}");
    }
    out.push('\n');
    let heads = match lang {
        Lang::Zh => "| 名字 | 类型 | 意思 |",
        Lang::En => "| Name | Type | Meaning |",
    };
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

const HELPERS: &[(&str, &str)] = &[
    (
        "asset(path=\"style.css\")",
        "the hashed address of a static file of the theme",
    ),
    ("text | fill(n=3)", "replaces `{n}` in a string"),
    (
        "url | absolute",
        "a root-relative address made absolute; empty without `base_url`",
    ),
    (
        "number | han",
        "a whole number in Chinese numerals: 12 is 十二",
    ),
];

/// A type as theme authors read it: `Vec<Shared<CardView>>` is a `Vec<CardView>` to them.
fn plain_type(ty: &str) -> String {
    match ty.split_once("Shared<") {
        Some((before, after)) => format!("{before}{}", after.replacen('>', "", 1)),
        None => ty.to_owned(),
    }
}
