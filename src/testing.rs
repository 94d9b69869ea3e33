//! Helpers for unit tests: the files of a small site, a request, and a limit on the growth of time.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use crate::pipeline::{Request, Shard};
use crate::site::{Clock, Show};
use crate::source::Folder;

/// The site.toml of a small site.
pub(crate) const SITE: &str = "title = \"简报\"\nbase_url = \"https://x.example/\"\n";

/// Writes a file of a site, with the folders above it.
#[expect(
    clippy::disallowed_methods,
    reason = "tests make the files that are read"
)]
pub(crate) fn write(folder: &Folder, file: &str, bytes: impl AsRef<[u8]>) {
    let path = folder.path(file);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    std::fs::write(path, bytes).expect("written");
}

/// Everything of a site, whatever the day, for a run at `now`.
pub(crate) fn request(folder: &Folder, now: SystemTime) -> Request {
    let as_of = jiff::Timestamp::from_second(1_800_000_000).expect("a moment");
    Request {
        clock: Clock {
            as_of,
            show: Show::All,
        },
        now,
        base_url: None,
        portable: false,
        out: folder.path("public"),
        shard: Shard::WHOLE,
        progress: Arc::default(),
    }
}

/// Checks that each text has one message alone, given as text, code of the message, and the words at its place.
/// `messages` returns the code of each message with the words at its place.
#[track_caller]
pub(crate) fn assert_messages(
    messages: impl Fn(&str) -> Vec<(&'static str, String)>,
    cases: &[(&str, &str, &str)],
) {
    let mut wrong = String::new();
    for &(text, code, place) in cases {
        let messages = messages(text);
        if messages != [(code, place.to_owned())] {
            wrong += &format!("{text:?}\n  {messages:?}\n  not {code} at {place:?}\n");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// How much longer four times the work may take. Linear work takes 4 times as long, and 16 times if it grows
/// with the square.
pub(crate) const LINEAR: u32 = 8;

/// The limit for work that grows with the square; with the cube it takes 64 times as long.
pub(crate) const QUADRATIC: u32 = 32;

/// Fails the test if `work` on the input of `size` takes more than `growth` times as long as on that of a
/// quarter of the size. Returns the output for `size`.
///
/// Only the time that the thread has been running counts, and where that fails the work is repeated, so that
/// a busy machine fails no test.
#[track_caller]
pub(crate) fn assert_growth<I, O>(
    growth: u32,
    size: usize,
    input: impl Fn(usize) -> I,
    work: impl Fn(&I) -> O,
) -> O {
    /// The work in which nothing grows: a cold cache, a page of memory that the system provides.
    const CONSTANT: Duration = Duration::from_millis(2);
    const ROUNDS: usize = 5;
    let (small, large) = (input(size / 4), input(size));
    let mut long = Duration::MAX;
    let mut shorts = Vec::new();
    for _ in 0..ROUNDS {
        shorts.extend((0..3).map(|_| time(|| work(&small)).0));
        shorts.sort();
        let short = shorts[shorts.len() / 2];
        let (duration, output) = time(|| work(&large));
        long = long.min(duration);
        if long < short * growth + CONSTANT {
            return output;
        }
    }
    panic!("{long:?} for size {size}, {shorts:?} for a quarter of it");
}

/// The time that `work` takes, with its output.
pub(crate) fn time<O>(work: impl FnOnce() -> O) -> (Duration, O) {
    let wall = Instant::now();
    let running = running_time();
    let output = work();
    let duration = match (running, running_time()) {
        (Some(before), Some(after)) => after - before,
        _ => wall.elapsed(),
    };
    (duration, output)
}

/// The CPU time of this thread; `None` if the system does not provide it.
#[expect(clippy::disallowed_methods, reason = "the system's own file")]
fn running_time() -> Option<Duration> {
    // The system brings the figure up to date when the thread stops, and at some ticks of the clock.
    std::thread::sleep(Duration::from_micros(100));
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = text.split(' ').next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

#[test]
fn work_that_grows_with_the_square_is_noticed() {
    let input = |size| (0..size).collect::<Vec<usize>>();
    let sum = |numbers: &Vec<usize>| numbers.iter().sum::<usize>();
    assert_eq!(assert_growth(LINEAR, 1_000, input, sum), 499_500);
    let pairs = |numbers: &Vec<usize>| {
        let pairs = numbers
            .iter()
            .flat_map(|a| numbers.iter().map(move |b| a ^ b));
        pairs.fold(0, usize::wrapping_add)
    };
    assert_growth(QUADRATIC, 4_000, input, pairs);
    let caught = std::panic::catch_unwind(|| assert_growth(LINEAR, 4_000, input, pairs));
    assert!(caught.is_err());
}
