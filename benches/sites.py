"""Writes one corpus as two sites: one for bulletin, one for Hugo, with the same bodies and the same terms."""

import csv
import json
import shutil
from pathlib import Path

import corpus

HERE = Path(__file__).resolve().parent
REGION_TABLE = HERE.parent / "data" / "regions.tsv"
REGION_COUNT = 400
FIRST_COUNTY = "420000"  # Hubei; Hunan, Guangdong and part of Guangxi follow

SITE_TOML = """\
title = "乡村振兴简报"
base_url = "https://example.org/"
language = "zh-Hans"
theme = "bench"

[articles]
page_size = 20

[output]
feeds = ["atom"]

[taxonomies.columns]
order = ["典型案例", "数据", "简讯", "经验交流", "要闻"]
"""


def write(folder, articles, seed=1, code=False):
    """Writes `folder/bulletin` and `folder/hugo`, and removes older files."""
    shutil.rmtree(folder, ignore_errors=True)
    bulletin, hugo = folder / "bulletin", folder / "hugo"
    shutil.copytree(HERE / "hugo", hugo)
    shutil.copytree(HERE / "theme", bulletin / "themes" / "bench")
    (bulletin / "site.toml").write_text(SITE_TOML, "utf-8")
    names = region_names()
    regions = choose_regions(names)
    initiatives = corpus.initiatives()
    write_hugo_regions(hugo, names, regions)
    for initiative in initiatives:
        write_initiative(bulletin, hugo, initiative)
    campaigns = [initiative for initiative in initiatives if initiative.parent]
    for number in range(1, articles + 1):
        write_article(bulletin, hugo, corpus.article(seed, number, regions, campaigns, code))


def region_names():
    """Code -> name, from the table that is compiled into bulletin: its first two columns."""
    with REGION_TABLE.open(encoding="utf-8", newline="") as table:
        rows = csv.reader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row[0]: row[1] for row in rows if len(row) > 1 and row[0].isdigit()}


def choose_regions(names):
    """Counties of neighbouring provinces: REGION_COUNT regions with their prefectures and provinces."""
    counties = [code for code in sorted(names) if len(code) == 6 and not code.endswith("00") and code >= FIRST_COUNTY]
    chosen, regions = [], set()
    for code in counties:
        with_ancestors = regions | {code, *ancestors(code, names)}
        if len(with_ancestors) > REGION_COUNT:
            break
        chosen.append(corpus.Region(code, names[code], ancestors(code, names)))
        regions = with_ancestors
    return chosen


def ancestors(code, names):
    """Province and prefecture; counties of a municipality have no prefecture in the table."""
    return tuple(above for above in (f"{code[:2]}0000", f"{code[:4]}00") if above in names)


def write_hugo_regions(hugo, names, regions):
    """Names of the regions for Hugo's templates, which know no table of their own."""
    codes = sorted({code for region in regions for code in (*region.ancestors, region.code)})
    put(hugo / "data" / "regions.json", json.dumps({code: names[code] for code in codes}, ensure_ascii=False))
    put(hugo / "content" / "articles" / "_index.md", "---\ntitle: 文章\n---\n")
    for key, title in (("columns", "栏目"), ("initiatives", "行动"), ("regions", "地区")):
        put(hugo / "content" / key / "_index.md", f"---\ntitle: {title}\n---\n")


def write_initiative(bulletin, hugo, initiative):
    text = f"本页收录“{initiative.name}”的文章，新近的在前。\n"
    parent = f"parent: {initiative.parent}\n" if initiative.parent else ""
    front = f"---\nname: {initiative.name}\n{parent}order: {initiative.order}\n---\n"
    put(bulletin / "content" / "initiatives" / f"{initiative.key}.md", front + text)
    put(hugo / "content" / "initiatives" / initiative.key / "_index.md", f"---\ntitle: {initiative.name}\n---\n{text}")


def write_article(bulletin, hugo, article):
    """The same body twice. Hugo's terms are flat, so its front matter names every ancestor as well."""
    path = Path("content", "articles", str(article.date.year), f"{article.slug}.md")
    initiatives = [initiative.key for initiative in article.initiatives]
    with_parents = [key for initiative in article.initiatives for key in (initiative.parent, initiative.key)]
    regions = [region.code for region in article.regions]
    with_ancestors = [code for region in article.regions for code in (*region.ancestors, region.code)]
    column = f"column: {article.column}"
    put(bulletin / path, front_matter(article, column, initiatives, regions) + article.body)
    # What bulletin's feeds give as categories: the article's own terms, by name.
    names = [*(term.name for term in (*article.initiatives, *article.regions)), article.column]
    columns = f"columns: [{article.column}]\nnames: [{', '.join(names)}]"
    put(hugo / path, front_matter(article, columns, with_parents, with_ancestors) + article.body)


def front_matter(article, column, initiatives, regions):
    codes = ", ".join(f'"{code}"' for code in regions)
    return f"""---
title: "{article.title}"
date: {article.date.isoformat()}+08:00
author: {article.author}
source: {article.source}
summary: "{article.summary}"
{column}
initiatives: [{", ".join(initiatives)}]
regions: [{codes}]
---
"""


def put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))
