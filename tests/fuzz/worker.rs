//! The process that runs the cases. It writes the number of the case into a file before it runs it, so that the
//! [supervisor](super::supervisor) knows which one has ended the process.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::harness::Harness;
use super::mutate::Material;
use super::run::{Finding, Runner};
use super::{Options, milliseconds};

/// No input may need more, in megabytes.
const MEMORY_LIMIT: u64 = 400;

/// Cases between two looks at the memory.
const BATCH: u64 = 256;

/// Findings of one kind that are kept.
const KEPT: usize = 3;

/// A run with more kinds of findings than this stops.
const MAX_KINDS: usize = 40;

/// The file with the number of the case that is being run.
pub(super) fn progress_file(options: &Options, harness: &Harness) -> PathBuf {
    Path::new(&options.findings).join(format!("{}.case", harness.name))
}

/// The folder with the findings of a harness.
pub(super) fn findings_folder(options: &Options, harness: &Harness) -> PathBuf {
    Path::new(&options.findings).join(harness.name)
}

/// Keeps an input with what is wrong with it.
pub(super) fn keep(options: &Options, harness: &Harness, case: u64, input: &[u8], of: &Finding) {
    let folder = findings_folder(options, harness);
    std::fs::create_dir_all(&folder).expect("a folder");
    let name = format!("{}-{case}", options.seed);
    std::fs::write(folder.join(&name), input).expect("written");
    let text = format!("{}\n{}\n", of.kind, of.message);
    std::fs::write(folder.join(format!("{name}.txt")), text).expect("written");
}

struct Worker<'w> {
    harness: &'static Harness,
    options: &'w Options,
    material: Material,
    runner: Runner,
    progress: File,
    kinds: HashMap<String, usize>,
    accepted: u64,
    slowest: (Duration, u64),
}

/// Runs the cases. Returns whether there was no finding.
pub(super) fn work(harness: &'static Harness, options: &Options) -> bool {
    let progress = File::create(progress_file(options, harness)).expect("a file");
    let mut worker = Worker {
        harness,
        options,
        material: (harness.material)(),
        runner: Runner::new(harness, options.patience),
        progress,
        kinds: HashMap::new(),
        accepted: 0,
        slowest: (Duration::ZERO, 0),
    };
    let start = Instant::now();
    let end = options.first.saturating_add(options.cases);
    let mut case = options.first;
    let (mut batch, mut peak) = (case, 0);
    while case < end && start.elapsed().as_secs() < options.seconds {
        worker.run(case);
        case += 1;
        if case - batch == BATCH || case == end {
            peak = peak.max(worker.look_at_memory(batch..case));
            batch = case;
        }
        if worker.kinds.len() > MAX_KINDS {
            break;
        }
    }
    let (time, slowest) = worker.slowest;
    let count: usize = worker.kinds.values().sum();
    println!(
        "done\t{}\t{}\t{count}\t{}\t{slowest}\t{peak}",
        case - options.first,
        worker.accepted,
        milliseconds(time)
    );
    count == 0
}

impl Worker<'_> {
    fn run(&mut self, case: u64) {
        let at = self.progress.seek(SeekFrom::Start(0));
        let written = at.and_then(|_| self.progress.write_all(format!("{case:020}").as_bytes()));
        written.expect("the number of the case is written");
        let input = self.harness.input(&self.material, self.options.seed, case);
        let outcome = self.runner.run(&input);
        self.accepted += u64::from(outcome.is_accepted);
        self.slowest = self.slowest.max((outcome.time, case));
        if let Some(finding) = outcome.finding {
            self.record(case, &input, finding);
        }
    }

    fn record(&mut self, case: u64, input: &[u8], finding: Finding) {
        let count = self.kinds.entry(finding.kind.clone()).or_default();
        *count += 1;
        if *count <= KEPT {
            keep(self.options, self.harness, case, input, &finding);
            println!("finding\t{case}\t{}", finding.kind);
        }
    }

    /// Finds the cases that needed too much memory. Returns the peak of the batch in megabytes.
    fn look_at_memory(&mut self, batch: std::ops::Range<u64>) -> u64 {
        let peak = peak_memory().unwrap_or_default();
        if peak > MEMORY_LIMIT {
            for case in batch {
                let input = self.harness.input(&self.material, self.options.seed, case);
                reset_peak_memory();
                let before = peak_memory().unwrap_or_default();
                self.runner.run(&input);
                let after = peak_memory().unwrap_or_default();
                if after > MEMORY_LIMIT && after > before + MEMORY_LIMIT / 4 {
                    let finding = Finding {
                        kind: "memory".to_owned(),
                        message: format!("{after} MB, {before} MB before it"),
                    };
                    self.record(case, &input, finding);
                }
            }
            reset_peak_memory();
        }
        peak
    }
}

/// The largest memory that the process has had, in megabytes, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_ascii_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1024)
}

/// Begins to measure [`peak_memory`] anew.
fn reset_peak_memory() {
    drop(std::fs::write("/proc/self/clear_refs", "5"));
}
