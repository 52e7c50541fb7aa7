"""The catalogues: complete, current, with the placeholders of the English; and no message that is not in them."""

import ast
import re
import string
from itertools import product

import polib
import pytest

from aligner.alignment.diagnostics import LOW_AGREEMENT, NO_COUNTERPARTS
from aligner.check.lock import ADDED
from aligner.check.rules.partial import LOST_SENTENCE
from aligner.check.rules.untranslated import LEFT_TERM, WHOLE_PASSAGE
from aligner.formats.tmx_losses import NOT_HELD
from aligner.formats.xml_stream import DAMAGED
from aligner.interface import _, speaking, values_in
from aligner.interface.stored import TEMPLATES, WITH_NUMBERS, translated
from docs.generate.catalogue import CLICK, CLICK_PLURALS, catalogue_path, messages, rewrite_catalogues
from docs.generate.sections import ROOT

SAME = {
    "aligner: {line}",
    "{kind} {name!r}",
    "{name} {done} of {size}",
    "{pairs} in {folder}",
    "{errors}, {warnings}",
    "{usable} of {all}",
}
"""Messages whose translation may be the English text."""
ERROR_NAMES = re.compile(r"\w*Error$")
NOT_FOR_USERS = {
    "ValueError", "TypeError", "AttributeError", "RuntimeError", "KeyError", "RecursionError", "OSError", "EOFError",
    "NotImplementedError", "AssertionError", "ImportError", "IndexError", "LookupError", "MemoryError",
}  # fmt: skip
"""Errors that are caught within the program."""
CALLS = {"echo", "confirm", "fail", "BadParameter", "progress", "show", "remark"}
"""Functions that show their first argument."""
KEYWORDS = {"message", "reason", "problem", "hint", "advice"}
LISTS = {"remarks", "warnings", "notes"}
DATA = {"aligner {…}", "aligner: {…}", "… {…}"}


def catalogue():
    return polib.pofile(str(catalogue_path("zh")))


def translations(entry):
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def fields(text):
    """Return the placeholders of a template with their conversions and format specifications."""
    return {
        (name, conversion or "", form or "") for _text, name, form, conversion in string.Formatter().parse(text) if name
    }


def is_template(text):
    try:
        return bool(fields(text))
    except ValueError:
        return False


def test_the_catalogues_are_current():
    assert rewrite_catalogues(check=True) == [], "write them with python -m docs.generate"


def test_every_message_is_translated():
    missing = [
        entry.msgid
        for entry in catalogue()
        if "fuzzy" in entry.flags
        or not all(translations(entry))
        or (entry.msgid in translations(entry) and entry.msgid not in SAME)
    ]
    assert missing == []


def test_placeholders_agree_to_the_format():
    wrong = []
    for entry in catalogue():
        for text in translations(entry):
            if is_template(entry.msgid) and not {entry.msgid, entry.msgid_plural} & set(CLICK):
                known = fields(entry.msgid_plural or entry.msgid)
                if not fields(text) <= known or {name for name, *_rest in known} != {
                    name for name, *_rest in fields(text)
                }:
                    wrong.append((entry.msgid, text))
    assert wrong == []


def test_our_own_check_finds_nothing_missing():
    from aligner.check.project import check_translation

    report = check_translation(catalogue_path("zh"))
    rules = {"omission", "placeholder-mismatch", "forbidden-term", "duplicated-target"}
    assert [(each.rule, each.message) for each in report.findings if each.rule in rules] == []
    assert report.files[0].coverage == 1


def test_what_is_recognised_in_messages_is_told_apart_in_chinese():
    templates = [*LEFT_TERM, *WHOLE_PASSAGE, LOST_SENTENCE, ADDED, NOT_HELD, DAMAGED, *TEMPLATES]
    with speaking("zh"):
        for template in templates:
            values = {name: "Wort 词" for name, *_rest in fields(template)}
            message = _(template, **values)
            assert values_in(message, _(template)) == values
            others = [each for each in [*LEFT_TERM, *WHOLE_PASSAGE] if each != template]
            assert not any(values_in(message, _(each)) for each in others), template


def test_stored_texts_are_translated_where_they_are_shown():
    assert translated("repeated at the edges of 12 pages") == "repeated at the edges of 12 pages"
    with speaking("zh"):
        assert translated("repeated at the edges of 12 pages") == "在 12 页的页边重复"
        assert translated("confidence below 0.5") == "置信度低于 0.5"
        assert "12%" in translated("only 12% of the text of a.txt found a counterpart; see the unaligned segments")
        assert translated(LOW_AGREEMENT) != LOW_AGREEMENT
        assert translated(NO_COUNTERPARTS) != NO_COUNTERPARTS
        assert translated("a text of a document") == "a text of a document"
        assert all(translated(each.replace("N", "7")) != each.replace("N", "7") for each in WITH_NUMBERS)


