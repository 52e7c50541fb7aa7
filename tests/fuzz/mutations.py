"""Bytes -> damaged bytes, the same for the same random numbers."""

from __future__ import annotations

import copy
import io
import json
import random
import re
import zipfile
from collections.abc import Sequence
from typing import Any

LARGEST = 200_000
"""Bytes of a damaged input: small inputs make a million runs possible; sizes are the matter of tests/growth."""
TOKENS = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n", b"\r\n", b"\n\n", b"\t", b" ", b"\x1b[31m", b"\x85",
    "\u202e".encode(), "\u2028".encode(), "\u3000".encode(), b"\xed\xa0\x80", b"\xf4\x90\x80\x80", "。".encode(),
    "第".encode(), "“".encode(), "１２".encode(), "🙂".encode(), b"0", b"-1", b"1e999", b"NaN", b"Infinity", b"9" * 30,
    b"9" * 5000, b"4294967296", b"1.1.1.1.1.1", b"true", b"null", b"{}", b"[]", b"[[[[[[", b"}}}}", b"{", b"(", b")",
    b"[a](", b"![](", b"```", b"~~~", b"    ", b"> > > ", b"# ", b"* * *", b"| a | b |", b"|---|", b"<!--", b"-->",
    b"<![CDATA[", b"]]>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"&#0;", b"&#x110000;", b"&amp;", b"<a>", b"</a>",
    b"<", b">", b"=", b":", b",", b";", b'"', b"'", b"\\", b"\\u0000", b"\\ud800", b"%s", b"%(a)s", b"%n", b"$", b"`",
    b".. note::", b"::\n\n", b"====", b"|||", b"+---+", b"include::", b"[[", b"]]", b"---\n", b"...\n", b"&a", b"*a",
    b"!!python/object:os.system", b"-->", b"00:00:01,000 --> 00:00:02,000", b"WEBVTT", b"msgid", b"endobj", b"stream",
    b"/Length 99999999", b"../../../etc/passwd", b"file:///etc/passwd", b"http://127.0.0.1:9/", b"C:\\a",
)  # fmt: skip
ODD_VALUES = ("", "-1", "0", "9" * 20, "9" * 5000, "x", "A1:XFD1048576", "\u0663", "none", "true", "1e999", "\u202e")
CHANGES = ("attribute", "attribute", "no attribute", "text", "gone", "twice", "name")
"""What may happen to an element; another value of an attribute is twice as likely as each of the others."""
_NUMBER = re.compile(rb"\d+")


def mutated(content: bytes, chance: random.Random, others: tuple[bytes, ...] = ()) -> bytes:
    """Return damaged bytes; of an archive mostly one member is damaged, of XML mostly an element."""
    if content.startswith(b"PK\x03\x04") and chance.random() < 0.9:
        return _mutated_archive(content, chance, others)
    if chance.random() < 0.4:
        if content.lstrip()[:1] == b"<":
            return _mutated_xml(content, chance)
        if content[:1] in (b"{", b"["):
            return _mutated_json(content, chance)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6, 20))):
        content = _one_mutation(content, chance, others)[:LARGEST]
    return content


def _one_mutation(content: bytes, chance: random.Random, others: tuple[bytes, ...]) -> bytes:
    kind = chance.choice(_KINDS)
    if not content and kind is not _inserted:
        return _inserted(content, chance, others)
    return kind(content, chance, others)


def _span(content: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(content) + 1)
    return start, min(len(content), start + chance.choice((1, 2, 4, 16, 64, 400)))


def _flipped(content: bytes, chance: random.Random, _others: tuple[bytes, ...]) -> bytes:
    place = chance.randrange(len(content))
    changed = content[place] ^ (1 << chance.randrange(8)) if chance.random() < 0.5 else chance.randrange(256)
    return content[:place] + bytes((changed,)) + content[place + 1 :]


def _deleted(content: bytes, chance: random.Random, _others: tuple[bytes, ...]) -> bytes:
    start, end = _span(content, chance)
    return content[:start] + content[end:]


def _repeated(content: bytes, chance: random.Random, _others: tuple[bytes, ...]) -> bytes:
    start, end = _span(content, chance)
    times = chance.choice((2, 2, 3, 10, 100, 1000))
    return content[:start] + (content[start:end] * times)[:20_000] + content[end:]


def _inserted(content: bytes, chance: random.Random, _others: tuple[bytes, ...]) -> bytes:
    place = chance.randrange(len(content) + 1)
    times = chance.choice((1, 1, 1, 1, 2, 50, 500))
    return content[:place] + (chance.choice(TOKENS) * times)[:10_000] + content[place:]


def _moved(content: bytes, chance: random.Random, _others: tuple[bytes, ...]) -> bytes:
    start, end = _span(content, chance)
    rest = content[:start] + content[end:]
    place = chance.randrange(len(rest) + 1)
    return rest[:place] + content[start:end] + rest[place:]


