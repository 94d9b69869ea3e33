//! Generated sites: the same numbers give the same files.

use std::fmt::Write as _;

/// site.toml with a subtitle and a page size.
pub(crate) fn site_toml(subtitle: &str, page_size: usize) -> String {
    format!(
        "title = \"简报\"\nsubtitle = \"{subtitle}\"\nbase_url = \"https://jianbao.example/a/b/\"\n\
         [articles]\npage_size = {page_size}\n[taxonomies.tags]\nsource = \"tags\"\nfeed = false\n\
         [publish]\nunfinished = \"allow\"\n"
    )
}

/// The files of a site without its articles.
pub(crate) fn base_files() -> Vec<(String, String)> {
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    vec![
        file("site.toml", &site_toml("县乡村", 10)),
        file(
            "content/initiatives/organization.md",
            "---\nname: 组织振兴\n---\n抓组织。\n",
        ),
        file(
            "content/initiatives/four-down.md",
            "---\nname: 四下基层\nparent: organization\n---\n",
        ),
        file(
            "content/initiatives/qianwan.md",
            "---\nname: 千万工程\n---\n",
        ),
        file(
            "content/regions/451027.md",
            "---\naliases: [凌云]\n---\n凌云县在广西。\n",
        ),
        file(
            "content/regions/pinghuai.md",
            "---\nname: 平怀村\nparent: 凌云县\n---\n",
        ),
        file(
            "content/issues/2024-01.md",
            "---\nnumber: 1\ndate: 2024-01-31\n---\n编者按。\n",
        ),
        file(
            "content/issues/2024-02.md",
            "---\nnumber: 2\ndate: 2024-02-29\n---\n",
        ),
        file(
            "content/pages/about.md",
            "---\ntitle: 关于\naliases: [/guanyu.html]\n---\n## 本刊\n",
        ),
        file(
            "content/articles/map.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 30\"/>",
        ),
        file("static/CNAME.txt", "jianbao.example\n"),
    ]
}

const REGIONS: &[&str] = &["凌云县", "平怀村", "450000", "来宾市", "440605"];
const INITIATIVES: &[&str] = &["四下基层", "组织振兴", "千万工程"];

/// The path and text of article `number` in version `version`.
pub(crate) fn article(number: usize, version: usize) -> (String, String) {
    let day = format!(
        "{}-{:02}-{:02}",
        2022 + number % 3,
        1 + number % 12,
        1 + number % 28
    );
    let mut text = format!(
        "---\ntitle: 第{number}篇之{version}\ndate: {day}\nregions: [{}, {}]\ninitiatives: [{}]\ntags: [标签{}]\n",
        REGIONS[number % REGIONS.len()],
        REGIONS[(number + version + 1) % REGIONS.len()],
        INITIATIVES[number % INITIATIVES.len()],
        number % 4,
    );
    if number.is_multiple_of(3) {
        let _ = writeln!(text, "issue: 2024-0{}", 1 + number % 2);
    }
    if number.is_multiple_of(5) {
        let _ = writeln!(text, "aliases: [/old/{number}/]");
    }
    text.push_str("---\n");
    let _ = writeln!(
        text,
        "村里的第{version}件事。[关于](/about/#本刊)\n\n## 经过\n"
    );
    if number.is_multiple_of(7) {
        text.push_str("![地图](map.svg)\n\n```rust\nfn main() {}\n```\n");
    }
    for line in 0..3 + number % 5 {
        let _ = writeln!(
            text,
            "第{line}段说的是第{number}个村子怎样修路，怎样算账。\n"
        );
    }
    (path(number), text)
}

/// The path of article `number`.
pub(crate) fn path(number: usize) -> String {
    format!("content/articles/wen-{number}.md")
}

/// A site with `count` articles.
pub(crate) fn site(count: usize) -> Vec<(String, String)> {
    let mut files = base_files();
    files.extend((0..count).map(|number| article(number, 0)));
    files
}

/// The items in another order, which depends on `seed`.
pub(crate) fn shuffled<T>(mut items: Vec<T>, seed: u64) -> Vec<T> {
    let mut state = seed | 1;
    for at in (1..items.len()).rev() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let other = usize::try_from(state >> 33).unwrap_or_default() % (at + 1);
        items.swap(at, other);
    }
    items
}
