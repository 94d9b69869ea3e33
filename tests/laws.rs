//! Laws of a build as a whole: the same sources give the same bytes, however the build came about.

mod support_press;

use std::path::{Path, PathBuf};
use std::process::Child;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bulletin::source::{SourceFile, SourceTree};
use proptest::prelude::*;

use support_press::corpus::{self, article, shuffled, site_toml};
use support_press::edits::{edit, make};
use support_press::folder::{
    OWN, Snapshot, assert_same_bytes, assert_unchanged_kept, assert_untouched, paths, snapshot,
};
use support_press::{Scratch, build, copy, read_bytes, start, write};

#[test]
fn the_same_sources_give_the_same_bytes() {
    let scratch = Scratch::new();
    scratch.write_all(&corpus::site(25));
    let first = snapshot(&scratch.build_clean("first", &["RAYON_NUM_THREADS=1"]));
    assert!(first.len() > 100);
    let zones = format!("TZDIR={}", wrong_zones(&scratch).display());
    for (name, options) in [
        ("again", &["RAYON_NUM_THREADS=1"][..]),
        ("many", &["RAYON_NUM_THREADS=13"]),
        ("later", &["--as-of", "2031-05-06"]),
        ("zone", &["TZ=America/New_York", "LANG=en_US.UTF-8"]),
        ("zones", &[zones.as_str()]),
    ] {
        let other = snapshot(&scratch.build_clean(name, options));
        assert_same_bytes(&first, &other, name);
    }
}

/// A folder of zones as a machine may have them, in which Shanghai lies in Greenwich.
fn wrong_zones(scratch: &Scratch) -> PathBuf {
    // RFC 8536, version 1: no transition, one kind of time, whose offset is 0, and its name.
    let mut zone = b"TZif".to_vec();
    zone.resize(4 + 16, 0);
    for count in [0_u32, 0, 0, 0, 1, 4] {
        zone.extend(count.to_be_bytes());
    }
    zone.extend([0; 6]);
    zone.extend(b"UTC\0");
    let zones = scratch.path("zoneinfo");
    write(&zones.join("Asia").join("Shanghai"), zone);
    zones
}

#[test]
fn the_shards_of_a_site_are_the_site() {
    let scratch = Scratch::new();
    scratch.write_all(&corpus::site(25));
    let out = scratch.build_clean("whole", &[]);
    let (whole, files) = (snapshot(&out), paths(&out).len());
    let mut together = Snapshot::new();
    for number in 1..=4 {
        let name = format!("shard-{number}");
        let shard = format!("{number}/4");
        let out = scratch.build_clean(&name, &["--shard", &shard]);
        let (part, all) = (paths(&out).len(), files);
        assert!(part * 3 < all && part * 5 > all, "{part} of {all}");
        for (path, file) in snapshot(&out) {
            let is_folder = file.bytes.is_none();
            let first = together.insert(path.clone(), file).is_none();
            assert!(is_folder || first, "{path} twice");
        }
    }
    assert_same_bytes(&whole, &together, "four shards");
}

