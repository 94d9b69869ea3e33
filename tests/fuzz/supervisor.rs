//! Starts the [worker](super::worker), waits for it, and starts it again behind a case that has ended it or does
//! not end.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use super::Options;
use super::harness::Harness;
use super::run::Finding;
use super::worker::{findings_folder, keep, progress_file};

/// A case that takes longer is given up.
const GIVE_UP: Duration = Duration::from_secs(60);

/// The sums of all workers of a run.
#[derive(Debug, Default)]
struct Sums {
    cases: u64,
    accepted: u64,
    findings: u64,
    slowest: (u64, u64),
    peak: u64,
}

/// Runs a harness. Returns whether there was no finding.
pub(super) fn supervise(harness: &'static Harness, options: &Options) -> bool {
    std::fs::create_dir_all(&options.findings).expect("a folder");
    let start = Instant::now();
    let mut sums = Sums::default();
    let end = options.first.saturating_add(options.cases);
    let mut first = options.first;
    loop {
        let left = options.seconds.saturating_sub(start.elapsed().as_secs());
        if first >= end || left == 0 {
            break;
        }
        let part = Options {
            first,
            cases: end - first,
            seconds: left,
            ..options.clone()
        };
        let Some(ended_by) = run_worker(harness, &part, &mut sums) else {
            break;
        };
        sums.cases += ended_by.saturating_sub(first) + 1;
        sums.findings += 1;
        first = ended_by + 1;
    }
    let seconds = start.elapsed().as_secs().max(1);
    println!(
        "{}: {} cases from seed {}, {} accepted, {} findings; {seconds} s, {} a second; slowest {} ms (case {}); {} MB",
        harness.name,
        sums.cases,
        options.seed,
        sums.accepted,
        sums.findings,
        sums.cases / seconds,
        sums.slowest.0,
        sums.slowest.1,
        sums.peak
    );
    if sums.findings > 0 {
        println!("see {}", findings_folder(options, harness).display());
    }
    sums.findings == 0
}

/// Runs one worker. Returns the case that has ended it, if it did not come to its end.
fn run_worker(harness: &'static Harness, options: &Options, sums: &mut Sums) -> Option<u64> {
    let mut worker = start(harness, options);
    let lines = BufReader::new(worker.stdout.take().expect("a pipe")).lines();
    let name = harness.name;
    let reader = thread::spawn(move || {
        let mut done = None;
        for line in lines.map_while(Result::ok) {
            match line.strip_prefix("done\t") {
                Some(sums) => done = Some(sums.to_owned()),
                None => println!("{name}: {line}"),
            }
        }
        done
    });
    let (status, is_stuck) = wait(&mut worker, harness, options);
    let done = reader.join().expect("the reader ends with the pipe");
    if let Some(done) = done {
        sums.add(&done);
        return None;
    }
    let case = current_case(harness, options)?;
    let (kind, message) = match is_stuck {
        true => ("stuck", format!("over {} s", GIVE_UP.as_secs())),
        false => ("crash", status.to_string()),
    };
    let finding = Finding {
        kind: kind.to_owned(),
        message,
    };
    let input = harness.input(&(harness.material)(), options.seed, case);
    keep(options, harness, case, &input, &finding);
    println!("{name}: finding\t{case}\t{kind}");
    Some(case)
}

fn start(harness: &Harness, options: &Options) -> Child {
    let program = std::env::current_exe().expect("this program");
    let numbers = [
        ("--seconds", options.seconds),
        ("--seed", options.seed),
        ("--first", options.first),
        ("--patience", options.patience.into()),
    ];
    let mut command = Command::new(program);
    command.args([
        "worker",
        harness.name,
        "--cases",
        &options.cases.to_string(),
    ]);
    for (name, number) in numbers {
        command.args([name, &number.to_string()]);
    }
    command.args(["--findings", &options.findings]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    child.expect("a second process")
}

/// Waits for the end of a worker; ends one whose case does not end.
fn wait(worker: &mut Child, harness: &Harness, options: &Options) -> (ExitStatus, bool) {
    let mut last = (None, Instant::now());
    loop {
        if let Some(status) = worker.try_wait().expect("the state of a process") {
            return (status, false);
        }
        sleep(Duration::from_millis(50));
        let case = current_case(harness, options);
        if case != last.0 {
            last = (case, Instant::now());
        }
        if last.1.elapsed() > GIVE_UP * options.patience {
            drop(worker.kill());
            return (worker.wait().expect("its end"), true);
        }
    }
}

fn current_case(harness: &Harness, options: &Options) -> Option<u64> {
    let text = std::fs::read_to_string(progress_file(options, harness)).ok()?;
    text.trim().parse().ok()
}

impl Sums {
    /// Adds what a worker has said at its end.
    fn add(&mut self, done: &str) {
        let mut numbers = done.split('\t').map(|number| number.parse().unwrap_or(0));
        let mut next = || numbers.next().unwrap_or(0);
        self.cases += next();
        self.accepted += next();
        self.findings += next();
        self.slowest = self.slowest.max((next(), next()));
        self.peak = self.peak.max(next());
    }
}
