//! The documents for users are true: their examples build, every key is documented, every link has a target.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::support::Sandbox;
use crate::support::documents::{blocks, document, prose, spans};
use crate::support::files::read;
use crate::support::folder::paths;
use crate::support::sample::repository;
use bulletin::diagnostic::Lang;

/// The paths of all Markdown documents, without those of the sample site.
fn documents() -> Vec<String> {
    let mut documents = Vec::new();
    for (folder, depth) in [("", 1), ("docs", 2), ("data", 1), ("benches", 1)] {
        let entries = walkdir::WalkDir::new(repository().join(folder)).max_depth(depth);
        for entry in entries.sort_by_file_name() {
            let entry = entry.expect("the folder can be read");
            let path = entry
                .path()
                .strip_prefix(repository())
                .expect("below the root");
            let path = path.to_string_lossy().replace('\\', "/");
            if path.ends_with(".md") && !documents.contains(&path) {
                documents.push(path);
            }
        }
    }
    assert!(documents.len() > 8, "{documents:?}");
    documents
}

/// A site of the fenced blocks that name a file, as in `yaml content/articles/x.md`.
fn documented_site() -> Sandbox {
    let sandbox = Sandbox::new();
    for path in ["docs/site.md", "docs/articles.md", "docs/theme.md"] {
        for (info, body) in blocks(&document(path)) {
            if let Some((_, file)) = info.split_once(' ') {
                sandbox.write(file, body);
            }
        }
    }
    let picture = "content/articles/2024/lingyun-assistants/terraces.svg";
    sandbox.write("content/articles/2024/terraces.svg", document(picture));
    sandbox
}

/// The codes of the diagnostics of `check`.
fn codes(sandbox: &Sandbox) -> BTreeSet<String> {
    let run = sandbox.run(&["check", "--format", "json"]);
    assert!(run.code < 2, "{}", run.stderr);
    let code = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).expect("an object a line");
        value["code"].as_str().expect("a code").to_owned()
    };
    run.stdout.lines().map(code).collect()
}

#[test]
fn views_are_those_of_the_program() {
    let run = Sandbox::new().run(&["theme", "docs", "--lang", "zh"]);
    assert_eq!(run.code, 0);
    assert!(
        run.stdout == document("docs/views.md"),
        "docs/views.md is not what `bulletin theme docs --lang zh` prints: write it again"
    );
}

#[test]
fn the_examples_of_the_documents_make_a_site() {
    let sandbox = documented_site();
    let declared_only = BTreeSet::from(["empty-term".to_owned()]);
    assert_eq!(codes(&sandbox), declared_only);
    let article = "public/articles/2024/lingyun/index.html";
    assert_eq!(sandbox.run(&["build"]).code, 0);
    let page = sandbox.text(article).expect("the article");
    assert!(page.contains("<p>给主题用的内容</p>"), "{page}");
    assert!(page.contains("<meta name=\"generator\""), "{page}");
}

#[test]
fn the_theme_from_nothing_renders_every_page() {
    let sandbox = documented_site();
    sandbox.remove("templates/article.html");
    let settings = sandbox.text("site.toml").expect("site.toml");
    let mini = settings.replace("theme = \"jianbao\"", "theme = \"mini\"");
    assert_ne!(settings, mini);
    sandbox.write("site.toml", mini);
    assert_eq!(codes(&sandbox), BTreeSet::from(["empty-term".to_owned()]));
    assert_eq!(sandbox.run(&["theme", "check"]).code, 0);
    assert_eq!(sandbox.run(&["build"]).code, 0);
    let home = sandbox.text("public/index.html").expect("the home page");
    assert!(
        home.contains("<a href=\"articles/2024/lingyun/\">"),
        "{home}"
    );
}

/// The keys that source files read through `Fields`: `fields.text("key")`, `choice(fields, "key", …)`.
fn keys(files: &[String], names: &[&str]) -> BTreeSet<String> {
    let mut dense = String::new();
    for file in files {
        let source = document(file);
        let code = source.split("#[cfg(test)]").next().unwrap_or_default();
        dense.extend(code.split_whitespace());
    }
    let mut keys = BTreeSet::new();
    for name in names {
        let call = format!("{name}\"");
        for (at, _) in dense.match_indices(&call) {
            let rest = &dense[at + call.len()..];
            keys.insert(rest.split('"').next().unwrap_or_default().to_owned());
        }
    }
    keys
}

/// The words inside the code spans of a text.
fn words_in_code(text: &str) -> BTreeSet<&str> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let spans = spans(text).into_iter();
    spans
        .flat_map(|span| span.split(move |c| !is_word(c)))
        .collect()
}

/// The getters for both site.toml and front matter.
const GETTERS: &[&str] = &[
    "text(",
    "text_or_empty(",
    "flag(",
    "list(",
    "integer(",
    "node(",
];

