"""TMX to TMX with every attribute of every element in the DTD of TMX 1.4b: the canonical XML is the same."""

import io
import random
from pathlib import Path

import pytest
from lxml import etree

from aligner.formats.tmx_copy import copy_units

DTD = etree.DTD(str(Path(__file__).resolve().parents[1] / "data" / "tmx14.dtd"))
ELEMENTS = {element.name: element for element in DTD.iterelements()}
ATTRIBUTES = {(name, attribute.name) for name, element in ELEMENTS.items() for attribute in element.iterattributes()}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
TEXTS = ["The lid", "盖上盖子。", " edges ", "a < b & c", "\ttab", "line\nend", "“”😀𠮷", "]]>", "x"]
INLINE = ("bpt", "ept", "ph", "it", "hi", "ut")
FILES = 20


class Maker:
    """Makes one memory from a number, which is the only seed."""

    def __init__(self, number):
        self.random = random.Random(number)
        self.numbers = iter(range(1, 100_000))
        self.used = set()

    def element(self, parent, name):
        element = etree.SubElement(parent, name)
        for attribute in ELEMENTS[name].iterattributes():
            if attribute.default == "required" or self.random.random() < 0.7:
                key = LANG if attribute.name == "lang" and attribute.prefix == "xml" else attribute.name
                element.set(key, self.value(attribute))
                self.used.add((name, attribute.name))
        return element

    def value(self, attribute):
        if values := attribute.values():
            return self.random.choice(values)
        if attribute.name == "lang":
            return self.random.choice(["en-US", "zh-CN", "zh-TW", "de", "EN"])
        if attribute.name in ("i", "x", "tuid"):
            return str(next(self.numbers))
        return self.random.choice(["20200101T000000Z", "7", "#xF8FF", 'a "b" <c> & d', "内容", " two  spaces "])

    def texts(self, element):
        element.text = self.random.choice(TEXTS)

    def inline(self, element, depth):
        self.texts(element)
        for name in self.random.sample(INLINE, self.random.randint(0, len(INLINE)) if depth else 0):
            child = self.element(element, name)
            if name == "hi":
                self.inline(child, depth - 1)
            elif self.random.random() < 0.5:
                child.text = "<b>"
                self.inline(self.element(child, "sub"), depth - 1)
            child.tail = self.random.choice([None, *TEXTS])

    def notes(self, parent):
        for name in self.random.choices(("note", "prop"), k=self.random.randint(0, 3)):
            self.texts(self.element(parent, name))

    def memory(self):
        root = etree.Element("tmx", version="1.4")
        header = self.element(root, "header")
        self.notes(header)
        for _ in range(self.random.randint(0, 2)):
            user_defined = self.element(header, "ude")
            for _ in range(self.random.randint(1, 2)):
                self.element(user_defined, "map")
            if any(each.get("code") for each in user_defined):
                user_defined.set("base", "b")
        body = etree.SubElement(root, "body")
        for _ in range(self.random.randint(1, 6)):
            unit = self.element(body, "tu")
            self.notes(unit)
            for _ in range(self.random.randint(1, 4)):
                variant = self.element(unit, "tuv")
                self.notes(variant)
                self.inline(etree.SubElement(variant, "seg"), 2)
        return root


@pytest.fixture(scope="module")
def memories():
    made = [Maker(number) for number in range(FILES)]
    return [(maker, maker.memory()) for maker in made]


def canonical(root):
    for element in root.iter("tmx", "body"):
        element.text = element.tail = None
        for child in element:
            child.tail = None
    return etree.tostring(root, method="c14n")


def test_the_files_are_valid_and_have_every_attribute(memories):
    used = set()
    for maker, root in memories:
        # the DTD allows "sub" in "sub" only within inline elements; an invalid file is a fault of the maker
        assert DTD.validate(root), DTD.error_log.filter_from_errors()[0]
        used |= maker.used
    assert ATTRIBUTES - used == {("tmx", "version")}
    assert len(ATTRIBUTES) > 60


@pytest.mark.parametrize("number", range(FILES))
def test_nothing_is_lost(number, memories, tmp_path):
    path = tmp_path / "memory.tmx"
    content = etree.tostring(memories[number][1], xml_declaration=True, encoding="utf-8")
    path.write_bytes(content)
    stream = io.BytesIO()
    copied = copy_units([str(path)], stream)
    root = etree.fromstring(content)
    assert copied.units == len(root.findall("body/tu"))
    assert canonical(etree.fromstring(stream.getvalue())) == canonical(root)
