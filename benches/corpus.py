"""Makes the articles: the same number and seed give the same article, whatever the size of the corpus.

Only `Random.random()` is drawn from, the one method whose sequence Python keeps the same in every version.
"""

import datetime
import random
from dataclasses import dataclass

import words

HAN_PER_ARTICLE = 2500
FIRST_DAY = datetime.datetime(2014, 1, 1)
DAYS = 3650  # ten years


class Draw:
    """A seeded source of choices, named so that one kind of draw never moves another."""

    def __init__(self, *name):
        self._random = random.Random("/".join(str(part) for part in name))

    def below(self, limit):
        return int(self._random.random() * limit)

    def between(self, low, high):
        return low + self.below(high - low + 1)

    def chance(self, share):
        return self._random.random() < share

    def of(self, choices):
        return choices[self.below(len(choices))]


@dataclass(frozen=True)
class Region:
    code: str
    name: str
    ancestors: tuple  # codes, from the province down


@dataclass(frozen=True)
class Initiative:
    key: str
    name: str
    parent: str  # key, or empty for one at the top
    order: int


@dataclass(frozen=True)
class Article:
    slug: str
    title: str
    date: datetime.datetime
    author: str
    source: str
    summary: str
    column: str
    initiatives: tuple  # of Initiative
    regions: tuple  # of Region
    body: str


def initiatives():
    """Five parents with seven children each, in the order in which a tree lists them."""
    tree = []
    for number, name in enumerate(words.PARENTS, 1):
        parent = f"p{number}"
        tree.append(Initiative(parent, name, "", number))
        for child, campaign in enumerate(words.CAMPAIGNS[(number - 1) * 7 : number * 7], 1):
            tree.append(Initiative(f"{parent}-{child}", campaign, parent, child))
    return tree


def title(seed, number):
    draw = Draw(seed, "title", number)
    return f"{draw.of(words.TITLES)}：{draw.of(words.SUBJECTS)}{draw.of(words.VERBS)}{draw.of(words.OBJECTS)}"


def date(seed, number):
    """The date of an article. The first 86,400 all differ, so that both tools list them in the same order."""
    draw = Draw(seed, "date", number)
    return FIRST_DAY + datetime.timedelta(days=draw.below(DAYS), seconds=number * 7919 % 86400)


def slug(number):
    return f"a{number:06}"


def article(seed, number, regions, campaigns, code=False):
    """Article `number`, from 1. `campaigns` are the initiatives that have a parent."""
    draw = Draw(seed, "article", number)
    day = date(seed, number)
    summary = sentence(draw) + sentence(draw)
    return Article(
        slug=slug(number),
        title=title(seed, number),
        date=day,
        author=draw.of(words.PEOPLE),
        source=draw.of(words.PAPERS),
        summary=summary,
        column=draw.of(words.COLUMNS),
        initiatives=one_or_two(draw, campaigns, lambda initiative: initiative.parent),
        regions=one_or_two(draw, regions, lambda region: region.ancestors[0]),
        body=body(draw, seed, number, day, code),
    )


def one_or_two(draw, choices, family):
    """One choice, or two of different families, so that no ancestor is named twice."""
    first = draw.of(choices)
    second = draw.of(choices)
    if draw.chance(0.5) and family(first) != family(second):
        return (first, second)
    return (first,)


