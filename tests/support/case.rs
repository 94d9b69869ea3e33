//! Case files: a small site, commands to run on it, and the expected results, in one text.
//!
//! A case is a description, then blocks. A block begins with a line `=== WORD …` and goes on to the next one;
//! blank lines at its end do not count. Blocks are executed in order, in a folder that holds nothing but a
//! site.toml with title and base_url, and an empty folder content/.
//!
//! | block | does |
//! |---|---|
//! | `=== file PATH WORDS` | writes the file; for the words see [`super::content::bytes`] |
//! | `=== link PATH TARGET` | makes a symbolic link; systems without them skip the case |
//! | `=== no PATH` | removes the file or folder |
//! | `=== run ARGUMENTS => CODE` | runs the program; it must end with this code (0 where none is given) |
//! | `=== stderr`, `=== stdout` | the whole output of the run before it |
//! | `=== stderr has`, `=== stdout has` | lines, each a part of it |
//! | `=== stderr hasnt`, `=== stdout hasnt` | lines, none a part of it |
//! | `=== is PATH` | the whole text of a file |
//! | `=== has PATH`, `=== hasnt PATH` | lines, each or none a part of the file's text |
//! | `=== there`, `=== gone` | paths: each, or none, is a file |
//!
//! A run without a `stderr` block must print nothing there. `<today>` and `<year>` in paths and in the
//! output of `new` are the day and year of the test.

use std::path::{Path, PathBuf};

use super::diff::diff;
use super::files::read;
use super::{Run, Sandbox, content};

/// One case file.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// The path of its file.
    pub(crate) path: PathBuf,
    description: String,
    blocks: Vec<Block>,
}

#[derive(Debug, Clone)]
struct Block {
    words: Vec<String>,
    body: String,
}

/// The results of a case.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// The output and exit code of each run.
    pub(crate) runs: Vec<Run>,
    /// The expectations that failed.
    pub(crate) failures: Vec<String>,
    /// The case with expectations that hold.
    pub(crate) blessed: String,
}

impl Case {
    /// Reads the case at `path`.
    pub(crate) fn read(path: &Path) -> Self {
        let text = read(path).replace("\r\n", "\n");
        let mut parts = text.split("\n=== ");
        let description = parts.next().unwrap_or_default().trim().to_owned();
        assert!(
            !description.is_empty() && !description.starts_with("==="),
            "{} begins with no description",
            path.display()
        );
        Self {
            path: path.to_path_buf(),
            description,
            blocks: parts.map(Block::parse).collect(),
        }
    }

    /// The expected standard error and output of all runs.
    pub(crate) fn expected(&self) -> impl Iterator<Item = &str> {
        let printed = |block: &&Block| matches!(block.word(), "stderr" | "stdout");
        self.blocks
            .iter()
            .filter(printed)
            .map(|block| block.body.as_str())
    }

    /// Whether this system can execute the case.
    pub(crate) fn is_possible(&self) -> bool {
        cfg!(unix) || self.blocks.iter().all(|block| block.word() != "link")
    }

    /// Executes the case. With `english` every run gets `--lang en`, so expectations fail and are to be
    /// ignored.
    pub(crate) fn run(&self, english: bool) -> Outcome {
        let mut runner = Runner {
            sandbox: Sandbox::with_settings(),
            today: Today::now(),
            outcome: Outcome::default(),
            blessed: Vec::new(),
            english,
        };
        for (number, block) in self.blocks.iter().enumerate() {
            let rest = &self.blocks[number + 1..];
            runner.block(block, rest);
        }
        let Runner {
            mut outcome,
            blessed,
            ..
        } = runner;
        let blocks: Vec<String> = blessed.iter().map(Block::to_text).collect();
        outcome.blessed = format!("{}\n\n{}", self.description, blocks.concat());
        outcome
    }
}

impl Block {
    fn parse(text: &str) -> Self {
        let (head, body) = text.split_once('\n').unwrap_or((text, ""));
        let body = body.trim_end_matches('\n');
        Self {
            words: words(head),
            body: if body.is_empty() {
                String::new()
            } else {
                format!("{body}\n")
            },
        }
    }

    fn new(word: &str, body: &str) -> Self {
        Self {
            words: vec![word.to_owned()],
            body: body.to_owned(),
        }
    }

    fn word(&self) -> &str {
        &self.words[0]
    }

    fn argument(&self) -> &str {
        self.words.get(1).map_or("", String::as_str)
    }

    fn to_text(&self) -> String {
        let words: Vec<String> = self.words.iter().map(|word| quoted(word)).collect();
        format!("=== {}\n{}", words.join(" "), self.body)
    }
}

/// The words of a line; a word in `"…"` may hold blanks.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut inside, mut any) = (String::new(), false, false);
    for c in line.trim().chars() {
        match c {
            '"' => (inside, any) = (!inside, true),
            ' ' if !inside => {
                if any {
                    words.push(std::mem::take(&mut word));
                }
                any = false;
            }
            _ => {
                word.push(c);
                any = true;
            }
        }
    }
    words.push(word);
    words
}

fn quoted(word: &str) -> String {
    if word.is_empty() || word.contains(' ') {
        format!("\"{word}\"")
    } else {
        word.to_owned()
    }
}

/// A case while it is executed.
struct Runner {
    sandbox: Sandbox,
    today: Today,
    outcome: Outcome,
    blessed: Vec<Block>,
    english: bool,
}

