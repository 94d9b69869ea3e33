//! `bulletin serve` on a site in a sandbox, as a browser sees it.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::Sandbox;
use super::client::{self, Response};
use super::folder::published_files;
use super::program::{build_into, isolated};

/// Longer than anything takes on a slow machine.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The server on the site of a sandbox; it ends with the value.
pub(crate) struct Preview {
    pub(crate) sandbox: Sandbox,
    pub(crate) port: u16,
    /// The path of the address that was printed, without the final `/`.
    pub(crate) mount: String,
    server: Server,
    markers: Cell<usize>,
}

/// Open pages by address, each with the hashes that it holds of itself and of its style sheets.
pub(crate) type Tabs = BTreeMap<String, (String, String)>;

/// The open pages that have to change, by address.
#[derive(Debug)]
pub(crate) struct Updates {
    /// Pages that load again.
    pub(crate) reload: BTreeSet<String>,
    /// Pages that get other style sheets and do not load again.
    pub(crate) restyle: BTreeSet<String>,
}

/// The server's response to an open page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageState {
    pub(crate) reload: bool,
    /// The number of style sheets to replace.
    pub(crate) sheets: Option<usize>,
    /// The errors of the site as HTML.
    pub(crate) problems: Option<String>,
}

impl Preview {
    /// Starts the server and waits until it has printed its address.
    pub(crate) fn start(sandbox: Sandbox, options: &[&str]) -> Self {
        let program = Command::new(env!("CARGO_BIN_EXE_bulletin"));
        Self::start_with(program, sandbox, options)
    }

    /// The same with a command that runs the program.
    pub(crate) fn start_with(program: Command, sandbox: Sandbox, options: &[&str]) -> Self {
        let mut command = isolated(program, &sandbox.site());
        command.arg("serve");
        if !options.contains(&"--lang") {
            command.args(["--lang", "en"]);
        }
        if !options.contains(&"--port") {
            command.args(["--port", "0"]);
        }
        command.args(options);
        let server = Server::start(command);
        let (port, mount) = server.wait_for_address();
        Self {
            sandbox,
            port,
            mount,
            server,
            markers: Cell::new(0),
        }
    }

    /// The lines that were printed so far.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.server.lines()
    }

    /// The lines that report a rebuild.
    pub(crate) fn rebuilds(&self) -> Vec<String> {
        let words = ["added ", "changed ", "removed "];
        let mut lines = self.lines();
        lines.retain(|line| {
            words.iter().any(|word| line.starts_with(word)) && line.ends_with(" ms")
        });
        lines
    }

    /// Waits for a line that begins with `start`.
    #[track_caller]
    pub(crate) fn wait_for_line(&self, start: &str) -> String {
        let find = || {
            let mut lines = self.lines().into_iter();
            lines.find(|line| line.starts_with(start))
        };
        wait_for(find).unwrap_or_else(|| panic!("no line “{start}…” in {:#?}", self.lines()))
    }

    /// Requests an address of the site, which begins with `/`.
    pub(crate) fn get(&self, path: &str) -> Response {
        client::get(self.port, &format!("{}{path}", self.mount))
    }

    /// A page as it is built, without the script of the preview.
    #[track_caller]
    pub(crate) fn page(&self, path: &str) -> String {
        let response = self.get(path);
        assert_eq!(response.status, 200, "{path}: {}", response.text());
        without_script(&response.body)
    }

    /// Waits until every edit so far is shown. To know when, it writes one more file, which is shown last.
    #[track_caller]
    pub(crate) fn wait_until_current(&self) {
        let marker = self.markers.get() + 1;
        self.markers.set(marker);
        let name = format!("marker-{marker}.txt");
        self.sandbox.write(&format!("static/{name}"), "shown");
        let is_shown = self.wait_for_status(&format!("/{name}"), 200);
        assert!(is_shown, "{name} is not shown: {:#?}", self.lines());
    }

    /// Waits until an address has this status; `false` where that takes too long.
    pub(crate) fn wait_for_status(&self, path: &str, status: u16) -> bool {
        wait_for(|| (self.get(path).status == status).then_some(())).is_some()
    }

    /// Waits until the site shows errors, and returns them.
    #[track_caller]
    pub(crate) fn wait_for_problems(&self) -> String {
        let problems = wait_for(|| self.state("/", "", "").problems);
        problems.unwrap_or_else(|| panic!("no errors are shown: {:#?}", self.lines()))
    }

    /// Waits until the site shows no errors.
    #[track_caller]
    pub(crate) fn wait_until_fixed(&self) {
        let fixed = wait_for(|| self.state("/", "", "").problems.is_none().then_some(()));
        assert!(fixed.is_some(), "{:#?}", self.lines());
    }

    /// The server's response to a page at `path` that has the hashes `page` and `style`.
    pub(crate) fn state(&self, path: &str, page: &str, style: &str) -> PageState {
        let path = format!("{}{path}", self.mount);
        let path = path.replace('%', "%25").replace('&', "%26");
        let query = format!("/__bulletin/state?path={path}&page={page}&style={style}");
        let response = client::get(self.port, &query);
        assert_eq!(response.status, 200, "{query}: {}", response.text());
        let value: serde_json::Value = serde_json::from_slice(&response.body).expect("JSON");
        PageState {
            reload: value["reload"].as_bool().expect("whether to reload"),
            sheets: value["sheets"].as_array().map(Vec::len),
            problems: value["problems"].as_str().map(str::to_owned),
        }
    }

    /// Opens every page of the site.
    pub(crate) fn open_all(&self) -> Tabs {
        let out = self.build();
        let pages = out.keys().filter(|path| path.ends_with(".html"));
        pages
            .map(|path| {
                let path = address(path);
                let page = self.get(&path);
                (path.clone(), hashes(&page.text()))
            })
            .collect()
    }

    /// The open pages that have to change.
    pub(crate) fn updates(&self, tabs: &Tabs) -> Updates {
        let (mut reload, mut restyle) = (BTreeSet::new(), BTreeSet::new());
        for (path, (page, style)) in tabs {
            let state = self.state(path, page, style);
            if state.reload {
                reload.insert(path.clone());
            } else if state.sheets.is_some() {
                restyle.insert(path.clone());
            }
        }
        Updates { reload, restyle }
    }

    /// The files that `build` publishes of the site as it is now.
    #[track_caller]
    pub(crate) fn build(&self) -> BTreeMap<String, Vec<u8>> {
        let out = self.sandbox.outside("built");
        if out.exists() {
            std::fs::remove_dir_all(&out).expect("the folder can be removed");
        }
        build_into(&self.sandbox.site(), &out, &[]).expect(0);
        published_files(&out)
    }

    /// Fails the test unless the server serves, for every address, what `build` writes.
    #[track_caller]
    pub(crate) fn assert_equals_build(&self, what: &str) {
        for (path, bytes) in &self.build() {
            let response = self.get(&address(path));
            assert_eq!(response.status, 200, "{what}: {path}: {}", response.text());
            let served = if path.ends_with(".html") {
                without_script(&response.body).into_bytes()
            } else {
                response.body
            };
            assert!(served == *bytes, "{what}: {path} differs");
        }
    }

    /// Ends the program and returns the site.
    pub(crate) fn end(self) -> Sandbox {
        self.sandbox
    }

    /// Whether the program still runs.
    pub(crate) fn is_running(&mut self) -> bool {
        matches!(self.server.child.try_wait(), Ok(None))
    }
}

