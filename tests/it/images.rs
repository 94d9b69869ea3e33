//! Photographs of articles in built sites: renditions, metadata and the image cache.

use std::collections::BTreeMap;

use crate::support::photo::photo;
use crate::support::sandbox::SITE;
use crate::support::{Run, Sandbox, folder};

/// Files by path with their bytes.
type Files = BTreeMap<String, Vec<u8>>;

const PHOTO: &str = "content/articles/2024/road.jpg";

/// A site with an article that shows the photograph as its image and in its text.
fn site() -> Sandbox {
    let sandbox = Sandbox::with_settings();
    sandbox.write(PHOTO, photo());
    let article = "---\ntitle: 修路\ndate: 2024-01-02\nimage: {src: road.jpg, alt: 路}\n---\n正文在前。\n\n![新修的路](road.jpg)\n\n[大图](road.jpg)\n";
    sandbox.write("content/articles/2024/road.md", article);
    sandbox
}

fn build(sandbox: &Sandbox) -> Run {
    let run = sandbox.run(&["build"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    run
}

fn files(sandbox: &Sandbox, folder: &str) -> Files {
    folder::files(&sandbox.path(folder))
}

/// The published files that were made of the photograph.
fn renditions(sandbox: &Sandbox) -> Files {
    let mut files = files(sandbox, "public/articles/2024");
    files.retain(|name, _| name.starts_with("road-"));
    files
}

fn cached(sandbox: &Sandbox) -> Files {
    files(sandbox, ".bulletin/cache/images")
}

/// Files by name and hash, to be printed where a test fails.
fn digests(files: &Files) -> Vec<(String, String)> {
    let digest =
        |(name, bytes): (&String, &Vec<u8>)| (name.clone(), blake3::hash(bytes).to_string());
    files.iter().map(digest).collect()
}

fn published(sandbox: &Sandbox) -> Vec<(String, String)> {
    let mut files = files(sandbox, "public");
    // The manifest holds the times of files.
    files.retain(|name, _| name != ".bulletin/manifest");
    digests(&files)
}

fn cached_digests(sandbox: &Sandbox) -> Vec<(String, String)> {
    digests(&cached(sandbox))
}

fn holds(bytes: &[u8], needle: &str) -> bool {
    memchr::memmem::find(bytes, needle.as_bytes()).is_some()
}

fn size(bytes: &[u8]) -> (usize, usize) {
    let size = imagesize::blob_size(bytes).expect("an image");
    (size.width, size.height)
}

#[test]
fn renditions_are_small_and_no_file_holds_a_location() {
    let sandbox = site();
    build(&sandbox);
    let renditions = renditions(&sandbox);
    let rendition = |width: usize, ending: &str| {
        let ending = format!("-{width}.{ending}");
        let mut matches = renditions
            .iter()
            .filter(|(name, _)| name.ends_with(&ending));
        let (_, bytes) = matches
            .next()
            .unwrap_or_else(|| panic!("no {ending}: {:?}", digests(&renditions)));
        bytes
    };
    // Upright; and 750 is the width of the photograph.
    for (width, height) in [(480, 640), (750, 1000)] {
        for ending in ["webp", "jpg"] {
            assert_eq!(size(rendition(width, ending)), (width, height));
        }
    }
    assert_eq!(renditions.len(), 4);
    assert!(rendition(480, "webp").len() < 30_000);
    let public = files(&sandbox, "public");
    for (name, bytes) in public.iter().chain(&cached(&sandbox)) {
        assert!(!holds(bytes, "108.9E") && !holds(bytes, "Exif"), "{name}");
    }
    assert_eq!(size(&public["articles/2024/road.jpg"]), (750, 1000));
}

#[test]
fn pages_offer_sizes_and_feeds_one() {
    let sandbox = site();
    build(&sandbox);
    let page = sandbox
        .text("public/articles/2024/road/index.html")
        .expect("the article");
    let in_text = page.split("<picture>").last().expect("a picture");
    let in_text = in_text.split("</picture>").next().expect("its end");
    for part in [
        "<source type=\"image/webp\" srcset=\"../../../articles/2024/road-",
        "-750.webp 750w, ",
        "-480.webp 480w\" sizes=\"(",
        "><img src=\"../../../articles/2024/road-",
        "-750.jpg\" alt=\"新修的路\" loading=\"lazy\"",
        "-480.jpg 480w\" sizes=\"(",
        " width=\"750\" height=\"1000\">",
    ] {
        assert!(in_text.contains(part), "{part}: {in_text}");
    }
    assert_eq!(
        page.matches("<picture>").count(),
        2,
        "at the head and in the text"
    );
    assert!(
        page.contains("og:image\" content=\"https://jianbao.example/articles/2024/road-"),
        "{page}"
    );
    assert!(
        page.contains("<a href=\"../../../articles/2024/road.jpg\">"),
        "a link leads to the whole image"
    );
    for feed in ["atom.xml", "rss.xml", "feed.json"] {
        let feed = sandbox
            .text(&format!("public/{feed}"))
            .expect("a feed")
            .replace("\\\"", "\"");
        assert!(
            !feed.contains("srcset") && !feed.contains("<picture"),
            "{feed}"
        );
        assert!(
            feed.contains("<img src=\"https://jianbao.example/articles/2024/road-"),
            "{feed}"
        );
    }
}

#[test]
fn a_second_build_encodes_nothing() {
    let sandbox = site();
    build(&sandbox);
    let (files, before) = (published(&sandbox), cached_digests(&sandbox));
    assert_eq!(
        before.len(),
        5,
        "four renditions, and the image itself, turned"
    );
    assert_eq!(sandbox.text(".bulletin/.gitignore").as_deref(), Some("*\n"));
    let times = |sandbox: &Sandbox| {
        let time = |(name, _): (String, Vec<u8>)| {
            sandbox
                .path(&format!(".bulletin/cache/images/{name}"))
                .metadata()
                .expect("a file")
                .modified()
                .expect("a time")
        };
        cached(sandbox).into_iter().map(time).collect::<Vec<_>>()
    };
    let then = times(&sandbox);
    build(&sandbox);
    assert_eq!(
        (published(&sandbox), times(&sandbox)),
        (files.clone(), then)
    );
    // Without caches, the output is the same.
    for folder in [".bulletin", "public"] {
        let away = sandbox.path(&format!("{folder}-away"));
        std::fs::rename(sandbox.path(folder), away).expect("it can be moved away at any time");
    }
    build(&sandbox);
    assert_eq!(
        (published(&sandbox), cached_digests(&sandbox)),
        (files, before)
    );
}

#[test]
fn damaged_cache_files_are_replaced() {
    let sandbox = site();
    build(&sandbox);
    let (files, before) = (published(&sandbox), cached(&sandbox));
    let damage = [
        |bytes: &mut Vec<u8>| bytes[9] ^= 1,
        |bytes: &mut Vec<u8>| bytes.truncate(40),
        |bytes: &mut Vec<u8>| bytes.clear(),
    ];
    for ((name, bytes), damage) in before.iter().zip(damage.iter().cycle()) {
        let mut bytes = bytes.clone();
        damage(&mut bytes);
        sandbox.write(&format!(".bulletin/cache/images/{name}"), bytes);
    }
    // A file under the name of another is damaged, too.
    let name = before.keys().next().expect("a cached file");
    let other = before.values().nth(1).expect("another one");
    sandbox.write(&format!(".bulletin/cache/images/{name}"), other);
    build(&sandbox);
    assert_eq!(
        (published(&sandbox), cached_digests(&sandbox)),
        (files, digests(&before))
    );
}

#[test]
fn unused_cache_files_are_removed_when_they_are_large() {
    let sandbox = site();
    build(&sandbox);
    let (old, recent) = ("a".repeat(64), "b".repeat(64));
    let name = |name: &str| format!(".bulletin/cache/images/{name}");
    sandbox.write(&name(&old), vec![0; 60 << 20]);
    std::thread::sleep(std::time::Duration::from_millis(20));
    sandbox.write(&name(&recent), vec![0; 10 << 20]);
    build(&sandbox);
    let names: Vec<String> = cached(&sandbox).into_keys().collect();
    assert!(
        names.contains(&recent) && !names.contains(&old),
        "{names:?}"
    );
    assert_eq!(names.len(), 6);
}

#[test]
fn a_check_decodes_and_writes_nothing() {
    let sandbox = site();
    let before = digests(&files(&sandbox, "."));
    assert_eq!(sandbox.run(&["check"]).code, 0);
    assert_eq!(digests(&files(&sandbox, ".")), before);
    // The structure is whole, the compressed data is not: decoding finds it.
    let mut broken = photo();
    let table = memchr::memmem::find(&broken, b"\xff\xc4").expect("a table");
    broken[table + 5..table + 40].fill(0xfe);
    // Half of the data is missing, but not the end marker: browsers show the rest gray, without an error.
    let whole = photo();
    let mut half = whole[..whole.len() / 2].to_vec();
    half.extend([0xff, 0xd9]);
    for damaged in [broken, half] {
        sandbox.write(PHOTO, damaged);
        for command in ["check", "build"] {
            let run = sandbox.run(&[command]);
            assert_eq!(run.code, 1, "{}", run.stdout);
            assert!(
                run.stderr.contains("[bad-image]") && run.stderr.contains("road.md:8:9"),
                "{}",
                run.stderr
            );
        }
    }
    assert!(!sandbox.public().exists());
}

#[test]
fn a_site_without_images_has_no_image_cache() {
    let sandbox = Sandbox::with_settings();
    sandbox.write(
        "content/articles/a.md",
        "---\ntitle: 甲\ndate: 2024-01-02\n---\n正文\n",
    );
    build(&sandbox);
    assert!(!sandbox.path(".bulletin/cache/images").exists());
}

#[test]
fn a_theme_without_sizes_gets_the_image_itself_without_metadata() {
    let sandbox = site();
    assert_eq!(sandbox.run(&["theme", "eject", "plain"]).code, 0);
    let manifest = sandbox.text("themes/plain/theme.toml").expect("theme.toml");
    let (before, _) = manifest
        .split_once("[images]")
        .expect("the default theme asks for sizes");
    sandbox.write("themes/plain/theme.toml", before);
    sandbox.write("site.toml", format!("theme = \"plain\"\n{}", SITE));
    build(&sandbox);
    assert!(renditions(&sandbox).is_empty());
    let page = sandbox
        .text("public/articles/2024/road/index.html")
        .expect("the article");
    assert!(
        !page.contains("<picture") && page.contains("articles/2024/road.jpg\" alt=\"新修的路\""),
        "{page}"
    );
    for (name, bytes) in files(&sandbox, "public") {
        assert!(!holds(&bytes, "108.9E"), "{name}");
    }
}

/// Making images is most of a first build: its time and number are told, and those of a second build are none.
#[test]
fn the_time_for_images_is_told() {
    let sandbox = site();
    let images = |run: &Run| -> (f64, usize, usize) {
        let line = run.stdout.lines().find(|line| line.starts_with("images"));
        let words: Vec<&str> = line.expect("a line").split_whitespace().collect();
        (
            words[1].parse().expect("a time"),
            words[2].parse().expect("a number"),
            words[3].parse().expect("bytes"),
        )
    };
    let arguments = ["build", "--timings", "--lang", "en"];
    let (time, count, bytes) = images(&sandbox.run(&arguments).expect(0));
    assert!(time > 0.0 && bytes > 1000, "{time} ms, {bytes} bytes");
    assert_eq!(count, 1);
    assert_eq!(images(&sandbox.run(&arguments).expect(0)), (0.0, 0, 0));
}
