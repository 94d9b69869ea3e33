//! Runs the harnesses on random inputs: `cargo run --profile fuzz --example fuzz -- articles --seconds 30`.
//!
//! The inputs follow from a seed number alone, so that every case can be made again. A second process runs the
//! cases: one that ends it, by a full stack or by lack of memory, is a finding like any other, and the run goes
//! on with the next case.

#![expect(
    clippy::disallowed_methods,
    reason = "inputs and findings are files of the test"
)]

mod harness;
mod mutate;
mod random;
mod run;
mod supervisor;
mod tokens;
mod worker;

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use harness::{HARNESSES, Harness, harness};
use run::Runner;

const USAGE: &str = "\
fuzz HARNESS|all [--seconds N] [--cases N] [--seed N] [--first N] [--patience N] [--findings FOLDER]
fuzz replay HARNESS FILE...       run these inputs
fuzz case HARNESS SEED NUMBER     print the input of a case
fuzz minimise HARNESS FILE        print a smaller input with the same finding
fuzz seeds HARNESS FOLDER         write the seeds into files, for cargo-fuzz";

/// The options of a run.
#[derive(Debug, Clone)]
struct Options {
    seconds: u64,
    cases: u64,
    seed: u64,
    first: u64,
    patience: u32,
    findings: String,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let is_fine = match words.as_slice() {
        ["worker", name, rest @ ..] => worker::work(known(name), &options(rest)),
        ["replay", name, files @ ..] => replay(known(name), files),
        ["case", name, seed, case] => print_case(known(name), number(seed), number(case)),
        ["minimise", name, file] => minimise(known(name), file),
        ["seeds", name, folder] => write_seeds(known(name), folder),
        ["all", rest @ ..] => {
            let results = HARNESSES
                .iter()
                .map(|harness| supervisor::supervise(harness, &options(rest)));
            results.fold(true, |all, is_fine| all & is_fine)
        }
        [name, rest @ ..] if harness(name).is_some() => {
            supervisor::supervise(known(name), &options(rest))
        }
        _ => {
            let names: Vec<&str> = HARNESSES.iter().map(|harness| harness.name).collect();
            eprintln!("{USAGE}\nharnesses: {}", names.join(", "));
            return ExitCode::from(2);
        }
    };
    ExitCode::from(u8::from(!is_fine))
}

fn known(name: &str) -> &'static Harness {
    harness(name).unwrap_or_else(|| panic!("no harness is called {name}"))
}

fn number(text: &str) -> u64 {
    text.parse()
        .unwrap_or_else(|_| panic!("{text} is no number"))
}

fn options(words: &[&str]) -> Options {
    let mut options = Options {
        seconds: 30,
        cases: u64::MAX,
        seed: 1,
        first: 0,
        patience: 1,
        findings: "target/fuzz".to_owned(),
    };
    for pair in words.chunks(2) {
        let [name, value] = pair else {
            panic!("{pair:?} has no value");
        };
        match *name {
            "--seconds" => options.seconds = number(value),
            "--cases" => (options.cases, options.seconds) = (number(value), u64::MAX / 2),
            "--seed" => options.seed = number(value),
            "--first" => options.first = number(value),
            "--patience" => options.patience = u32::try_from(number(value)).unwrap_or(1),
            "--findings" => options.findings = (*value).to_owned(),
            _ => panic!("there is no option {name}"),
        }
    }
    options
}

fn replay(harness: &'static Harness, files: &[&str]) -> bool {
    let mut runner = Runner::new(harness, 1);
    let mut is_fine = true;
    for file in files {
        let outcome = runner.run(&read(file));
        match outcome.finding {
            None => println!("{file}: fine, {} ms", milliseconds(outcome.time)),
            Some(finding) => {
                println!("{file}: {}\n{}", finding.kind, finding.message);
                is_fine = false;
            }
        }
    }
    is_fine
}

fn print_case(harness: &Harness, seed: u64, case: u64) -> bool {
    let input = harness.input(&(harness.material)(), seed, case);
    print(&input);
    true
}

fn minimise(harness: &'static Harness, file: &str) -> bool {
    let smaller = Runner::new(harness, 1).minimise(&read(file));
    print(&smaller);
    true
}

fn write_seeds(harness: &Harness, folder: &str) -> bool {
    std::fs::create_dir_all(folder).expect("a folder");
    for (number, seed) in (harness.material)().seeds.iter().enumerate() {
        let path = Path::new(folder).join(format!("seed-{number:04}"));
        std::fs::write(path, seed).expect("written");
    }
    true
}

fn read(file: &str) -> Vec<u8> {
    std::fs::read(file).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn print(input: &[u8]) {
    use std::io::Write as _;
    std::io::stdout().write_all(input).expect("printed");
}

/// A duration in milliseconds.
fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
