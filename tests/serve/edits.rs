//! Which pages load again after an edit: every kind of source, added, changed, renamed, removed and restored.

use std::collections::BTreeSet;
use std::fs;

use proptest::prelude::*;

use crate::small::{GUANGXI, LINGYUN, ONE, SITE, TWO, XINGBIN, article, small};
use crate::support::Sandbox;
use crate::support::edits::{apply, edit};
use crate::support::files::{copy, copy_files};
use crate::support::folder::paths;
use crate::support::photo::photo;
use crate::support::preview::{Preview, Tabs, Updates};
use crate::support::program::build_into;
use crate::support::sample::repository;

fn set(paths: &[&str]) -> BTreeSet<String> {
    paths.iter().map(|path| (*path).to_owned()).collect()
}

/// A preview whose pages are all open in a browser.
struct Browser {
    preview: Preview,
    tabs: Tabs,
}

impl Browser {
    fn open(sandbox: Sandbox) -> Self {
        let preview = Preview::start(sandbox, &[]);
        let tabs = preview.open_all();
        Self { preview, tabs }
    }

    /// Makes an edit and returns the pages that it updates. Then everything that is served must be what
    /// `build` writes, and the browser opens every page again.
    #[track_caller]
    fn step(&mut self, what: &str, edit: impl FnOnce(&Sandbox)) -> Updates {
        edit(&self.preview.sandbox);
        self.preview.wait_until_current();
        let updates = self.preview.updates(&self.tabs);
        self.preview.assert_equals_build(what);
        self.tabs = self.preview.open_all();
        updates
    }

    /// An edit after which exactly these pages load again.
    #[track_caller]
    fn reloads(&mut self, what: &str, edit: impl FnOnce(&Sandbox), expected: &[&str]) {
        let Updates { reload, restyle } = self.step(what, edit);
        assert_eq!(reload, set(expected), "{what}");
        assert!(restyle.is_empty(), "{what}: {restyle:?}");
    }

    /// An edit after which these pages load again, and those in `not` do not.
    #[track_caller]
    fn reloads_but(
        &mut self,
        what: &str,
        edit: impl FnOnce(&Sandbox),
        these: &[&str],
        not: &[&str],
    ) {
        let reload = self.step(what, edit).reload;
        for path in these {
            assert!(reload.contains(*path), "{what}: {path} not in {reload:#?}");
        }
        for path in not {
            assert!(self.tabs.contains_key(*path) || *path == "gone", "{path}?");
            assert!(!reload.contains(*path), "{what}: {path} in {reload:#?}");
        }
    }
}

#[test]
fn an_article_is_edited_renamed_removed_and_put_back() {
    let mut browser = Browser::open(small());
    let one = browser.preview.sandbox.path("content/articles/one.md");
    let original = fs::read_to_string(&one).expect("the article");
    let write = |text: String| move |site: &Sandbox| site.write("content/articles/one.md", text);

    let body = original.replace("灯也亮了", "灯也都亮了");
    browser.reloads("the end of the body", write(body), &[ONE]);
    let title = original.replace("路灯亮了", "路灯全亮了");
    browser.reloads_but(
        "the title",
        write(title),
        &[
            "/",
            ONE,
            TWO,
            LINGYUN,
            GUANGXI,
            "/articles/",
            "/archive/2024/01/",
            "/issues/2024-01/",
            "/issues/latest/",
            "/initiatives/four-down/",
        ],
        &[
            XINGBIN,
            "/old/about/",
            "/archive/2024/03/",
            "/tags/%E7%94%B0%E9%97%B4/",
            "/initiatives/",
            "/regions/",
        ],
    );
    let region = original.replace("凌云县", "兴宾区");
    browser.reloads_but(
        "the region",
        write(region),
        &[LINGYUN, XINGBIN, "/regions/", ONE],
        &["/archive/", "/old/about/", "/tags/"],
    );
    browser.reloads_but(
        "undone",
        write(original.clone()),
        &[LINGYUN, XINGBIN, ONE],
        &["/archive/"],
    );
    browser.reloads_but(
        "removed",
        |site| site.remove("content/articles/one.md"),
        &["/", ONE, TWO, LINGYUN, "/archive/", "/issues/2024-01/"],
        &["/old/about/"],
    );
    assert_eq!(browser.preview.get(ONE).status, 404);
    browser.reloads_but(
        "put back",
        write(original),
        &["/", TWO, LINGYUN],
        &["/old/about/"],
    );
    browser.reloads_but(
        "renamed",
        |site| fs::rename(&one, site.path("content/articles/other.md")).expect("renamed"),
        &["/", ONE, TWO, LINGYUN],
        &[XINGBIN, "/regions/"],
    );
    assert_eq!(browser.preview.get(ONE).status, 404);
    assert_eq!(browser.preview.get("/articles/2024/other/").status, 200);
}