def test_the_messages_of_click_are_those_of_the_installed_click():
    """A message that click has changed would be shown in English."""
    from pathlib import Path

    import click

    source = "\n".join(path.read_text(encoding="utf-8") for path in Path(click.__file__).parent.glob("*.py"))
    texts = {node.value for node in ast.walk(ast.parse(source.replace("from __future__ import annotations", "")))
             if isinstance(node, ast.Constant) and isinstance(node.value, str)}  # fmt: skip
    assert {text for text in CLICK if text not in texts} == set()
    assert {text for pair in CLICK_PLURALS for text in pair if text not in texts} == set()


def shown(node):
    """Return a string with its values left out; empty for what is no string with words."""
    if isinstance(node, ast.JoinedStr):
        text = "".join(each.value if isinstance(each, ast.Constant) else "{…}" for each in node.values)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value
    else:
        return ""
    return text if re.search("[A-Za-z]{2}", text.replace("{…}", "")) and text not in DATA else ""


def strings_in(node):
    """Yield the strings that an expression may be, both branches of a conditional and the items of a tuple."""
    if isinstance(node, ast.IfExp):
        yield from strings_in(node.body)
        yield from strings_in(node.orelse)
    elif isinstance(node, (ast.Tuple, ast.List)):
        for each in node.elts:
            yield from strings_in(each)
    elif isinstance(node, ast.BinOp):
        yield from strings_in(node.left)
        yield from strings_in(node.right)
    elif text := shown(node):
        yield node.lineno, text


def name_of(node):
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def untranslated_in(tree):
    """Yield line and text of the literals that are handed to what shows messages."""
    for node in ast.walk(tree):
        if isinstance(node, ast.AugAssign) and name_of(node.target) in LISTS:
            yield from strings_in(node.value)
        if not isinstance(node, ast.Call):
            continue
        name = name_of(node.func)
        if node.args and ((ERROR_NAMES.match(name) and name not in NOT_FOR_USERS) or name in CALLS):
            yield from strings_in(node.args[0])
        if name in ("append", "extend") and isinstance(node.func, ast.Attribute) and name_of(node.func.value) in LISTS:
            yield from strings_in(node.args[0])
        if name not in ("_", "_n"):
            for each in node.keywords:
                if each.arg in KEYWORDS:
                    yield from strings_in(each.value)


MODULES = sorted(path for path in (ROOT / "aligner").rglob("*.py") if path.parent.name != "interface")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_message_is_a_literal(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    found = {each for function in functions for part in function.body for each in untranslated_in(part)}
    assert sorted(found) == [], "write _(...) with named placeholders"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_is_translated_can_be_collected(path):
    """`_` takes a literal or a constant that `N_` marks, never an f-string; nothing is translated while importing."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        for part in (node.body if isinstance(node.body, list) else [node.body])
        for inner in ast.walk(part)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "_n", "counted"):
            assert node in inside, f"line {node.lineno}: translated when the module is imported"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "_n", "N_"):
            assert not any(isinstance(each, ast.JoinedStr) for each in node.args), f"line {node.lineno}: an f-string"


def test_messages_are_collected_from_all_places():
    texts = {message.text for message in messages()}
    assert "no such file: {name}" in texts
    assert "Align two documents, Chinese and English." in texts
    assert any(text.startswith("Align SOURCE and TARGET") for text in texts)
    assert "No such option {name!r}." in texts
    assert "{count:,} cell" in texts
    assert "German" in texts


REASONS = (
    "readers/html_furniture.py",
    "segmenters/layout/furniture.py",
    "segmenters/layout/page_furniture.py",
    "batch/filters",
)
"""Modules whose reasons are stored in English."""


def stored_texts():
    """Yield the f-strings and texts with a blank that these modules return or keep as a reason."""
    for name in REASONS:
        place = ROOT / "aligner" / name
        for path in sorted(place.glob("*.py")) if place.is_dir() else [place]:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and "reason" in node.name:
                    for part in ast.walk(node):
                        if isinstance(part, ast.Return) and part.value is not None:
                            yield from ((path.name, text) for _line, text in strings_in(part.value))
                elif isinstance(node, ast.Call) and name_of(node.func) == "fromkeys":
                    yield from ((path.name, text) for each in node.args for _line, text in strings_in(each))


def filled(text):
    """Yield a text with numbers, shares, names of sides and nothing in the places of its values."""
    first, *others = text.split("{…}")
    for values in product(("7", "7%", "source", "the source of ", ""), repeat=len(others)):
        yield first + "".join(value + part for value, part in zip(values, others, strict=True))


def test_reasons_that_files_keep_are_known():
    texts = {(name, text) for name, text in stored_texts() if " " in text.strip()}
    assert len(texts) > 12
    with speaking("zh"):
        unknown = [
            (name, text) for name, text in sorted(texts) if not any(translated(each) != each for each in filled(text))
        ]
    assert unknown == []
