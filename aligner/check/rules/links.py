"""Links and images: the same addresses on both sides, or those of the translation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING
from urllib.parse import unquote

from aligner.check.comparison import ADDRESS, Comparison, Text
from aligner.check.findings import Finding
from aligner.interface import _
from aligner.languages.english import CODE as ENGLISH
from aligner.languages.scripts import HAN_CHARACTER, han_count

if TYPE_CHECKING:
    from aligner.glossary import Glossary

LANGUAGE = r"(?:zh[-_](?:cn|tw|hk|sg|mo|hans|hant)|en[-_](?:us|gb)|en|eng|english|zh|zho|chs|cht|cn|tw|hk|chinese)"
IN_ADDRESS = re.compile(rf"(?<![a-z0-9]){LANGUAGE}(?![a-z0-9])", re.IGNORECASE)
"""A language in an address: a folder, a host, part of a file's name, the value of a parameter."""
FOREIGN_SITES = re.compile(r"^(?:https?:)?//(?:\w+\.)?\*\.(?:m\.)?wiki\w+\.org/")
"""Sites whose pages have other names in each language; the language is starred already."""
HOST = re.compile(r"^(?:https?:)?//(?P<name>[^/?#]*)", re.IGNORECASE)
LOCAL_HOST = re.compile(r"^(?:https?:)?//(?:www\.)?(?:\*\.)?", re.IGNORECASE)
"""What may stand before the name of a site: the scheme, ``www``, the language of its pages (starred already)."""
PAGE_ENDING = re.compile(r"(?:/index)?(?:\.(?:mdx?|markdown|html?|rst|adoc|asc))?/{,9}(?=[?#]|$)")
"""How a page ends in an address, which depends on what makes the pages."""
ADDED, LOST = 0.7, 0.9
"""Certainty that a link that the translation has, or lacks, is a fault: translators add links to sources."""
ANOTHER_SITE = 0.75
"""The same of a link to a page on another site, in the reader's country: a translation of what the source links to."""
CHINESE_SITE = re.compile(r"^(?:https?:)?//[^/?#]*\.(?:\*|cn)(?:[:/?#]|$)", re.IGNORECASE)
"""A host in China, also where the language in the address is starred."""
RENAMED = 0.55
"""The same of a place that has another name on the page in the other language, as its heading has."""
NUMBERED_ANCHOR = re.compile(r"#_\d*$")
"""What MkDocs calls a heading without Latin letters: ``#_4``."""
STATE = re.compile(r"[#?=/](?=[^/?#]{,400}[A-Z])(?=[^/?#]{,400}\d)[\w+=%~-]{40,2000}$")
"""What an editor on the web was left with, encoded."""
WORD = re.compile("[A-Za-z]+")
Written = dict[str, tuple[int, str]]
"""Where the first link with a comparable address begins, and how it is written."""


