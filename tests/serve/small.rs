//! A site small enough to know which pages show what.

use crate::support::Sandbox;

pub(crate) const SITE: &str = "title = \"简报\"\nbase_url = \"https://jianbao.example/\"\n\
                    [taxonomies.tags]\nsource = \"tags\"\n\
                    [publish]\nunfinished = \"allow\"\n";

pub(crate) fn article(title: &str, day: &str, more: &str, body: &str) -> String {
    format!("---\ntitle: {title}\ndate: {day}\n{more}---\n{body}\n")
}

/// Two articles, an issue, an initiative, a region, a page and a static file.
pub(crate) fn small() -> Sandbox {
    let sandbox = Sandbox::new();
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 30\"/>";
    let one = "summary: 路的事。\nregions: [凌云县]\ninitiatives: [四下基层]\nissue: 2024-01\n";
    let two = "regions: [兴宾区]\ntags: [田间]\n";
    for (file, text) in [
        ("site.toml", SITE.to_owned()),
        (
            "content/initiatives/four-down.md",
            "---\nname: 四下基层\n---\n".into(),
        ),
        (
            "content/regions/451027.md",
            "---\naliases: [凌云]\n---\n山里的县。\n".into(),
        ),
        (
            "content/issues/2024-01.md",
            "---\nnumber: 1\ndate: 2024-01-31\n---\n".into(),
        ),
        (
            "content/pages/about.md",
            "---\ntitle: 关于\naliases: [/old/about/]\n---\n本刊。\n".into(),
        ),
        (
            "content/articles/one.md",
            article(
                "路灯亮了",
                "2024-01-02",
                one,
                "路修好了。\n\n## 后来\n\n灯也亮了。",
            ),
        ),
        (
            "content/articles/two.md",
            article(
                "水渠通了",
                "2024-03-02",
                two,
                "水来了。\n\n![水渠](map.svg)",
            ),
        ),
        ("content/articles/map.svg", svg.into()),
        ("static/robots-extra.txt", "1\n".into()),
    ] {
        sandbox.write(file, text);
    }
    sandbox
}

pub(crate) const ONE: &str = "/articles/2024/one/";
pub(crate) const TWO: &str = "/articles/2024/two/";

pub(crate) const LINGYUN: &str = "/regions/451027/";
pub(crate) const XINGBIN: &str = "/regions/451302/";
pub(crate) const GUANGXI: &str = "/regions/450000/";
