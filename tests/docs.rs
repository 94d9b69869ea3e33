//! The documents say what is so: their examples build, every key stands in them, their links lead somewhere,
//! and what they list is what there is.

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use support::{Sandbox, read};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The text of a document by its path in the repository.
fn document(path: &str) -> String {
    read(&root().join(path)).replace("\r\n", "\n")
}

/// Every document in Markdown but those of the sample site.
fn documents() -> Vec<String> {
    let mut found = Vec::new();
    for (folder, depth) in [("", 1), ("docs", 2), ("data", 1), ("benches", 1)] {
        let entries = walkdir::WalkDir::new(root().join(folder)).max_depth(depth);
        for entry in entries.sort_by_file_name() {
            let entry = entry.expect("the folder can be read");
            let path = entry.path().strip_prefix(root()).expect("below the root");
            let path = path.to_string_lossy().replace('\\', "/");
            if path.ends_with(".md") && !found.contains(&path) {
                found.push(path);
            }
        }
    }
    assert!(found.len() > 8, "{found:?}");
    found
}

/// The fenced blocks of a text: what stands behind the fence, and the lines.
fn blocks(text: &str) -> Vec<(&str, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(&str, String)> = None;
    for line in text.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => open = Some((info, String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some((_, body)), None) => {
                body.push_str(line);
                body.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a fence is not closed");
    blocks
}

/// The text without fenced blocks.
fn prose(text: &str) -> String {
    let mut fenced = false;
    let lines = text.lines().filter(|line| {
        let fence = line.starts_with("```");
        fenced ^= fence;
        !fence && !fenced
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The code spans of a text.
fn spans(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// A site of the blocks that name a file: `yaml content/articles/x.md`.
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

/// The codes of what `check` says.
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
        "docs/views.md is not what `bulletin theme docs --lang zh` prints: write it anew"
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

/// The keys that a source file reads through `Fields`: `fields.text("key")`, `choice(fields, "key", …)`.
fn keys(file: &str, names: &[&str]) -> BTreeSet<String> {
    let source = document(file);
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let dense: String = code.split_whitespace().collect();
    let mut found = BTreeSet::new();
    for name in names {
        let call = format!("{name}\"");
        for (at, _) in dense.match_indices(&call) {
            let rest = &dense[at + call.len()..];
            found.insert(rest.split('"').next().unwrap_or_default().to_owned());
        }
    }
    found
}

/// The words inside the code spans of a text.
fn words_in_code(text: &str) -> BTreeSet<&str> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let spans = spans(text).into_iter();
    spans
        .flat_map(|span| span.split(move |c| !is_word(c)))
        .collect()
}

/// The getters that both site.toml and front matter are read by.
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
    let known = keys("src/config.rs", &[GETTERS, &readers[..]].concat());
    assert!(known.len() > 30, "{known:?}");
    let text = document("docs/site.md");
    let (words, tables) = (prose(&text), blocks(&text));
    let words = words_in_code(&words);
    let example = tables.iter().find(|(info, _)| info.ends_with(" site.toml"));
    let (_, example) = example.expect("the example");
    for key in known {
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
    let known = keys("src/article/reader.rs", &[GETTERS, &readers[..]].concat());
    assert!(known.len() > 30, "{known:?}");
    let text = document("docs/articles.md");
    let plain = prose(&text);
    let words = words_in_code(&plain);
    let mut examples: String = blocks(&text).into_iter().map(|(_, body)| body).collect();
    examples.extend(spans(&plain).iter().map(|span| format!("\n{span}")));
    for key in known {
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

/// The anchor of a heading, as code hosts make it.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().flat_map(char::to_lowercase);
    let kept = kept.filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// What is wrong with a link of the document at `path`.
fn broken(path: &str, target: &str) -> Option<String> {
    if target.starts_with("https://") || target.starts_with("http://") {
        return None;
    }
    let (file, fragment) = target.split_once('#').unwrap_or((target, ""));
    let folder = Path::new(path).parent().unwrap_or(Path::new(""));
    let place: PathBuf = if file.is_empty() {
        root().join(path)
    } else {
        root().join(folder).join(file)
    };
    let says = |what: &str| Some(format!("{path}: {target}: {what}"));
    if !place.exists() {
        return says("there is no such file");
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
        says("there is no such heading")
    }
}

#[test]
fn every_link_leads_somewhere() {
    let mut found = Vec::new();
    for path in documents() {
        let text = prose(&document(&path));
        // Links inside code spans are examples.
        let plain: String = text.split('`').step_by(2).collect();
        for link in plain.split("](").skip(1) {
            let target = link.split(')').next().unwrap_or_default();
            found.extend(broken(&path, target));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The documents that speak of the repository itself.
const OF_THE_REPOSITORY: &[&str] = &[
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
];

#[test]
fn every_file_and_test_that_is_named_exists() {
    let mut missing = Vec::new();
    for path in OF_THE_REPOSITORY {
        let text = prose(&document(path));
        for span in spans(&text) {
            let (file, test) = span.split_once("::").unwrap_or((span, ""));
            let folders = ["src/", "tests/", "data/", "docs/", "benches/", "themes/"];
            let plain = file
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
            if !plain || !folders.iter().any(|folder| file.starts_with(folder)) {
                continue;
            }
            let there = root().join(file).exists();
            let named =
                there && (test.is_empty() || document(file).contains(&format!("fn {test}(")));
            if !named && !file.contains("TOPIC") {
                missing.push(format!("{path}: {span}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_dependency_has_its_reason() {
    let manifest = document("Cargo.toml");
    let section = |name: &str| {
        let start = manifest.find(name).expect("the section") + name.len();
        let lines = manifest[start..].lines().skip(1);
        let lines = lines.take_while(|line| !line.starts_with('['));
        let names = lines.filter_map(|line| line.split_once(" = "));
        names
            .map(|(name, _)| name.to_owned())
            .collect::<BTreeSet<String>>()
    };
    let text = document("ARCHITECTURE.md");
    let chapter = text.split("## Dependencies").nth(1).expect("the chapter");
    let (table, tests) = chapter.split_once("For tests alone:").expect("both parts");
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `"));
    let rows: BTreeSet<String> = rows
        .filter_map(|row| Some(row.split_once('`')?.0.to_owned()))
        .collect();
    let mut dependencies = section("[dependencies]");
    dependencies.extend(section("[target.'cfg(unix)'.dependencies]"));
    assert_eq!(rows, dependencies);
    let named: BTreeSet<String> = spans(tests).into_iter().map(str::to_owned).collect();
    assert_eq!(named, section("[dev-dependencies]"));
}