def links(found: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield the links of one side that lead elsewhere on the other, or are missing there."""
    unmatched = {
        side: {address for each in found.alone if each.side == side for address in addresses(each.text)}
        for side in ("source", "target")
    }
    for match in found.prose_matches():
        if found.languages_known and is_chinese(match.source if found.source.language == ENGLISH else match.target):
            continue  # no translation: a form that translators fill in, the way to the other language
        ours, theirs = addresses(match.source), addresses(match.target)
        if ours == theirs:
            continue
        # what stands beside a sentence, such as an image, may belong to it on the other side
        left = list((ours - addresses(match.whole_target)).elements())
        right = list((theirs - addresses(match.whole_source)).elements())
        if match.similarity < 1:  # or to a line without counterpart, where a sentence became a list
            left = [each for each in left if each not in unmatched["target"]]
            right = [each for each in right if each not in unmatched["source"]]
        if not left and not right:
            continue
        sides = written(match.source), written(match.target)
        left, right = without_translated(left, right, sides)
        repeated = addresses(match.whole_target).keys()
        for source, target in zip_longest(left, right):
            if source is not None and target is not None:
                said = tuple(map(shown, sides, (source, target)))
                message = _("the source links to {source}, the translation to {target}", source=said[0], target=said[1])
            elif source is not None:
                message = _("the link to {link} is missing", link=shown(sides[0], source))
            else:
                message = _("the link to {link} is not in the source", link=shown(sides[1], target))
            yield found.finding(
                "link-mismatch",
                message,
                match.source.place(offset(sides[0], source)),
                match.target.place(offset(sides[1], target)),
                found.certainty(match, certainty_of(sides, source, target, repeated)),
            )


def certainty_of(
    sides: tuple[Written, Written], source: str | None, target: str | None, repeated: Container[str]
) -> float:
    """Return how sure a difference of links is."""
    if source is not None and is_other_anchor(sides, source, target):
        return RENAMED
    if source and target and CHINESE_SITE.match(target) and not CHINESE_SITE.match(source) and HOST.match(source):
        return ANOTHER_SITE
    return ADDED if source is None or source in repeated else LOST


def is_chinese(text: Text) -> bool:
    """Whether a text is in Chinese, names aside, whatever the document around it."""
    return han_count(text.prose) > 2 * len(WORD.findall(text.prose))


def addresses(text: Text) -> Counter[str]:
    """Return the addresses of a text, made comparable, with their counts."""
    return Counter(comparable(value) for _, value in marked(text))


def marked(text: Text) -> list[tuple[int, str]]:
    """Return the links of a text and where they begin: marked ones, and addresses written out outside of code."""
    found = [(start, value) for start, _, kind, value in text.inlines if kind in ("link", "image")]
    return sorted([*found, *((match.start(), match[0]) for match in ADDRESS.finditer(text.without_code))])


def comparable(address: str) -> str:
    """Return an address without what differs between the languages of one site."""
    starred = IN_ADDRESS.sub("*", HOST.sub(lambda match: match[0].lower(), unquote(address.strip())))
    if FOREIGN_SITES.match(starred):
        starred = starred.split("/wiki")[0]
    plain = re.sub(r"/\*(?=/|$)|^\*/|\.\*(?=\.)", "", LOCAL_HOST.sub("//", starred)).removeprefix("./")
    return PAGE_ENDING.sub("", plain, count=1) if plain.strip("/") else plain[:1]


def without_translated(
    left: list[str], right: list[str], sides: tuple[Written, Written]
) -> tuple[list[str], list[str]]:
    """Take out pairs of which one leads to the page in the other language, or is a name in it."""
    for source in list(left):
        foreign = IN_ADDRESS.search(shown(sides[0], source)) is not None
        page = next(
            (
                target
                for target in right
                if is_same_page(source, target)
                or (foreign != bool(IN_ADDRESS.search(shown(sides[1], target))) and has_same_end(source, target))
            ),
            None,
        )
        if page is not None:
            left.remove(source)
            right.remove(page)
    for mine, others in ((right, left), (left, right)):
        for address in list(mine):
            base, mark, anchor = address.partition("#")
            same = [other for other in others if other.partition("#")[0] == base and "#" in other]
            if mark and HAN_CHARACTER.search(anchor) and same:
                others.remove(same[0])
                mine.remove(address)
    return left, right


def is_same_page(source: str, target: str) -> bool:
    """Whether two comparable addresses are the same page of one site, or titles that were translated."""
    if is_name(source) and is_name(target) and HAN_CHARACTER.search(source + target):
        return True  # titles of sections, by which some formats link
    if all(map(STATE.search, (source, target))) and STATE.sub("", source) == STATE.sub("", target):
        return True  # an example in a playground, translated
    paths = [HOST.sub("", each) for each in (source, target)]
    names = [each.rpartition("#")[2] for each in (source, target)]
    if any(map(is_name, (source, target))) and names[0] == names[1]:
        return True  # a section by its name alone, and with the file in which it stands
    if "#" in source and "#" in target and "" in (paths[0].partition("#")[0], paths[1].partition("#")[0]):
        return paths[0].partition("#")[2] == paths[1].partition("#")[2]  # other files, the same section
    hosts = [HOST.match(each) for each in (source, target)]
    if hosts.count(None) != 1:
        return False
    # a full address of a page of the same site, or its home page; a file, and where its repository shows it
    short, full = paths if hosts[0] is None else paths[::-1]
    return short.lstrip("./") == full.lstrip("./") or (
        len(words_of(short)) > 1 and full.endswith(f"/{short.lstrip('./')}")
    )


def has_same_end(source: str, target: str) -> bool:
    """Whether two paths end alike: a site of translations has the pages of others below a folder of their own."""
    shortest, longest = sorted((words_of(HOST.sub("", each)) for each in (source, target)), key=len)
    if not shortest:  # the home page of the site, and that in the other language
        names = [match["name"] for each in (source, target) if (match := HOST.match(each))]
        return len(longest) <= 1 and len(names) == 2 and names[0] == names[1]
    return longest[-len(shortest) :] == shortest


def is_other_anchor(sides: tuple[Written, Written], source: str, target: str | None) -> bool:
    """Whether two links lead to places of one page in two languages, where headings have other names."""
    if target is None or source.rpartition("#")[0] != target.rpartition("#")[0] or "#" not in source:
        return False
    if NUMBERED_ANCHOR.search(target) and not NUMBERED_ANCHOR.search(source):
        return True
    languages = [IN_ADDRESS.findall(shown(*side)) for side in zip(sides, (source, target), strict=True)]
    return languages[0] != languages[1]


def is_name(address: str) -> bool:
    """Whether an address is a title and not a path."""
    return re.search(r"[/.#:]", address) is None


def words_of(path: str) -> list[str]:
    """Return the parts of a path, without those that name a language or lead upwards."""
    return [part for part in path.split("/") if part not in ("", "*", "..", ".")]


def written(text: Text) -> Written:
    """Return the links of a text by their comparable addresses, each in one pass; of equal ones, the first."""
    found: Written = {}
    for start, value in marked(text):
        found.setdefault(comparable(value), (start, value))
    return found


def shown(side: Written, wanted: str) -> str:
    """Return an address as its text has it; the page itself where it is empty."""
    return side[wanted][1] or _("the page itself")


def offset(side: Written, wanted: str | None) -> int:
    """Return where a link begins, 0 for none."""
    return 0 if wanted is None else side[wanted][0]
