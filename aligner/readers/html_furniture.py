"""Find the parts of a web page that are not main text (navigation, banners, footers), with reasons.

The module decides by the mark-up of the page (elements, roles, class names) and by the share of
link text. It never omits an element that contains the main part, the main heading or much of the
text. It does not use a general article extractor, because extractors lose tables and short pages,
and do not report line numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aligner.bitext import Removal
from aligner.interface import N_
from aligner.readers.block_builder import words
from aligner.readers.html_blocks import INVISIBLE, is_note, line_of, name_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_ELEMENTS = {"nav": "navigation", "aside": "side matter", "dialog": "a dialog", "button": "a button"}
_EDGES = {"header": "the page's header", "footer": "the page's footer"}
_PARTS = frozenset({"main", "article", "section", "blockquote"})
"""Elements whose header or footer belongs to them, not to the page."""
_ROLES = words("navigation banner contentinfo search menu menubar complementary dialog alertdialog toolbar")
_NAMES = words(
    "nav navbar navigation navigator menu menubar sidebar breadcrumb breadcrumbs cookie cookies footer masthead "
    "pagination pager share sharing social related advert advertisement ads toc skip newsletter subscribe "
    "headerlink permalink"
)
_CALLOUTS = re.compile(r"note|tip|warn|admonition|callout|important|caution|info|hint|example", re.IGNORECASE)
_ANCHOR_SIGNS = frozenset("§¶#🔗")
_WORD = re.compile(r"[A-Za-z]+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MIN_MAIN_SHARE = 0.3
"""Share of the page's text in the one <main> element that is taken for the text of the page."""
_MIN_ARTICLE_SHARE = 0.5
"""Share of the page's text in the one <article> element that is taken for the text of the page."""
_MAX_FURNITURE_SHARE = 0.4
"""Share of the page's text in an element that is left out."""
_MIN_LINK_SHARE = 0.8
"""Share of the characters within links in an element that is left out as a list of links."""
_MIN_LINKS = 4
"""Links in an element that is left out as a list of links."""
_MAX_LINK_CHARACTERS = 30
"""Mean characters of a link in a list of links; lists of literature or headlines have longer ones, and are text."""


@dataclass(slots=True)
class _Size:
    """The size of an element.

    Its values are the numbers of visible characters, of characters in links and of links, and whether
    the element contains the main part of the page.
    """

    characters: int = 0
    linked: int = 0
    links: int = 0
    essential: bool = False


def find_furniture(root: _Element) -> dict[_Element, str]:
    """Return the elements of a web page to omit, such as navigation and banners, with the reason for each.

    If one such element contains another, only the outer one is returned.
    """
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    sizes = _sizes(elements)
    total = sizes[root].characters
    main = _main_part(elements, sizes, total)
    furniture: dict[_Element, str] = {}
    if main is not None:
        _leave_out_around(main, furniture)
    within: set[_Element] = set() if main is None else set(main.iterdescendants())
    for element in elements:
        size = sizes[element]
        if size.essential or not size.characters or size.characters > _MAX_FURNITURE_SHARE * total:
            reason = N_("hidden") if _is_hidden(element) and not size.essential and size.characters else ""
        else:
            reason = _reason(element) or ("" if element in within else _link_reason(element, size))
        if reason:
            furniture.setdefault(element, reason)
    return {element: reason for element, reason in furniture.items() if not _is_inside(element, furniture)}


def removals(furniture: dict[_Element, str], first_line: int) -> tuple[Removal, ...]:
    """Return the text of the elements that are omitted from a web page, in line order.

    Args:
        furniture: the omitted elements with the reasons.
        first_line: line of the file on which the parsed text begins.
    """
    shown = []
    for element, reason in furniture.items():
        text = " ".join(" ".join(_visible_text(element)).split())
        if text:
            shown.append(Removal(text, (line_of(element) or 1) + first_line - 1, reason))
    return tuple(sorted(shown, key=lambda removal: removal.line))