impl Runner {
    fn block(&mut self, block: &Block, rest: &[Block]) {
        let path = self.today.filled(block.argument());
        match block.word() {
            "file" => {
                let kinds: Vec<&str> = block.words[2..].iter().map(String::as_str).collect();
                self.sandbox
                    .write(&path, content::bytes(&block.body, &kinds));
            }
            "link" => self.sandbox.link(&path, &block.words[2]),
            "no" => self.sandbox.remove(&path),
            "run" => return self.run(block, rest),
            "stderr" => return self.printed(block, |run| &run.stderr),
            "stdout" => return self.printed(block, |run| &run.stdout),
            "is" | "has" | "hasnt" => return self.file(block, &path),
            "there" | "gone" => self.exists(block),
            other => panic!("there is no block `{other}`"),
        }
        self.blessed.push(block.clone());
    }

    fn run(&mut self, block: &Block, rest: &[Block]) {
        let mut arguments = block.words[1..].to_vec();
        let mut expected = 0;
        if let Some(arrow) = arguments.iter().position(|word| word == "=>") {
            expected = arguments[arrow + 1].parse().expect("a code after =>");
            arguments.truncate(arrow);
        }
        let mut typed = arguments.clone();
        if self.english && !typed.iter().any(|word| word.starts_with("--lang")) {
            typed.extend(["--lang".to_owned(), "en".to_owned()]);
        }
        let dated = typed.first().is_some_and(|word| word == "new");
        let run = self.today.normalised(self.sandbox.run(&typed), dated);
        let command = arguments.join(" ");
        let mut own = rest.iter().take_while(|block| block.word() != "run");
        let unexpected = !run.stderr.is_empty() && !own.any(|block| block.word() == "stderr");
        if run.code != expected {
            self.fail(format!(
                "`{command}` ended with {}, not {expected}",
                run.code
            ));
        }
        let mut words = vec!["run".to_owned()];
        words.extend(arguments);
        if run.code != 0 {
            words.extend(["=>".to_owned(), run.code.to_string()]);
        }
        self.blessed.push(Block {
            words,
            body: String::new(),
        });
        if unexpected {
            self.fail(format!(
                "`{command}` must print nothing on stderr:\n{}",
                run.stderr
            ));
            self.blessed.push(Block::new("stderr", &run.stderr));
        }
        self.outcome.runs.push(run);
    }

    /// Compares the output of the last run with a block.
    fn printed(&mut self, block: &Block, stream: impl Fn(&Run) -> &String) {
        let actual = stream(self.outcome.runs.last().expect("a run before its output")).clone();
        self.compare(
            block,
            &format!("on {}", block.word()),
            block.argument(),
            &actual,
        );
    }

    fn file(&mut self, block: &Block, path: &str) {
        match self.sandbox.text(path) {
            Some(actual) => self.compare(block, path, block.word(), &tidy(&actual)),
            None => {
                self.fail(format!("there is no file {path}"));
                self.blessed.push(block.clone());
            }
        }
    }

    fn exists(&mut self, block: &Block) {
        for path in block.body.lines() {
            let path = self.today.filled(path);
            if self.sandbox.path(&path).is_file() != (block.word() == "there") {
                self.fail(format!("not {}: {path}", block.word()));
            }
        }
    }

    /// Compares a text with a block: `has` and `hasnt` line by line, otherwise as a whole.
    fn compare(&mut self, block: &Block, what: &str, how: &str, actual: &str) {
        let mut blessed = block.clone();
        if how == "has" || how == "hasnt" {
            for line in block.body.lines().filter(|line| !line.trim().is_empty()) {
                if actual.contains(self.today.filled(line).trim()) != (how == "has") {
                    self.fail(format!("{what} {how} {line:?}:\n{actual}"));
                }
            }
        } else if block.body != actual {
            self.fail(format!("{what}:\n{}", diff(&block.body, actual)));
            actual.clone_into(&mut blessed.body);
        }
        // A run that prints nothing needs no block to say so.
        if blessed.word() != "stderr" || !blessed.body.is_empty() {
            self.blessed.push(blessed);
        }
    }

    fn fail(&mut self, failure: String) {
        self.outcome.failures.push(failure);
    }
}

/// The day on which the test runs, in the time zone of the sites.
struct Today {
    day: String,
    year: String,
}

impl Today {
    #[expect(clippy::disallowed_methods, reason = "`new` writes the day of today")]
    fn now() -> Self {
        let zone = jiff::tz::TimeZone::get("Asia/Shanghai").expect("a known zone");
        let today = jiff::Timestamp::now().to_zoned(zone).date();
        Self {
            day: today.to_string(),
            year: today.year().to_string(),
        }
    }

    /// A text whose placeholders are replaced by the day.
    fn filled(&self, text: &str) -> String {
        text.replace("<today>", &self.day)
            .replace("<year>", &self.year)
    }

    /// The output of a run, equal on every system and, for `new`, on every day.
    fn normalised(&self, run: Run, dated: bool) -> Run {
        let normal = |text: &str| {
            let mut text = tidy(text);
            if cfg!(windows) {
                text = text
                    .replace(".\\", "./")
                    .replace("bulletin.exe", "bulletin");
            }
            if dated {
                text = text.replace(&self.day, "<today>");
                for end in ["/", "-"] {
                    text = text.replace(&format!("/{}{end}", self.year), &format!("/<year>{end}"));
                }
            }
            text
        };
        Run {
            code: run.code,
            stdout: normal(&run.stdout),
            stderr: normal(&run.stderr),
        }
    }
}

/// The text without blanks at line ends and blank lines at its end.
fn tidy(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let text = lines.join("\n");
    let text = text.trim_end();
    if text.is_empty() {
        String::new()
    } else {
        format!("{text}\n")
    }
}