#[test]
fn an_article_is_added_between_two() {
    let mut browser = Browser::open(small());
    let text = article("桥通了", "2024-02-02", "regions: [兴宾区]\n", "桥。");
    browser.reloads_but(
        "added",
        |site| site.write("content/articles/三.md", text),
        &[
            "/",
            ONE,
            TWO,
            XINGBIN,
            GUANGXI,
            "/articles/",
            "/archive/2024/",
            "/regions/",
        ],
        &[
            LINGYUN,
            "/old/about/",
            "/archive/2024/01/",
            "/archive/2024/03/",
            "/issues/2024-01/",
            "/initiatives/four-down/",
        ],
    );
    assert_eq!(browser.preview.get("/articles/2024/%E4%B8%89/").status, 200);
}

#[test]
fn edits_of_pages_issues_terms_and_regions_show_wherever_they_are_named() {
    let mut browser = Browser::open(small());
    browser.reloads(
        "a page's text",
        |site| {
            site.write(
                "content/pages/about.md",
                "---\ntitle: 关于\naliases: [/old/about/]\n---\n本刊说明。\n",
            )
        },
        &["/about/"],
    );
    browser.reloads_but(
        "a page's title",
        |site| {
            site.write(
                "content/pages/about.md",
                "---\ntitle: 说明\naliases: [/old/about/]\n---\n本刊说明。\n",
            )
        },
        &["/about/", "/", ONE],
        &["/old/about/"],
    );
    browser.reloads_but(
        "an issue's note",
        |site| {
            site.write(
                "content/issues/2024-01.md",
                "---\nnumber: 1\ndate: 2024-01-31\n---\n编者按。\n",
            )
        },
        &["/issues/2024-01/", "/issues/latest/"],
        &[ONE, TWO, LINGYUN, "/archive/"],
    );
    browser.reloads_but(
        "an issue's contents",
        |site| {
            site.write(
                "content/issues/2024-01.md",
                "---\nnumber: 1\ndate: 2024-01-31\ncontents: [two]\n---\n",
            )
        },
        &["/issues/2024-01/", ONE, TWO],
        &["/regions/", "/old/about/"],
    );
    browser.reloads_but(
        "an initiative's name",
        |site| {
            site.write(
                "content/initiatives/four-down.md",
                "---\nname: 新行动\naliases: [四下基层]\n---\n",
            )
        },
        &["/initiatives/four-down/", "/initiatives/", ONE, "/"],
        &[XINGBIN, "/old/about/"],
    );
    browser.reloads(
        "a region's text",
        |site| {
            site.write(
                "content/regions/451027.md",
                "---\naliases: [凌云]\n---\n大山里的县。\n",
            )
        },
        &[LINGYUN],
    );
    browser.reloads_but(
        "a region without an article",
        |site| site.write("content/regions/441900.md", "---\n---\n一座城。\n"),
        &["/regions/"],
        &[ONE, LINGYUN, "/old/about/"],
    );
    assert_eq!(browser.preview.get("/regions/441900/").status, 200);
    browser.reloads_but(
        "removed again",
        |site| site.remove("content/regions/441900.md"),
        &["/regions/"],
        &[ONE],
    );
    assert_eq!(browser.preview.get("/regions/441900/").status, 404);
}

#[test]
fn edits_of_images_settings_and_static_files_show() {
    let mut browser = Browser::open(small());
    let svg = |size: u32| {
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} 30\"/>")
    };
    browser.reloads(
        "another size",
        |site| site.write("content/articles/map.svg", svg(80)),
        &[TWO],
    );
    let same_size = svg(80).replace("/>", "><g/></svg>");
    browser.reloads(
        "another picture of that size",
        |site| site.write("content/articles/map.svg", same_size),
        &[TWO],
    );
    browser.reloads(
        "a file that no page shows",
        |site| site.write("static/robots-extra.txt", "2\n"),
        &[],
    );
    browser.reloads(
        "a new one",
        |site| site.write("static/a/b c.txt", "村"),
        &[],
    );
    assert_eq!(browser.preview.get("/a/b%20c.txt").text(), "村");
    browser.reloads("and removed", |site| site.remove("static/a/b c.txt"), &[]);
    assert_eq!(browser.preview.get("/a/b%20c.txt").status, 404);
    browser.reloads_but(
        "the site's title",
        |site| site.write("site.toml", SITE.replace("简报", "乡村简报")),
        &["/", ONE, "/about/", "/404.html", "/regions/"],
        &[],
    );
    browser.reloads_but(
        "a setting of the parser",
        |site| {
            site.write(
                "site.toml",
                SITE.replace("[taxonomies", "[articles]\nsummary = 3\n[taxonomies"),
            )
        },
        &["/", "/articles/"],
        &["gone"],
    );
    browser.reloads_but(
        "a taxonomy",
        |site| {
            site.write(
                "site.toml",
                SITE.replace("tags", "words")
                    .replace("source = \"words\"", "source = \"tags\""),
            )
        },
        &["/tags/", TWO],
        &["/old/about/"],
    );
    assert_eq!(browser.preview.get("/tags/").status, 404);
    assert_eq!(browser.preview.get("/words/").status, 200);
}