def body(draw, seed, number, day, code):
    sections = draw.between(3, 5)
    first_heading = draw.below(len(words.HEADINGS))
    parts = []
    for section in range(sections):
        parts.append("## " + words.HEADINGS[(first_heading + section) % len(words.HEADINGS)])
        blocks = special_blocks(draw, seed, number, day, section, code)
        parts.extend(blocks)
        parts.extend(paragraphs(draw, HAN_PER_ARTICLE // sections - sum(map(han_count, blocks))))
    return "\n\n".join(parts) + "\n"


def special_blocks(draw, seed, number, day, section, code):
    """The blocks of an article other than paragraphs: list and link in the second section, table in the third."""
    blocks = []
    if section == 1:
        blocks.append(bullets(draw))
        if number > 1:
            blocks.append(cross_link(draw, seed, number, day))
    if section == 2 and number % 10 == 0:
        blocks.append(table(draw))
    if section == 2 and code:
        blocks.append(code_block(draw))
    return blocks


def paragraphs(draw, han):
    """Paragraphs of two to four sentences with about `han` Han characters."""
    made = []
    while han > 50:
        text = bold(draw) if draw.chance(0.5) else ""
        text += "".join(sentence(draw) for _ in range(draw.between(2, 4)))
        made.append(text)
        han -= han_count(text)
    return made


def sentence(draw):
    kind = draw.below(6)
    subject, verb, thing = draw.of(words.SUBJECTS), draw.of(words.VERBS), draw.of(words.OBJECTS)
    if kind == 0:
        return f"{draw.of(words.TIMES)}，{subject}在{draw.of(words.PLACES)}{verb}{thing}，{draw.of(words.RESULTS)}。"
    if kind == 1:
        return f"“{draw.of(words.QUOTES)}。”{draw.of(words.PEOPLE)}说，{subject}{verb}{thing}，{draw.of(words.RESULTS)}。"
    if kind == 2:
        return f"{draw.of(words.LINKERS)}，{subject}依照《{draw.of(words.DOCUMENTS)}》{verb}{thing}、{draw.of(words.OBJECTS)}，{draw.of(words.RESULTS)}。"
    if kind == 3:
        count, unit = draw.between(3, 980), draw.of(words.UNITS)
        return f"{subject}{verb}{thing}{count}{unit}，比上年增加{draw.between(1, 60)}%，{draw.of(words.RESULTS)}。"
    if kind == 4:
        return f"{draw.of(words.LINKERS)}，由{subject}牵头，{draw.of(words.SUBJECTS)}配合，{verb}{thing}；{draw.of(words.RESULTS)}，{draw.of(words.RESULTS)}。"
    return f"{subject}怎样{verb}{thing}？{draw.of(words.PLACES)}，{draw.of(words.PEOPLE)}算了一笔账：{draw.of(words.RESULTS)}！"


def bold(draw):
    """The clause that opens a paragraph; in one of three, punctuation touches the asterisks, as is usual."""
    slogan, subject = draw.of(words.SLOGANS), draw.of(words.SUBJECTS)
    kind = draw.below(6)
    if kind == 0:
        return f"{subject}推行**“{slogan}”**的做法，"
    if kind == 1:
        return f"**“{slogan}”**，{subject}抓得紧，"
    return f"**{slogan}**，{subject}抓得紧，"


def bullets(draw):
    return "\n".join(f"- {draw.of(words.VERBS)}{draw.of(words.OBJECTS)}，{draw.of(words.RESULTS)}；" for _ in range(4))


def cross_link(draw, seed, number, day):
    """A link to one of the hundred articles before this one, as a path from this file to that."""
    target = number - 1 - draw.below(min(number - 1, 100))
    year = date(seed, target).year
    path = f"{slug(target)}.md" if year == day.year else f"../{year}/{slug(target)}.md"
    return f"相关做法见[{title(seed, target)}]({path})一文。"


def table(draw):
    rows = [f"| {draw.of(words.OBJECTS)} | {draw.between(1, 900)} | {draw.of(words.UNITS)} |" for _ in range(6)]
    return "\n".join(["| 项目 | 数量 | 单位 |", "| --- | ---: | --- |", *rows])


def code_block(draw):
    lines = [f'item_{line} = {{ count = {draw.between(1, 900)}, done = true }}  # {draw.of(words.OBJECTS)}' for line in range(8)]
    return "\n".join(["```toml", "[ledger]", *lines, "```"])


def han_count(text):
    return sum("\u4e00" <= character <= "\u9fff" for character in text)
