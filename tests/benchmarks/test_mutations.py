"""The mutation tool: each change is one place, parses, and is drawn again by the same seed."""

import ast

from benchmarks.mutations import ROOT, drawn, mutations_of, suites_of

SOURCE = '''"""A docstring stays."""
import re

def f(a: "int", b: int = 3) -> str:
    """So does this."""
    if not a and a < b:  # 汉字 before the place: offsets are bytes
        return "汉字" + "x"
    return None
'''


def test_every_kind_of_change_at_its_place(tmp_path):
    path = tmp_path / "module.py"
    path.write_text(SOURCE, encoding="utf-8")
    found = list(mutations_of(path, tmp_path))
    assert sorted((each.kind, each.before, each.after) for each in found) == [
        ("and, or", "not a and a < b", "(not a or a < b)"),
        ("comparison", "a < b", "(a <= b)"),
        ("not", "not a", "(a)"),
        ("number", "3", "(4)"),
        ("return", 'return "汉字" + "x"', "return None"),
        ("string", '"x"', "('')"),
        ("string", '"汉字"', "('')"),
    ]
    for each in found:
        changed = each.applied(path.read_bytes())
        ast.parse(changed)
        assert changed != path.read_bytes()


def test_the_seed_decides(monkeypatch):
    first = drawn("segmenters", 5, 1)
    assert first == drawn("segmenters", 5, 1)
    assert first != drawn("segmenters", 5, 2)
    assert len(first) == 5


def test_the_nearest_tests_judge_a_file():
    assert suites_of("aligner/languages/numbers/roman.py") == ("tests/check/test_numbers.py",)
    assert "tests/segmenters" in suites_of("aligner/languages/english/sentences.py")
    assert all((ROOT / path).exists() for path in suites_of("aligner/formats/tmx.py"))