#[test]
fn every_key_of_the_configuration_is_documented() {
    let readers = ["map(", "maps(", "fields,"];
    let files = paths(&repository().join("src/config")).into_iter();
    let files: Vec<String> = files.map(|file| format!("src/config/{file}")).collect();
    let keys = keys(&files, &[GETTERS, &readers[..]].concat());
    assert!(keys.len() > 30, "{keys:?}");
    let text = document("docs/site.md");
    let (words, tables) = (prose(&text), blocks(&text));
    let words = words_in_code(&words);
    let example = tables.iter().find(|(info, _)| info.ends_with(" site.toml"));
    let (_, example) = example.expect("the example");
    for key in keys {
        let table =
            text.contains(&format!("\n## [{key}]")) || text.contains(&format!("\n## [{key}."));
        assert!(
            table || words.contains(&*key),
            "docs/site.md does not explain `{key}`"
        );
        let mut lines = example.lines();
        let shown = lines.any(|line| {
            line.starts_with(&format!("{key} = ")) || line.starts_with(&format!("[{key}"))
        });
        assert!(
            shown || key == "deploy",
            "the example of docs/site.md leaves out `{key}`"
        );
    }
}

#[test]
fn every_key_of_front_matter_is_documented() {
    let readers = ["maps(", "date(", "required(", "names("];
    let maps = paths(&repository().join("src/article/reader")).into_iter();
    let mut files: Vec<String> = maps
        .map(|file| format!("src/article/reader/{file}"))
        .collect();
    files.push("src/article/reader.rs".to_owned());
    let keys = keys(&files, &[GETTERS, &readers[..]].concat());
    assert!(keys.len() > 30, "{keys:?}");
    let text = document("docs/articles.md");
    let plain = prose(&text);
    let words = words_in_code(&plain);
    let mut examples: String = blocks(&text).into_iter().map(|(_, body)| body).collect();
    examples.extend(spans(&plain).iter().map(|span| format!("\n{span}")));
    for key in keys {
        assert!(
            words.contains(&*key),
            "docs/articles.md does not explain `{key}`"
        );
        let shown = ["\n", "{", ", "]
            .iter()
            .any(|before| examples.contains(&format!("{before}{key}:")));
        assert!(shown, "no example of docs/articles.md has `{key}`");
    }
}

#[test]
fn every_command_and_option_is_documented() {
    let text = document("docs/commands.md");
    let program = bulletin::cli::command(Lang::Zh);
    let mut sections = text.split("\n## ");
    let common = sections.next().unwrap_or_default();
    let sections: Vec<&str> = sections.collect();
    for command in program.get_subcommands() {
        let name = command.get_name();
        let heading = format!("{name}\n");
        let section = sections.iter().find(|text| text.starts_with(&heading));
        let section = section.unwrap_or_else(|| panic!("docs/commands.md has no section `{name}`"));
        let row = format!("| [`{name}`](#{name}) |");
        assert!(common.contains(&row), "no row `{name}`");
        let inner = command.get_subcommands();
        for command in std::iter::once(command).chain(inner) {
            for option in command.get_opts().filter_map(|it| it.get_long()) {
                assert!(
                    section.contains(&format!("--{option}")),
                    "section `{name}` of docs/commands.md does not explain `--{option}`"
                );
            }
        }
    }
}

/// The anchor of a heading, as code hosts make it.
fn anchor(heading: &str) -> String {
    let chars = heading.trim().chars().flat_map(char::to_lowercase);
    let chars = chars.filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    chars.map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// The error of a link in the document at `path`, if any.
fn broken(path: &str, target: &str) -> Option<String> {
    if target.starts_with("https://") || target.starts_with("http://") {
        return None;
    }
    let (file, fragment) = target.split_once('#').unwrap_or((target, ""));
    let folder = Path::new(path).parent().unwrap_or(Path::new(""));
    let place: PathBuf = if file.is_empty() {
        repository().join(path)
    } else {
        repository().join(folder).join(file)
    };
    let error = |what: &str| Some(format!("{path}: {target}: {what}"));
    if !place.exists() {
        return error("there is no such file");
    }
    if fragment.is_empty() {
        return None;
    }
    let text = prose(&read(&place));
    let mut headings = text.lines().filter(|line| line.starts_with('#'));
    let has = headings.any(|line| anchor(line.trim_start_matches('#')) == fragment);
    if has {
        None
    } else {
        error("there is no such heading")
    }
}

#[test]
fn every_link_has_a_target() {
    let mut errors = Vec::new();
    for path in documents() {
        let text = prose(&document(&path));
        // Links inside code spans are examples.
        let plain: String = text.split('`').step_by(2).collect();
        for link in plain.split("](").skip(1) {
            let target = link.split(')').next().unwrap_or_default();
            errors.extend(broken(&path, target));
        }
    }
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}