/// A running server and the lines that it prints; it is killed when the value goes.
struct Server {
    child: Child,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(mut command: Command) -> Self {
        command.stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let lines = Arc::default();
        collect_lines(child.stdout.take().expect("its output"), &lines);
        collect_lines(child.stderr.take().expect("its errors"), &lines);
        Self { child, lines }
    }

    fn lines(&self) -> Vec<String> {
        self.lines.lock().expect("the lines").clone()
    }

    /// The port and the path of the address that is printed, in a sentence, alone or in JSON.
    fn wait_for_address(&self) -> (u16, String) {
        let find = || {
            let lines = self.lines();
            let mut rests = lines
                .iter()
                .filter_map(|line| line.split_once("http://127.0.0.1:"));
            let (_, rest) = rests.next()?;
            let end = rest.find([' ', '"']).unwrap_or(rest.len());
            Some(rest[..end].to_owned())
        };
        let address = wait_for(find).unwrap_or_else(|| panic!("no address: {:#?}", self.lines()));
        let (port, path) = address.split_once('/').expect("a path");
        let mount = format!("/{path}").trim_end_matches('/').to_owned();
        (port.parse().expect("a port"), mount)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Either fails only where the program has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn collect_lines(pipe: impl Read + Send + 'static, lines: &Arc<Mutex<Vec<String>>>) {
    let lines = Arc::clone(lines);
    std::thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            lines.lock().expect("the lines").push(line);
        }
    });
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

/// A page without the script of the preview.
#[track_caller]
fn without_script(body: &[u8]) -> String {
    let html = String::from_utf8(body.to_vec()).expect("text");
    let Some(at) = html.rfind(SCRIPT) else {
        panic!("no script in {html}");
    };
    let end = at + html[at..].find("</script>").expect("its end") + "</script>".len();
    format!("{}{}", &html[..at], &html[end..])
}

/// The hashes that a page holds of itself and of its style sheets.
#[track_caller]
pub(crate) fn hashes(html: &str) -> (String, String) {
    let script = &html[html.rfind(SCRIPT).expect("the script")..];
    let value = |name: &str| {
        let start = script.find(name).expect("the attribute") + name.len() + 2;
        let (value, _) = script[start..].split_once('"').expect("its end");
        value.to_owned()
    };
    (value("data-page"), value("data-style"))
}

/// Calls `poll` until it returns something; `None` where that takes too long.
pub(crate) fn wait_for<T>(mut poll: impl FnMut() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + TIMEOUT;
    while Instant::now() < deadline {
        if let Some(value) = poll() {
            return Some(value);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    None
}
