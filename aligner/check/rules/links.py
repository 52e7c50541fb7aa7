"""Compare the addresses of links and images, without the language that an address may contain."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING
from urllib.parse import unquote

from aligner.check.comparison import Comparison
from aligner.check.findings import Finding
from aligner.check.texts import ADDRESS, ADDRESS_MARKS, Text
from aligner.interface import _
from aligner.languages.english import CODE as ENGLISH
from aligner.languages.scripts import HAN_CHARACTER, han_count

if TYPE_CHECKING:
    from aligner.glossary import Glossary

LANGUAGE = r"(?:zh[-_](?:cn|tw|hk|sg|mo|hans|hant)|en[-_](?:us|gb)|en|eng|english|zh|zho|chs|cht|cn|tw|hk|chinese)"
IN_ADDRESS = re.compile(rf"(?<![a-z0-9]){LANGUAGE}(?![a-z0-9])", re.IGNORECASE)
"""A language in an address: a folder, a host, a part of a file name, or the value of a parameter."""
FOREIGN_SITES = re.compile(r"^(?:https?:)?//(?:\w+\.)?\*\.(?:m\.)?wiki\w+\.org/")
"""Sites whose pages have different names in each language; the language is already replaced by ``*``."""
HOST = re.compile(r"^(?:https?:)?//(?P<name>[^/?#]*)", re.IGNORECASE)
LOCAL_HOST = re.compile(r"^(?:https?:)?//(?:www\.)?(?:\*\.)?", re.IGNORECASE)
"""The part before the name of a site: the scheme, ``www``, and the language, which is already replaced by ``*``."""
PAGE_ENDING = re.compile(r"(?:/index)?(?:\.(?:mdx?|markdown|html?|rst|adoc|asc))?/{,9}(?=[?#]|$)")
"""The end of a page in an address, which depends on the site generator."""
ADDED_CONFIDENCE, LOST_CONFIDENCE = 0.7, 0.9
"""Confidence that an added or a missing link is a fault: translators add links to sources."""
OTHER_SITE_CONFIDENCE = 0.75
"""Confidence for a link to another site in the reader's country, which may be a translation of the linked page."""
CHINESE_SITE = re.compile(r"^(?:https?:)?//[^/?#]*\.(?:\*|cn)(?:[:/?#]|$)", re.IGNORECASE)
"""A host in China, also if the language in the address is replaced by ``*``."""
RENAMED_ANCHOR_CONFIDENCE = 0.55
"""Confidence for an anchor with another name on the page in the other language, where its heading differs."""
NUMBERED_ANCHOR = re.compile(r"#_\d*$")
"""The anchor that MkDocs gives a heading without Latin letters: ``#_4``."""
EDITOR_STATE = re.compile(r"[#?=/](?=[^/?#]{,400}[A-Z])(?=[^/?#]{,400}\d)[\w+=%~-]{40,2000}$")
"""The encoded state of a web editor in its address."""
WORD = re.compile("[A-Za-z]+")
FirstLinks = dict[str, tuple[int, str]]
"""Offset and text of the first link with each comparable address."""


