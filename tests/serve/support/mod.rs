//! What the tests of the preview share: the real server on a site in a temporary folder, and a browser's side of it.
#![allow(dead_code, reason = "no test file uses all of it")]

pub(crate) mod client;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::support_press::folder::{OWN, everything};
use crate::support_press::{Scratch, build};
use client::Answer;

/// Longer than anything takes on a slow machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A preview of the site in a scratch folder; it ends with the value.
pub(crate) struct Preview {
    pub(crate) scratch: Scratch,
    pub(crate) port: u16,
    /// The path of the address that was printed, without the final `/`.
    pub(crate) mount: String,
    child: Child,
    said: Arc<Mutex<Vec<String>>>,
    steps: Cell<usize>,
}

/// The pages that a browser has open: what each knows of its own likeness.
pub(crate) type Tabs = BTreeMap<String, (String, String)>;

impl Preview {
    /// Starts the server and waits until it has printed its address.
    pub(crate) fn start(scratch: Scratch, options: &[&str]) -> Self {
        Self::start_by(
            Command::new(env!("CARGO_BIN_EXE_bulletin")),
            scratch,
            options,
        )
    }

    /// The same by a command that ends in the program.
    pub(crate) fn start_by(mut command: Command, scratch: Scratch, options: &[&str]) -> Self {
        command
            .args(["serve", "--lang", "en", "--site"])
            .arg(scratch.site());
        if !options.contains(&"--port") {
            command.args(["--port", "0"]);
        }
        command.args(options);
        command.stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let said: Arc<Mutex<Vec<String>>> = Arc::default();
        listen(child.stdout.take().expect("its output"), &said);
        listen(child.stderr.take().expect("its errors"), &said);
        let mut preview = Self {
            scratch,
            port: 0,
            mount: String::new(),
            child,
            said,
            steps: Cell::new(0),
        };
        let here = "http://127.0.0.1:";
        // A line in words, an address alone or JSON: it stands in the first that has one.
        let address = wait_for(|| {
            let said = preview.said();
            let mut found = said.iter().filter_map(|line| line.split_once(here));
            let (_, rest) = found.next()?;
            let end = rest.find([' ', '"']).unwrap_or(rest.len());
            Some(rest[..end].to_owned())
        });
        let address = address.unwrap_or_else(|| panic!("no address: {:#?}", preview.said()));
        let (port, path) = address.split_once('/').expect("a path");
        preview.port = port.parse().expect("a port");
        let path = path.trim_end_matches('/');
        preview.mount = if path.is_empty() {
            String::new()
        } else {
            format!("/{path}")
        };
        preview
    }

    /// Everything that was printed so far, line by line.
    pub(crate) fn said(&self) -> Vec<String> {
        self.said.lock().expect("the lines").clone()
    }

    /// The lines that tell of a rebuild.
    pub(crate) fn rebuilds(&self) -> Vec<String> {
        let words = ["added ", "changed ", "removed "];
        let mut lines = self.said();
        lines.retain(|line| {
            words.iter().any(|word| line.starts_with(word)) && line.ends_with(" ms")
        });
        lines
    }

    /// Waits for a line that begins like this, after the first `from` lines.
    #[track_caller]
    pub(crate) fn wait_for_line(&self, start: &str, from: usize) -> String {
        let found = wait_for(|| {
            let said = self.said();
            said.into_iter()
                .skip(from)
                .find(|line| line.starts_with(start))
        });
        found.unwrap_or_else(|| panic!("no line “{start}…” in {:#?}", self.said()))
    }

    /// Asks for an address of the site, which begins with `/`.
    pub(crate) fn get(&self, path: &str) -> Answer {
        client::get(self.port, &format!("{}{path}", self.mount))
    }

    /// A page without the script that was added to it.
    #[track_caller]
    pub(crate) fn page(&self, path: &str) -> String {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        without_script(&answer.body)
    }

    /// Waits until everything that was written so far is shown: a file that is written last is.
    #[track_caller]
    pub(crate) fn settle(&self) {
        let step = self.steps.get() + 1;
        self.steps.set(step);
        let name = format!("marker-{step}.txt");
        self.scratch.write(&format!("static/{name}"), "shown");
        let shown = wait_for(|| (self.get(&format!("/{name}")).status == 200).then_some(()));
        assert!(shown.is_some(), "step {step}: {:#?}", self.said());
    }

    /// Waits until the site shows mistakes, and returns them.
    #[track_caller]
    pub(crate) fn problems(&self) -> String {
        let found = wait_for(|| self.state("/", "", "").problems);
        found.unwrap_or_else(|| panic!("no mistakes: {:#?}", self.said()))
    }

    /// Waits until the site shows no mistakes.
    #[track_caller]
    pub(crate) fn mended(&self) {
        let mended = wait_for(|| self.state("/", "", "").problems.is_none().then_some(()));
        assert!(mended.is_some(), "{:#?}", self.said());
    }

