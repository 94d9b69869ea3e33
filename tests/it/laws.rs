//! Laws of whole builds: the same sources give the same bytes, whatever was built before and however it
//! ended.

use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bulletin::source::{SourceFile, SourceTree};
use proptest::prelude::*;

use crate::support::Sandbox;
use crate::support::corpus::{self, article, shuffled, site_toml};
use crate::support::edits::{apply, edit};
use crate::support::files::{self, copy, copy_files, read_bytes};
use crate::support::folder::{
    OWN_FOLDER, Snapshot, assert_same_bytes, assert_unchanged_kept, assert_untouched, paths,
    published,
};
use crate::support::program::{Run, build, build_command, build_into};

#[test]
fn the_same_sources_give_the_same_bytes() {
    let sandbox = Sandbox::with_articles(25);
    let one_thread = &[("RAYON_NUM_THREADS", "1")][..];
    let first = sandbox.build_clean_with("first", &[], one_thread);
    let first = published(&first);
    assert!(first.len() > 100);
    let zones = wrong_zones(&sandbox);
    let zones = zones.to_str().expect("a Unicode path");
    for (name, environment) in [
        ("again", one_thread),
        ("many", &[("RAYON_NUM_THREADS", "13")]),
        (
            "zone",
            &[("TZ", "America/New_York"), ("LANG", "en_US.UTF-8")],
        ),
        ("zones", &[("TZDIR", zones)]),
    ] {
        let other = sandbox.build_clean_with(name, &[], environment);
        assert_same_bytes(&first, &published(&other), name);
    }
    let later = sandbox.build_clean("later", &["--as-of", "2031-05-06"]);
    assert_same_bytes(&first, &published(&later), "later");
}

/// A time zone database in which the time of Shanghai is that of Greenwich.
fn wrong_zones(sandbox: &Sandbox) -> PathBuf {
    // RFC 8536, version 1: no transitions, one type of local time with offset 0, and its name.
    let mut zone = b"TZif".to_vec();
    zone.resize(4 + 16, 0);
    for count in [0_u32, 0, 0, 0, 1, 4] {
        zone.extend(count.to_be_bytes());
    }
    zone.extend([0; 6]);
    zone.extend(b"UTC\0");
    let zones = sandbox.outside("zoneinfo");
    files::write(&zones.join("Asia").join("Shanghai"), zone);
    zones
}

#[test]
fn the_shards_of_a_site_are_the_site() {
    let sandbox = Sandbox::with_articles(25);
    let out = sandbox.build_clean("whole", &[]);
    let (whole, files) = (published(&out), paths(&out).len());
    let mut together = Snapshot::new();
    for number in 1..=4 {
        let name = format!("shard-{number}");
        let shard = format!("{number}/4");
        let out = sandbox.build_clean(&name, &["--shard", &shard]);
        let (part, all) = (paths(&out).len(), files);
        assert!(part * 3 < all && part * 5 > all, "{part} of {all}");
        for (path, file) in published(&out) {
            let is_folder = file.bytes.is_none();
            let first = together.insert(path.clone(), file).is_none();
            assert!(is_folder || first, "{path} twice");
        }
    }
    assert_same_bytes(&whole, &together, "four shards");
}

#[test]
fn the_order_of_files_on_the_disk_does_not_matter() {
    let sandbox = Sandbox::with_articles(25);
    let first = published(&sandbox.build_clean("first", &[]));
    for seed in [3, 77, 1234] {
        let to = sandbox.outside(&format!("shuffled-{seed}"));
        copy_files(&sandbox.site(), &to, shuffled(sandbox.sources(), seed));
        build(&to, &[]).expect(0);
        assert_same_bytes(&first, &published(&to.join("public")), &seed.to_string());
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
        let paths: Vec<&str> = walked.files().iter().map(|file| &*file.path).collect();
        prop_assert_eq!(paths, sorted.iter().map(String::as_str).collect::<Vec<_>>());
        for path in &sorted {
            prop_assert!(walked.has(path));
        }
    }
}