#[test]
fn edits_of_templates_style_sheets_and_strings_show() {
    let mut browser = Browser::open(small());
    let template = |name: &str| {
        let path = repository().join("themes/jianbao/templates").join(name);
        fs::read_to_string(path).expect("a template of the theme")
    };
    let page = template("page.html").replace("<article", "<article data-own");
    browser.reloads(
        "the site's own template",
        |site| site.write("templates/page.html", page),
        &["/about/"],
    );
    browser.reloads(
        "removed again",
        |site| site.remove("templates/page.html"),
        &["/about/"],
    );
    browser.reloads(
        "the theme in the site, as it is",
        |site| copy(&repository().join("themes"), &site.path("themes")),
        &[],
    );
    let style = "themes/jianbao/static/style.css";
    let text = fs::read_to_string(browser.preview.sandbox.path(style)).expect("the style");
    let Updates { reload, restyle } = browser.step("a style sheet", |site| {
        site.write(style, format!("{text}\nmain {{ color: red }}\n"))
    });
    assert_eq!(
        reload,
        set(&[]),
        "style sheets are replaced without a reload"
    );
    assert!(
        restyle.contains("/") && restyle.contains(ONE),
        "{restyle:?}"
    );
    let strings = "themes/jianbao/strings/zh-Hans.toml";
    let text = fs::read_to_string(browser.preview.sandbox.path(strings)).expect("the strings");
    let changed: String = text
        .lines()
        .map(|line| {
            if line.starts_with("home ") || line.starts_with("home=") {
                "home = \"起点\"\n".to_owned()
            } else {
                format!("{line}\n")
            }
        })
        .collect();
    assert_ne!(text, changed, "the string is there");
    browser.reloads_but(
        "a string",
        |site| site.write(strings, changed),
        &[ONE, "/about/"],
        &["gone"],
    );
    browser.reloads_but(
        "the built-in theme again",
        |site| fs::remove_dir_all(site.path("themes")).expect("removed"),
        &[ONE],
        &["gone"],
    );
}

#[test]
fn the_sample_is_served_as_it_is_built() {
    let sandbox = Sandbox::new();
    let is_kept_back = |path: &str| {
        let text = fs::read(repository().join(path)).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        text.contains("\ndraft: true") || text.contains("\nexpires:")
    };
    let content = paths(&repository().join("content")).into_iter();
    let content = content.map(|path| format!("content/{path}"));
    let mut sources: Vec<String> = content.filter(|path| !is_kept_back(path)).collect();
    sources.push("site.toml".to_owned());
    copy_files(repository(), &sandbox.site(), sources);
    // The pictures of the sample are too plain to be published in several sizes.
    sandbox.write("content/pages/road.jpg", photo());
    sandbox.write(
        "content/pages/road.md",
        "---\ntitle: 修路\n---\n![路](road.jpg)\n",
    );
    let preview = Preview::start(sandbox, &[]);
    preview.assert_equals_build("the sample");
    let built = preview.build();
    assert!(built.keys().any(|path| path.ends_with(".webp")));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, max_shrink_iters: 8, failure_persistence: None, ..ProptestConfig::default() })]

    /// After any edits in any order, on a site whose address has a path.
    #[test]
    fn the_server_sends_what_build_writes(
        script in proptest::collection::vec(proptest::collection::vec(edit(), 1..5), 3..7),
    ) {
        let sandbox = Sandbox::with_articles(10);
        let preview = Preview::start(sandbox, &[]);
        prop_assert_eq!(preview.mount.as_str(), "/a/b");
        for (step, edits) in script.iter().enumerate() {
            edits.iter().for_each(|edit| apply(edit, &preview.sandbox));
            let sandbox = &preview.sandbox;
            let run = build_into(&sandbox.site(), &sandbox.outside("tried"), &[]);
            if run.code == 0 {
                preview.wait_until_current();
                preview.assert_equals_build(&format!("step {step} of {script:?}"));
            } else {
                prop_assert!(!preview.wait_for_problems().is_empty());
            }
        }
    }
}