def _visible_text(element: _Element) -> list[str]:
    texts = []
    skipped: _Element | None = None
    for node in element.iter():
        if skipped is not None and skipped in node.iterancestors():
            continue
        skipped = node if name_of(node) in INVISIBLE or not name_of(node) else None
        if skipped is None:
            texts.append(node.text or "")
        if node is not element:
            texts.append(node.tail or "")
    return texts


def _sizes(elements: list[_Element]) -> dict[_Element, _Size]:
    sizes = {element: _Size() for element in elements}
    for element in reversed(elements):  # children before their parents
        size = sizes[element]
        name = name_of(element)
        if name in INVISIBLE:
            size.characters = size.linked = size.links = 0
        else:
            size.characters += _visible(element.text)
        if name == "a":
            size.linked, size.links = size.characters, size.links + 1
        size.essential = size.essential or name in ("main", "article", "h1", "body") or element.get("role") == "main"
        parent = element.getparent()
        if parent is not None:
            above = sizes[parent]
            above.characters += size.characters + _visible(element.tail)
            above.linked += size.linked
            above.links += size.links
            above.essential = above.essential or size.essential
    return sizes


def _visible(text: str | None) -> int:
    return len("".join(text.split())) if text else 0


def _main_part(elements: list[_Element], sizes: dict[_Element, _Size], total: int) -> _Element | None:
    """Return the element that the page marks as its main part.

    The result is ``None`` if there is no such element, or if it has only a small part of the text.
    """
    for share, candidates in (
        (_MIN_MAIN_SHARE, [e for e in elements if name_of(e) == "main" or e.get("role") == "main"]),
        (_MIN_ARTICLE_SHARE, [e for e in elements if name_of(e) == "article"]),
    ):
        if len(candidates) == 1 and sizes[candidates[0]].characters >= share * total:
            return candidates[0]
    return None


def _leave_out_around(main: _Element, furniture: dict[_Element, str]) -> None:
    inner = main
    for ancestor in main.iterancestors():
        for child in ancestor:
            if child is not inner and name_of(child) and not _holds_heading(child):
                furniture[child] = f"is outside the page's <{name_of(main)}>"
        inner = ancestor


def _holds_heading(element: _Element) -> bool:
    return name_of(element) == "h1" or (name_of(element) not in INVISIBLE and element.find(".//h1") is not None)


def _reason(element: _Element) -> str:
    name = name_of(element)
    role = element.get("role") or ""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if _is_hidden(element):
        return "hidden"
    if is_note(element) or (name == "aside" and _CALLOUTS.search(names)):
        return ""
    if name == "a" and (element.text or "").strip() in _ANCHOR_SIGNS:
        return N_("sign of a link to the heading itself")
    if name in _ELEMENTS or role in _ROLES:
        return f"{_ELEMENTS.get(name, role)} <{name}>"
    if name in _EDGES and not any(name_of(ancestor) in _PARTS for ancestor in element.iterancestors()):
        return f"{_EDGES[name]} <{name}>"
    parts = {word.lower() for part in names.split() for word in (part, *_last_words(part))}
    known = sorted(_NAMES & parts)
    return f"is named {known[0]!r} in the page" if known and name != "body" else ""


def _last_words(name: str) -> list[str]:
    """Return the last word of a class name or id as a list; empty if the name has no word.

    The last word gives the function (``site-footer``). Earlier words give only the position
    (``footer-notes``).
    """
    return _WORD.findall(name)[-1:]


def _is_hidden(element: _Element) -> bool:
    hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
    return hidden or bool(_HIDDEN.search(element.get("style") or ""))


def _link_reason(element: _Element, size: _Size) -> str:
    if name_of(element) not in ("ul", "ol", "div", "p", "table", "td") or size.links < _MIN_LINKS:
        return ""
    if size.linked < _MIN_LINK_SHARE * size.characters or size.linked > _MAX_LINK_CHARACTERS * size.links:
        return ""
    return f"has {size.links} short links and little other text"


def _is_inside(element: _Element, furniture: dict[_Element, str]) -> bool:
    return any(ancestor in furniture for ancestor in element.iterancestors())