def links(comparison: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield findings about links that are missing on one side or have another address there."""
    unmatched = {
        side: {address for each in comparison.unpaired if each.side == side for address in addresses(each.text)}
        for side in ("source", "target")
    }
    for match in comparison.prose_matches():
        if comparison.languages_known and is_chinese(
            match.source if comparison.source.language == ENGLISH else match.target
        ):
            continue  # not a translation, but a form for translators or a link to the other language
        ours, theirs = addresses(match.source), addresses(match.target)
        if ours == theirs:
            continue
        # an image beside a sentence may be part of the sentence on the other side
        left = list((ours - addresses(match.whole_target)).elements())
        right = list((theirs - addresses(match.whole_source)).elements())
        if match.similarity < 1:  # an unpaired line may have the link, if a sentence became a list
            left = [each for each in left if each not in unmatched["target"]]
            right = [each for each in right if each not in unmatched["source"]]
        if not left and not right:
            continue
        sides = first_links(match.source), first_links(match.target)
        left, right = without_translated(left, right, sides)
        repeated = addresses(match.whole_target).keys()
        for source, target in zip_longest(left, right):
            if source is not None and target is not None:
                written = tuple(map(shown, sides, (source, target)))
                message = _(
                    "the source links to {source}, the translation to {target}", source=written[0], target=written[1]
                )
            elif source is not None:
                message = _("the link to {link} is missing", link=shown(sides[0], source))
            else:
                message = _("the link to {link} is not in the source", link=shown(sides[1], target))
            yield comparison.finding(
                "link-mismatch",
                message,
                match.source.place(offset(sides[0], source)),
                match.target.place(offset(sides[1], target)),
                comparison.bounded_confidence(match, confidence_of(sides, source, target, repeated)),
            )


def confidence_of(
    sides: tuple[FirstLinks, FirstLinks], source: str | None, target: str | None, repeated: Container[str]
) -> float:
    """Return the confidence that a difference between the links of two paired texts is a fault."""
    if source is not None and is_other_anchor(sides, source, target):
        return RENAMED_ANCHOR_CONFIDENCE
    if source and target and CHINESE_SITE.match(target) and not CHINESE_SITE.match(source) and HOST.match(source):
        return OTHER_SITE_CONFIDENCE
    return ADDED_CONFIDENCE if source is None or source in repeated else LOST_CONFIDENCE


def is_chinese(text: Text) -> bool:
    """Return whether a text is mostly Chinese, whatever the language of its document."""
    count = han_count(text.prose)
    return count > 0 and count > 2 * len(WORD.findall(text.prose))


def addresses(text: Text) -> Counter[str]:
    """Return the addresses of a text in comparable form (see `comparable`), with their counts."""
    return Counter(comparable(value) for _, value in links_of(text))


def links_of(text: Text) -> list[tuple[int, str]]:
    """Return the offset and the address of each link of a text.

    Links are those of the mark-up, and addresses in the text outside of code.
    """
    marked = [(start, value) for start, _, kind, value in text.inlines if kind in ("link", "image")]
    if not ADDRESS_MARKS.search(text.without_code):
        return sorted(marked)
    return sorted([*marked, *((match.start(), match[0]) for match in ADDRESS.finditer(text.without_code))])


def comparable(address: str) -> str:
    """Return an address in comparable form: without the parts that differ between the languages of a site."""
    starred = IN_ADDRESS.sub("*", HOST.sub(lambda match: match[0].lower(), unquote(address.strip())))
    if FOREIGN_SITES.match(starred):
        starred = starred.split("/wiki")[0]
    plain = re.sub(r"/\*(?=/|$)|^\*/|\.\*(?=\.)", "", LOCAL_HOST.sub("//", starred)).removeprefix("./")
    return PAGE_ENDING.sub("", plain, count=1) if plain.strip("/") else plain[:1]


def without_translated(
    left: list[str], right: list[str], sides: tuple[FirstLinks, FirstLinks]
) -> tuple[list[str], list[str]]:
    """Return the links of both sides without pairs whose address was only adapted to the other language.

    Such pairs lead to the same page in two languages, or to the same anchor with a translated name.
    """
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
    """Return whether two addresses lead to the same page, or are a title and its translation.

    Args:
        source: address of the source in comparable form (see `comparable`).
        target: address of the translation in comparable form.
    """
    if is_name(source) and is_name(target) and HAN_CHARACTER.search(source + target):
        return True  # some formats link to sections by their titles
    if all(map(EDITOR_STATE.search, (source, target))) and EDITOR_STATE.sub("", source) == EDITOR_STATE.sub("", target):
        return True  # a translated example in a playground
    paths = [HOST.sub("", each) for each in (source, target)]
    names = [each.rpartition("#")[2] for each in (source, target)]
    if any(map(is_name, (source, target))) and names[0] == names[1]:
        return True  # a section by its name, and by its name with the file
    if "#" in source and "#" in target and "" in (paths[0].partition("#")[0], paths[1].partition("#")[0]):
        return paths[0].partition("#")[2] == paths[1].partition("#")[2]  # the same section of different files
    hosts = [HOST.match(each) for each in (source, target)]
    if hosts.count(None) != 1:
        return False
    # a relative and a full address of the same page, or a file and its page in the repository
    short, full = paths if hosts[0] is None else paths[::-1]
    return short.lstrip("./") == full.lstrip("./") or (
        len(words_of(short)) > 1 and full.endswith(f"/{short.lstrip('./')}")
    )


def has_same_end(source: str, target: str) -> bool:
    """Return whether one path ends with the other path.

    Sites of translations store the translated pages of another site in a folder.
    """
    shortest, longest = sorted((words_of(HOST.sub("", each)) for each in (source, target)), key=len)
    if not shortest:  # the home page of the site in both languages
        names = [match["name"] for each in (source, target) if (match := HOST.match(each))]
        return len(longest) <= 1 and len(names) == 2 and names[0] == names[1]
    return longest[-len(shortest) :] == shortest


def is_other_anchor(sides: tuple[FirstLinks, FirstLinks], source: str, target: str | None) -> bool:
    """Return whether two links differ only in the anchor, on a page whose headings are translated."""
    if target is None or source.rpartition("#")[0] != target.rpartition("#")[0] or "#" not in source:
        return False
    if NUMBERED_ANCHOR.search(target) and not NUMBERED_ANCHOR.search(source):
        return True
    languages = [IN_ADDRESS.findall(shown(*side)) for side in zip(sides, (source, target), strict=True)]
    return languages[0] != languages[1]


def is_name(address: str) -> bool:
    """Return whether an address is a title, not a path."""
    return re.search(r"[/.#:]", address) is None


def words_of(path: str) -> list[str]:
    """Return the parts of a path, without parts that name a language or the parent folder."""
    return [part for part in path.split("/") if part not in ("", "*", "..", ".")]


def first_links(text: Text) -> FirstLinks:
    """Return the first link of a text to each address in comparable form (see `comparable`)."""
    first: FirstLinks = {}
    for start, value in links_of(text):
        first.setdefault(comparable(value), (start, value))
    return first


def shown(side: FirstLinks, wanted: str) -> str:
    """Return an address as it is written in the text, or ``the page itself`` if it is empty."""
    return side[wanted][1] or _("the page itself")


def offset(side: FirstLinks, wanted: str | None) -> int:
    """Return the offset at which a text has a link to an address; 0 if the address is ``None``."""
    return 0 if wanted is None else side[wanted][0]
