//! What `new` makes, `build` accepts, whatever it is called.

use crate::support::Sandbox;

/// Titles as editors paste them.
fn titles() -> Vec<String> {
    let mut titles: Vec<String> = [
        "平怀村的路",
        "关于（试行）的 通知",
        "👨‍👩‍👧 一家",
        "！！！",
        "（）",
        "——",
        "……",
        ".",
        "..",
        ".隐藏",
        "结尾。.",
        "CON",
        "nul.txt",
        "ＣＯＭ１",
        "C# 与 C++",
        "100%",
        "a/b\\c:d*e?f",
        "“四下”基层: 一",
        "'单引号'",
        "# 标题",
        "[要闻] 甲",
        "{甲}",
        "- 甲",
        "甲 #乙",
        "true",
        "null",
        "1e3",
        "2024",
        "2024-01-02",
        "2024年1月2日会议",
        "e\u{301}te\u{301}",
        "ئۇيغۇر",
        "凌云\u{200B}县",
        "\u{202E}甲",
        "甲\t乙",
        "“甲”",
        "甲、乙",
        "〔2024〕3号",
    ]
    .map(str::to_owned)
    .to_vec();
    titles.extend([67, 80, 81, 500].map(|length| "村".repeat(length)));
    titles.push("a".repeat(400));
    titles.push("Ⅷ👍（".repeat(60));
    titles
}

#[test]
fn every_file_that_new_makes_is_valid() {
    let site = Sandbox::with_settings();
    let mut made = 0;
    for title in titles() {
        for kind in ["article", "initiative"] {
            let run = site.run(&["new", kind, "--", &title]);
            made += usize::from(run.code == 0);
            // Two titles may have one name of a file.
            let is_made = run.code == 0 || run.stderr.contains("file-exists");
            assert!(is_made || kind != "article", "{title}: {}", run.stderr);
        }
    }
    assert!(made > 60, "{made}");
    for (key, code) in [
        ("2024-01", 0),
        ("con", 2),
        ("a b", 2),
        (&"k".repeat(300), 2),
    ] {
        let run = site.run(&["new", "issue", "--key", key]);
        assert_eq!(run.code, code, "{key}: {}", run.stderr);
    }
    assert_eq!(site.run(&["new", "region", "451027"]).code, 0);
    let build = site.run(&["build", "--drafts"]);
    assert_eq!(build.code, 0, "{}", build.stderr);
}

#[test]
fn a_title_that_is_too_long_is_refused_at_once() {
    let site = Sandbox::with_settings();
    let run = site.run(&["new", "article", "--slug", "a", &"村".repeat(2001)]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("text-too-long"), "{}", run.stderr);
}

#[test]
fn articles_with_one_title_have_addresses_of_their_own() {
    let site = Sandbox::with_settings();
    let make = || site.run(&["new", "article", "周报"]);
    assert_eq!(make().code, 0);
    // As if it had been made some days before.
    let folder = site.path("content/articles");
    let year = std::fs::read_dir(&folder).expect("a folder").next();
    let year = year.expect("a year").expect("a year").path();
    let name = year
        .file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned();
    let made = std::fs::read_dir(&year).expect("a folder").next();
    let made = made.expect("a file").expect("a file").path();
    let is_first = made.to_string_lossy().contains("-01-01-");
    let day = if is_first { "01-02" } else { "01-01" };
    std::fs::rename(&made, year.join(format!("{name}-{day}-周报.md"))).expect("renamed");
    let run = make();
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("周报-2.md"), "{}", run.stdout);
    assert_eq!(site.run(&["build", "--drafts"]).code, 0);
}