#[test]
fn a_build_without_changes_writes_nothing() {
    let sandbox = Sandbox::with_articles(25);
    sandbox.build(&[]).expect(0);
    let (before, own) = (
        published(&sandbox.public()),
        paths(&sandbox.public().join(OWN_FOLDER)),
    );
    for (options, threads) in [
        (&[][..], "2"),
        (&[], "1"),
        (&["--as-of", "2031-05-06"], "2"),
    ] {
        let mut command = build_command(&sandbox.site(), options);
        Run::of(command.env("RAYON_NUM_THREADS", threads)).expect(0);
        // The times of folders, too: a temporary file would change them.
        assert_untouched(&before, &published(&sandbox.public()), "a second build");
        assert_eq!(own, paths(&sandbox.public().join(OWN_FOLDER)));
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
        let sandbox = Sandbox::with_articles(10);
        sandbox.age_sources();
        sandbox.build(&[]).expect(0);
        for (step, (edits, is_settled)) in script.iter().enumerate() {
            let before = published(&sandbox.public());
            edits.iter().for_each(|edit| apply(edit, &sandbox));
            if *is_settled {
                sandbox.age_sources();
            }
            let run = sandbox.build(&[]);
            let after = published(&sandbox.public());
            if run.code == 0 {
                let clean = sandbox.build_clean(&format!("clean-{step}"), &[]);
                assert_same_bytes(&after, &published(&clean), "incremental and clean");
                assert_unchanged_kept(&before, &after, "incremental");
            } else {
                // A link to an article that was removed, or one address for two: nothing may change.
                prop_assert_eq!(run.code, 1, "{}", run.stderr);
                assert_untouched(&before, &after, "a failing build");
            }
        }
    }
}

/// A build cache damaged in various ways, and that of another site.
fn damaged(cache: &[u8], other: &[u8]) -> Vec<Vec<u8>> {
    let mut all = vec![
        Vec::new(),
        other.to_vec(),
        cache[..cache.len() / 2].to_vec(),
    ];
    for at in [
        0,
        20,
        cache.len() / 3,
        cache.len() / 2,
        cache.len() - 20,
        cache.len() - 1,
    ] {
        let mut bytes = cache.to_vec();
        bytes[at] ^= 0x20;
        all.push(bytes);
    }
    all.push([cache, cache].concat());
    all
}

#[test]
fn a_damaged_or_foreign_build_cache_is_never_trusted() {
    const CACHE: &str = ".bulletin/cache/build";
    let read = |sandbox: &Sandbox| read_bytes(&sandbox.path(CACHE));
    let (sandbox, other) = (Sandbox::new(), Sandbox::new());
    for (sandbox, articles) in [(&sandbox, 6), (&other, 9)] {
        sandbox.write_all(&corpus::site(articles));
        sandbox.age_sources();
        sandbox.build(&[]).expect(0);
    }
    let cache = read(&sandbox);
    for (index, bytes) in damaged(&cache, &read(&other)).into_iter().enumerate() {
        sandbox.write(CACHE, bytes);
        sandbox.write(
            "content/articles/wen-2.md",
            format!("---\ntitle: 改{index}\ndate: 2024-01-02\n---\n正文\n"),
        );
        sandbox.build(&[]).expect(0);
        let clean = sandbox.build_clean(&format!("clean-{index}"), &[]);
        let what = format!("damage {index}");
        assert_same_bytes(&published(&sandbox.public()), &published(&clean), &what);
    }
}

#[test]
fn outputs_that_were_changed_are_restored() {
    let sandbox = Sandbox::with_articles(6);
    sandbox.age_sources();
    sandbox.build(&[]).expect(0);
    let before = published(&sandbox.public());
    sandbox.write("public/index.html", "changed");
    // The size alone does not tell a changed file.
    let page = "public/about/index.html";
    let text = sandbox.text(page).expect("a page");
    let same_size = text.replace("本刊", "他刊");
    assert!(same_size != text && same_size.len() == text.len());
    sandbox.write(page, same_size);
    sandbox.remove("public/articles/index.html");
    sandbox.build(&[]).expect(0);
    assert_same_bytes(&before, &published(&sandbox.public()), "restored");
}

#[cfg(unix)]
#[test]
fn another_text_of_the_same_size_and_time_is_found() {
    let sandbox = Sandbox::with_articles(6);
    let file = sandbox.path("content/articles/wen-2.md");
    let text = |word: &str| format!("---\ntitle: {word}\ndate: 2024-01-02\n---\n正文\n");
    let time = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let write = |word: &str| {
        sandbox.write("content/articles/wen-2.md", text(word));
        let file = std::fs::File::options()
            .write(true)
            .open(&file)
            .expect("the file");
        file.set_modified(time).expect("a time");
    };
    write("甲");
    sandbox.build(&[]).expect(0);
    write("乙");
    sandbox.build(&[]).expect(0);
    let clean = sandbox.build_clean("clean", &[]);
    assert_same_bytes(
        &published(&sandbox.public()),
        &published(&clean),
        "same size and time",
    );
}