    /// What a page at `path` that looks like (`page`, `style`) is told.
    pub(crate) fn state(&self, path: &str, page: &str, style: &str) -> State {
        let path = format!("{}{path}", self.mount);
        let path = path.replace('%', "%25").replace('&', "%26");
        let asked = format!("/__bulletin/state?path={path}&page={page}&style={style}");
        let answer = client::get(self.port, &asked);
        assert_eq!(answer.status, 200, "{asked}: {}", answer.text());
        let value: serde_json::Value = serde_json::from_slice(&answer.body).expect("JSON");
        State {
            reload: value["reload"].as_bool().expect("a word on reloading"),
            sheets: value["sheets"].as_array().map(Vec::len),
            problems: value["problems"].as_str().map(str::to_owned),
        }
    }

    /// Opens every page of the site.
    pub(crate) fn open_all(&self) -> Tabs {
        let out = self.built();
        let pages = out.keys().filter(|path| path.ends_with(".html"));
        pages
            .map(|path| {
                let path = address(path);
                let page = self.get(&path);
                (path.clone(), likeness(&page.text()))
            })
            .collect()
    }

    /// Which of the open pages are told to load again, and which get other style sheets.
    pub(crate) fn told(&self, tabs: &Tabs) -> (BTreeSet<String>, BTreeSet<String>) {
        let (mut reload, mut sheets) = (BTreeSet::new(), BTreeSet::new());
        for (path, (page, style)) in tabs {
            let state = self.state(path, page, style);
            if state.reload {
                reload.insert(path.clone());
            } else if state.sheets.is_some() {
                sheets.insert(path.clone());
            }
        }
        (reload, sheets)
    }

    /// What `build` writes of the site as it is, by path.
    #[track_caller]
    pub(crate) fn built(&self) -> BTreeMap<String, Vec<u8>> {
        let out = self.scratch.path("built");
        let _ = std::fs::remove_dir_all(&out);
        let options = ["--out", out.to_str().expect("a Unicode path")];
        build(&self.scratch.site(), &options).expect(0);
        files(&out)
    }

    /// Stops the test unless the server serves, for every address, what `build` writes.
    #[track_caller]
    pub(crate) fn assert_like_build(&self, what: &str) {
        let built = self.built();
        for (path, bytes) in &built {
            let answer = self.get(&address(path));
            assert_eq!(answer.status, 200, "{what}: {path}: {}", answer.text());
            let served = if path.ends_with(".html") {
                without_script(&answer.body).into_bytes()
            } else {
                answer.body
            };
            assert!(served == *bytes, "{what}: {path} differs");
        }
    }

    /// Ends the program as Ctrl-C does, and waits for it.
    pub(crate) fn end(mut self) -> Scratch {
        self.kill();
        std::mem::replace(&mut self.scratch, Scratch::new())
    }

    fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// The program's own number, as the system counts.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it still runs.
    pub(crate) fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        self.kill();
    }
}

/// What a page is told of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct State {
    pub(crate) reload: bool,
    pub(crate) sheets: Option<usize>,
    pub(crate) problems: Option<String>,
}

/// Every file below a folder with its bytes, but the program's own.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = everything(folder).into_iter();
    entries
        .filter(|(path, _)| path.split('/').next() != Some(OWN))
        .filter_map(|(path, entry)| Some((path, entry.bytes?)))
        .collect()
}

/// The address of an output.
pub(crate) fn address(path: &str) -> String {
    let shown = match path.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
        _ => path,
    };
    let encode = |byte: u8| match byte {
        b'/' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    format!("/{}", shown.bytes().map(encode).collect::<String>())
}

const SCRIPT: &str = "<script src=\"/__bulletin/live.js\"";

/// A page as it is in the finished site.
#[track_caller]
pub(crate) fn without_script(body: &[u8]) -> String {
    let html = String::from_utf8(body.to_vec()).expect("text");
    let Some(at) = html.rfind(SCRIPT) else {
        panic!("no script in {html}");
    };
    let end = at + html[at..].find("</script>").expect("its end") + "</script>".len();
    format!("{}{}", &html[..at], &html[end..])
}

/// What a page knows of its likeness.
#[track_caller]
pub(crate) fn likeness(html: &str) -> (String, String) {
    let script = &html[html.rfind(SCRIPT).expect("the script")..];
    let value = |name: &str| {
        let start = script.find(name).expect("the attribute") + name.len() + 2;
        script[start..]
            .split('"')
            .next()
            .expect("its end")
            .to_owned()
    };
    (value("data-page"), value("data-style"))
}

/// Asks again and again until there is an answer, but not for ever.
pub(crate) fn wait_for<T>(mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        if let Some(answer) = ask() {
            return Some(answer);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    None
}

fn listen(pipe: impl Read + Send + 'static, said: &Arc<Mutex<Vec<String>>>) {
    let said = Arc::clone(said);
    std::thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            said.lock().expect("the lines").push(line);
        }
    });
}
