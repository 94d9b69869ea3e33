//! Runs one case: whether it breaks a law, how long it takes, and how much memory it needs.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, Once, PoisonError};
use std::time::{Duration, Instant};

use crate::harness::{Check, Harness};

/// What is wrong with an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// The place of the panic, or the kind of the finding: findings of one kind are probably one.
    pub(crate) kind: String,
    /// All there is to say.
    pub(crate) message: String,
}

/// The place and message of the last panic, on whatever thread.
static LAST_PANIC: Mutex<Option<Finding>> = Mutex::new(None);

/// Keeps panics for [`Runner`] instead of printing them.
fn keep_panics() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location();
            let kind = place.map_or_else(String::new, |it| format!("{}:{}", it.file(), it.line()));
            let message = panic.to_string();
            let mut last = LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner);
            // The first one is the cause of the others.
            last.get_or_insert(Finding { kind, message });
        }));
    });
}

/// The unit in which [`running_time`] is measured.
const TICK: Duration = Duration::from_millis(10);

/// The CPU time of all threads of this process, where the system provides it.
fn running_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program, in parentheses, may contain anything.
    let (_, fields) = text.rsplit_once(") ")?;
    let ticks = fields.split(' ').skip(11).take(2);
    let ticks: Option<u32> = ticks.map(|ticks| ticks.parse::<u32>().ok()).sum();
    Some(TICK * ticks?)
}

/// What became of one input.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) time: Duration,
    /// Whether the program accepted it.
    pub(crate) is_accepted: bool,
    pub(crate) finding: Option<Finding>,
}

/// A harness that is open for inputs.
pub(crate) struct Runner {
    harness: &'static Harness,
    check: Check,
    /// How much longer than its limit an input may take: a program that is not optimised is slower.
    patience: u32,
}

impl Runner {
    pub(crate) fn new(harness: &'static Harness, patience: u32) -> Self {
        keep_panics();
        Self {
            harness,
            check: (harness.open)(),
            patience,
        }
    }

    /// Checks one input.
    pub(crate) fn run(&mut self, input: &[u8]) -> Outcome {
        let mut outcome = self.run_once(input);
        let limit = self.harness.time_limit * self.patience;
        if outcome.finding.is_some() || outcome.time <= limit {
            return outcome;
        }
        // Other programs may have been running meanwhile: only the time of this one counts.
        let before = running_time();
        outcome = self.run_once(input);
        if let (Some(before), Some(after)) = (before, running_time()) {
            outcome.time = outcome.time.min(after.saturating_sub(before));
        }
        if outcome.finding.is_none() && outcome.time > limit {
            outcome.finding = Some(Finding {
                kind: "slow".to_owned(),
                message: format!("{} ms", outcome.time.as_millis()),
            });
        }
        outcome
    }

    fn run_once(&mut self, input: &[u8]) -> Outcome {
        let start = Instant::now();
        let check = &mut self.check;
        let result = catch_unwind(AssertUnwindSafe(|| check(input)));
        let time = start.elapsed();
        if let Ok(is_accepted) = result {
            return Outcome {
                time,
                is_accepted,
                finding: None,
            };
        }
        // The panic may have left anything behind.
        self.check = (self.harness.open)();
        let last = LAST_PANIC
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let unknown = || Finding {
            kind: "panic".to_owned(),
            message: "a panic without a message".to_owned(),
        };
        Outcome {
            time,
            is_accepted: false,
            finding: Some(last.unwrap_or_else(unknown)),
        }
    }

    /// A smaller input with a finding of the same kind.
    pub(crate) fn minimise(&mut self, input: &[u8]) -> Vec<u8> {
        let mut best = input.to_vec();
        let Some(wanted) = self.run_once(&best).finding else {
            return best;
        };
        let mut size = best.len().next_power_of_two();
        while size > 0 {
            let mut at = 0;
            let before = best.len();
            while at < best.len() {
                let mut shorter = best.clone();
                drop(shorter.drain(at..(at + size).min(best.len())));
                match self.run_once(&shorter).finding {
                    Some(finding) if finding.kind == wanted.kind => best = shorter,
                    _ => at += size,
                }
            }
            if size == 1 && best.len() < before {
                continue;
            }
            size /= 2;
        }
        best
    }
}