def _cut(content: bytes, chance: random.Random, _others: tuple[bytes, ...]) -> bytes:
    return content[: chance.randrange(len(content))]


def _spliced(content: bytes, chance: random.Random, others: tuple[bytes, ...]) -> bytes:
    other = chance.choice(others) if others else content
    return content[: chance.randrange(len(content) + 1)] + other[chance.randrange(len(other) + 1) :]


def _renumbered(content: bytes, chance: random.Random, others: tuple[bytes, ...]) -> bytes:
    numbers = list(_NUMBER.finditer(content, 0, LARGEST))
    if not numbers:
        return _inserted(content, chance, others)
    number = chance.choice(numbers)
    value = chance.choice((b"0", b"-1", b"1", b"2147483648", b"9" * 25, b"", b"1.5", b"1e400", b"00"))
    return content[: number.start()] + value + content[number.end() :]


_KINDS = (_flipped, _flipped, _deleted, _repeated, _inserted, _inserted, _moved, _cut, _spliced, _renumbered)


def _mutated_archive(content: bytes, chance: random.Random, others: tuple[bytes, ...]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    names = sorted(members)
    for name in chance.sample(names, min(len(names), chance.choice((1, 1, 2)))):
        what = chance.random()
        if what < 0.05:
            del members[name]
        elif what < 0.5 and members[name].lstrip()[:1] == b"<":
            members[name] = _mutated_xml(members[name], chance)
        else:
            for _ in range(chance.choice((1, 1, 2, 5))):
                members[name] = _one_mutation(members[name], chance, tuple(members.values()))[:LARGEST]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return buffer.getvalue()


def change_element(root: Any, chance: random.Random, changes: Sequence[str], values: Sequence[str], most: int) -> None:
    """Change one element of a tree as one of ``changes`` says; a tree of ``most`` elements gets no more."""
    from lxml import etree

    elements = [each for each in root.iter() if isinstance(each.tag, str)]
    element = chance.choice(elements)
    what = chance.choice(changes)
    if what == "attribute" and element.attrib:
        element.set(chance.choice(list(element.attrib)), chance.choice(values))
    elif what == "no attribute" and element.attrib:
        del element.attrib[chance.choice(list(element.attrib))]
    elif what == "text":
        element.text = chance.choice(values)
    elif what == "gone" and element.getparent() is not None:
        element.getparent().remove(element)
    elif what == "twice" and len(elements) < most:
        element.append(copy.deepcopy(chance.choice(elements)))
    elif what == "name":
        element.tag = chance.choice(elements).tag
    elif what == "deep":
        for _ in range(chance.choice((3, 50, 300))):
            element = etree.SubElement(element, element.tag)


def _mutated_xml(content: bytes, chance: random.Random) -> bytes:
    """Return XML with some elements and attributes changed; what is no XML comes back cut."""
    from lxml import etree

    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return content[: chance.randrange(len(content) + 1)]
    for _ in range(chance.randint(1, 4)):
        change_element(root, chance, (*CHANGES, "deep"), ODD_VALUES, 300)
    return etree.tostring(root)


def _mutated_json(content: bytes, chance: random.Random) -> bytes:
    """Return JSON, or lines of it, in which one value is another; what is no JSON comes back cut."""
    lines = content.split(b"\n") if content[:1] == b"{" and b"}\n{" in content else [content]
    number = chance.randrange(len(lines))
    try:
        value = json.loads(lines[number])
    except ValueError:
        return content[: chance.randrange(len(content) + 1)]
    for _ in range(chance.choice((1, 1, 3))):
        place, key = _place_in(value, chance)
        if place is None:
            value = _odd_json(chance)
        elif chance.random() < 0.2:
            del place[key]
        else:
            place[key] = _odd_json(chance)
    lines[number] = json.dumps(value).encode()
    return b"\n".join(lines)


def _place_in(value: object, chance: random.Random) -> tuple[Any, Any]:
    """Return a container within a JSON value and a key or number in it; none for a value that holds nothing."""
    place, key = None, None
    while isinstance(value, (dict, list)) and value and (place is None or chance.random() < 0.8):
        place, key = value, chance.choice(list(value) if isinstance(value, dict) else range(len(value)))
        value = place[key]
    return place, key


def _odd_json(chance: random.Random) -> object:
    deep: object = 0
    for _ in range(chance.choice((1, 30))):
        deep = [deep]
    numbers = (-1, 0, 1.5, 10**25, float("inf"), float("nan"))
    containers: tuple[object, ...] = ([], {}, deep, {"a": [1]}, [[1, 2], [3]])
    return chance.choice((None, True, *numbers, *containers, "\ud800", "a\nb", "x" * 5000, *ODD_VALUES))