/// How many builds are killed.
const KILLED: u32 = 32;

#[test]
fn a_killed_build_leaves_whole_files_and_the_next_one_completes_it() {
    let sandbox = Sandbox::new();
    let sites = [sandbox.outside("one"), sandbox.outside("two")];
    two_sites(&sandbox, &sites);
    let clean: Vec<Snapshot> = ["clean-one", "clean-two"]
        .iter()
        .zip(&sites)
        .map(|(name, site)| {
            let out = sandbox.outside(name);
            build_into(site, &out, &[]).expect(0);
            published(&out)
        })
        .collect();
    let out = sandbox.outside("out");
    build_into(&sites[0], &out, &[]).expect(0);
    let started = Instant::now();
    build_into(&sites[1], &out, &[]).expect(0);
    let whole = started.elapsed();
    let (mut now, mut torn) = (1, 0);
    for trial in 0..KILLED {
        // To the new state, back, and to the new one again, each time from where the killed build stopped.
        let next = if trial % 3 == 1 { now } else { 1 - now };
        let mut child = start(&sites[next], &out);
        if trial % 2 == 0 {
            // At any time.
            std::thread::sleep(whole * (trial + 1) / KILLED);
        } else {
            // While files are moved into place, the shortest phase of a build.
            wait_for_commit(&out, &mut child);
            std::thread::sleep(Duration::from_micros(u64::from(trial) * 97));
        }
        let _ = child.kill();
        child.wait().expect("the end of the build");
        let mixed = check_whole(&published(&out), &clean);
        torn += u32::from(mixed);
        if trial % 3 == 2 {
            // The next build goes on to the new state, or back to the old one.
            now = if trial % 4 < 2 { next } else { now };
            build_into(&sites[now], &out, &[]).expect(0);
            assert_same_bytes(
                &clean[now],
                &published(&out),
                &format!("after kill {trial}"),
            );
            let own: Vec<String> = paths(&out.join(OWN_FOLDER)).into_iter().collect();
            assert_eq!(own, ["lock", "manifest"], "after kill {trial}");
        }
    }
    assert!(torn > 0, "no build was killed while it wrote");
}

/// Two states of one site: every page differs, articles are added, removed and renamed.
fn two_sites(sandbox: &Sandbox, sites: &[PathBuf; 2]) {
    sandbox.write_all(&corpus::site(300));
    let lean = |subtitle| {
        let taxonomies =
            "[taxonomies.regions]\nfeed = false\n[taxonomies.initiatives]\nfeed = false\n";
        format!("{}{taxonomies}", site_toml(subtitle, 60))
    };
    sandbox.write("site.toml", lean("一"));
    copy(&sandbox.site(), &sites[0]);
    for number in 0..40 {
        sandbox.remove(&corpus::path(number * 7));
        let (path, text) = article(300 + number, 1);
        sandbox.write(&path, text);
    }
    sandbox.write("site.toml", lean("二"));
    // A folder where the other state has a file.
    files::write(&sites[0].join("static/x"), "a file");
    sandbox.write("static/x/y/z.txt", "in a folder");
    copy(&sandbox.site(), &sites[1]);
}

/// Starts `bulletin build` and does not wait for it.
fn start(site: &Path, out: &Path) -> Child {
    let mut command = build_command(site, &[]);
    command.arg("--out").arg(out);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("the program starts")
}

/// Waits until a build has staged everything and begins to move files: first it writes the manifest.
fn wait_for_commit(out: &Path, build: &mut Child) {
    let manifest = out.join(OWN_FOLDER).join("manifest");
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

/// Fails the test unless every file is that of one state or the other. Returns whether there are files of
/// both.
fn check_whole(outputs: &Snapshot, clean: &[Snapshot]) -> bool {
    let mut only = [false; 2];
    for (path, entry) in outputs.iter().filter(|(_, entry)| entry.bytes.is_some()) {
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