#[test]
fn the_order_of_files_on_the_disk_does_not_matter() {
    let scratch = Scratch::new();
    scratch.write_all(&corpus::site(25));
    let first = snapshot(&scratch.build_clean("first", &[]));
    let keep = |path: &str| !path.starts_with("public/");
    for seed in [3, 77, 1234] {
        let to = scratch.path(&format!("shuffled-{seed}"));
        copy(&scratch.site(), &to, keep, |files| {
            *files = shuffled(std::mem::take(files), seed);
        });
        build(&to, &[]).expect(0);
        assert_same_bytes(&first, &snapshot(&to.join("public")), &seed.to_string());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_tree_is_sorted_however_it_was_walked(
        names in proptest::collection::btree_set("[a-c村./-]{1,6}", 0..40),
        seed in any::<u64>(),
    ) {
        let tree = |names: Vec<String>| {
            let file = |path: String| SourceFile { path: Arc::from(path) };
            SourceTree::from_files(names.into_iter().map(file).collect())
        };
        let sorted: Vec<String> = names.into_iter().collect();
        let walked = tree(shuffled(sorted.clone(), seed));
        let found: Vec<&str> = walked.files().iter().map(|file| &*file.path).collect();
        prop_assert_eq!(found, sorted.iter().map(String::as_str).collect::<Vec<_>>());
        for path in &sorted {
            prop_assert!(walked.has(path));
        }
    }
}

#[test]
fn a_build_without_changes_writes_nothing() {
    let scratch = Scratch::new();
    scratch.write_all(&corpus::site(25));
    scratch.build(&[]).expect(0);
    let (before, own) = (
        snapshot(&scratch.public()),
        paths(&scratch.public().join(OWN)),
    );
    for options in [
        &[][..],
        &["RAYON_NUM_THREADS=1"],
        &["--as-of", "2031-05-06"],
    ] {
        scratch.build(options).expect(0);
        // Folders too: a file that came and went would show there.
        assert_untouched(&before, &snapshot(&scratch.public()), "a second build");
        assert_eq!(own, paths(&scratch.public().join(OWN)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_site_built_again_and_again_equals_a_clean_build(
        script in proptest::collection::vec(
            (proptest::collection::vec(edit(), 1..4), any::<bool>()),
            3..6,
        ),
    ) {
        let scratch = Scratch::new();
        scratch.write_all(&corpus::site(10));
        scratch.settle();
        scratch.build(&[]).expect(0);
        for (step, (edits, is_settled)) in script.iter().enumerate() {
            let before = snapshot(&scratch.public());
            edits.iter().for_each(|edit| make(edit, &scratch));
            if *is_settled {
                scratch.settle();
            }
            let run = scratch.build(&[]);
            let after = snapshot(&scratch.public());
            if run.code == 0 {
                let clean = scratch.build_clean(&format!("clean-{step}"), &[]);
                assert_same_bytes(&after, &snapshot(&clean), "incremental and clean");
                assert_unchanged_kept(&before, &after, "incremental");
            } else {
                // A link to an article that is gone, two of one address: nothing may change.
                prop_assert_eq!(run.code, 1, "{}", run.said);
                assert_untouched(&before, &after, "a failing build");
            }
        }
    }
}

/// Every way in which a memo can be other than it was written.
fn damaged(memo: &[u8], other: &[u8]) -> Vec<Vec<u8>> {
    let mut all = vec![Vec::new(), other.to_vec(), memo[..memo.len() / 2].to_vec()];
    for at in [
        0,
        20,
        memo.len() / 3,
        memo.len() / 2,
        memo.len() - 20,
        memo.len() - 1,
    ] {
        let mut bytes = memo.to_vec();
        bytes[at] ^= 0x20;
        all.push(bytes);
    }
    all.push([memo, memo].concat());
    all
}

#[test]
fn a_damaged_or_foreign_memo_is_never_trusted() {
    const MEMO: &str = ".bulletin/cache/build";
    let read = |scratch: &Scratch| read_bytes(&scratch.site().join(MEMO));
    let (scratch, other) = (Scratch::new(), Scratch::new());
    for (scratch, articles) in [(&scratch, 6), (&other, 9)] {
        scratch.write_all(&corpus::site(articles));
        scratch.settle();
        scratch.build(&[]).expect(0);
    }
    let memo = read(&scratch);
    for (number, bytes) in damaged(&memo, &read(&other)).into_iter().enumerate() {
        scratch.write(MEMO, bytes);
        scratch.write(
            "content/articles/wen-2.md",
            format!("---\ntitle: 改{number}\ndate: 2024-01-02\n---\n正文\n"),
        );
        scratch.build(&[]).expect(0);
        let clean = scratch.build_clean(&format!("clean-{number}"), &[]);
        let what = format!("damage {number}");
        assert_same_bytes(&snapshot(&scratch.public()), &snapshot(&clean), &what);
    }
}

#[test]
fn outputs_that_somebody_changed_are_put_right() {
    let scratch = Scratch::new();
    scratch.write_all(&corpus::site(6));
    scratch.settle();
    scratch.build(&[]).expect(0);
    let before = snapshot(&scratch.public());
    scratch.write("public/index.html", "changed");
    scratch.remove("public/articles/index.html");
    scratch.build(&[]).expect(0);
    assert_same_bytes(&before, &snapshot(&scratch.public()), "put right");
}

#[cfg(unix)]
#[test]
fn another_text_of_the_same_size_and_time_is_found() {
    let scratch = Scratch::new();
    scratch.write_all(&corpus::site(6));
    let file = scratch.site().join("content/articles/wen-2.md");
    let text = |word: &str| format!("---\ntitle: {word}\ndate: 2024-01-02\n---\n正文\n");
    let time = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let write = |word: &str| {
        scratch.write("content/articles/wen-2.md", text(word));
        let file = std::fs::File::options()
            .write(true)
            .open(&file)
            .expect("the file");
        file.set_modified(time).expect("a time");
    };
    write("甲");
    scratch.build(&[]).expect(0);
    write("乙");
    scratch.build(&[]).expect(0);
    let clean = scratch.build_clean("clean", &[]);
    assert_same_bytes(
        &snapshot(&scratch.public()),
        &snapshot(&clean),
        "same size and time",
    );
}

/// How many builds are killed.
const KILLED: u32 = 32;

#[test]
fn a_killed_build_leaves_whole_files_and_the_next_one_puts_everything_right() {
    let scratch = Scratch::new();
    let sites = [scratch.path("one"), scratch.path("two")];
    two_sites(&scratch, &sites);
    let clean: Vec<Snapshot> = ["clean-one", "clean-two"]
        .iter()
        .zip(&sites)
        .map(|(name, site)| {
            let out = scratch.path(name);
            build(site, &["--out", out.to_str().expect("Unicode")]).expect(0);
            snapshot(&out)
        })
        .collect();
    let out = scratch.path("out");
    let options = ["--out", out.to_str().expect("a Unicode path")];
    build(&sites[0], &options).expect(0);
    let started = Instant::now();
    build(&sites[1], &options).expect(0);
    let whole = started.elapsed();
    let (mut now, mut torn) = (1, 0);
    for trial in 0..KILLED {
        // There, back and there again, each time from what the last one left.
        let next = if trial % 3 == 1 { now } else { 1 - now };
        let mut child = start(&sites[next], &options);
        if trial % 2 == 0 {
            // At any instant.
            std::thread::sleep(whole * (trial + 1) / KILLED);
        } else {
            // While files are moved into place, which is the shortest part of a build.
            wait_for_commit(&out, &mut child);
            std::thread::sleep(Duration::from_micros(u64::from(trial) * 97));
        }
        let _ = child.kill();
        child.wait().expect("the end of the build");
        let mixed = check_whole(&snapshot(&out), &clean);
        torn += u32::from(mixed);
        if trial % 3 == 2 {
            // On to the new state, or back to the old one.
            now = if trial % 4 < 2 { next } else { now };
            build(&sites[now], &options).expect(0);
            assert_same_bytes(&clean[now], &snapshot(&out), &format!("after kill {trial}"));
            let own: Vec<String> = paths(&out.join(OWN)).into_iter().collect();
            assert_eq!(own, ["lock", "manifest"], "after kill {trial}");
        }
    }
    assert!(torn > 0, "no build was killed while it wrote");
}

/// Two states of one site: a changed page everywhere, articles added, removed and renamed.
fn two_sites(scratch: &Scratch, sites: &[std::path::PathBuf; 2]) {
    scratch.write_all(&corpus::site(300));
    let lean = |subtitle| {
        let taxonomies =
            "[taxonomies.regions]\nfeed = false\n[taxonomies.initiatives]\nfeed = false\n";
        format!("{}{taxonomies}", site_toml(subtitle, 60))
    };
    scratch.write("site.toml", lean("一"));
    copy(&scratch.site(), &sites[0], |_| true, |_| {});
    for number in 0..40 {
        scratch.remove(&corpus::path(number * 7));
        let (path, text) = article(300 + number, 1);
        scratch.write(&path, text);
    }
    scratch.write("site.toml", lean("二"));
    // A folder in the place of a file, and a file in the place of a folder.
    support_press::write(&sites[0].join("static/x"), "a file");
    scratch.write("static/x/y/z.txt", "in a folder");
    copy(&scratch.site(), &sites[1], |_| true, |_| {});
}

/// Waits until a build has staged everything and begins to move files: it names them in its manifest first.
fn wait_for_commit(out: &Path, build: &mut Child) {
    let manifest = out.join(OWN).join("manifest");
    let modified = || {
        std::fs::metadata(&manifest)
            .and_then(|file| file.modified())
            .ok()
    };
    let before = modified();
    while modified() == before && build.try_wait().is_ok_and(|ended| ended.is_none()) {
        std::thread::sleep(Duration::from_micros(50));
    }
}

/// Every file is as the one state has it or as the other. Returns whether some are so and some so.
fn check_whole(found: &Snapshot, clean: &[Snapshot]) -> bool {
    let mut only = [false; 2];
    for (path, entry) in found.iter().filter(|(_, entry)| entry.bytes.is_some()) {
        let is = |at: usize| {
            clean[at]
                .get(path)
                .is_some_and(|other| other.bytes == entry.bytes)
        };
        let (first, second) = (is(0), is(1));
        assert!(
            first || second,
            "{path} is neither the old file nor the new one"
        );
        only[0] |= !second;
        only[1] |= !first;
    }
    only == [true; 2]
}
