"""The reader's test draws the same texts for the same seed, and its stored verdicts are complete."""

from __future__ import annotations

import json

import click
import pytest

from benchmarks import plain_words
from benchmarks.plain_words import (
    DRAWS,
    KINDS,
    MIN_CLEAR,
    RESULTS,
    SAMPLE_SIZE,
    VERDICTS,
    Text,
    clear_texts,
    docstrings,
    read_verdicts,
    sentences,
    stored_draw,
    summary,
)

PAGE = """---
title: A page
---
# A heading of some five words.

The first sentence stands here. The second
one [has a link](there.md) in it.

- An item of a list is a sentence.
- Short label.

| a table | has no sentences of any kind. |

```
code is no sentence either, of course.
```
The end of the page is here.
"""
VERDICT_LINES = "\n".join(f"{number} clear" for number in range(1, 81))


def stored_results():
    if not RESULTS.exists():
        pytest.skip("no verdicts are stored: rate a draw, then run python -m benchmarks.plain_words --verdicts FILE")
    return json.loads(RESULTS.read_text(encoding="utf-8"))


def test_sentences_of_a_page_come_without_headings_tables_and_code():
    assert [(each.place, each.text) for each in sentences("a.md", PAGE)] == [
        ("a.md, line 6", "The first sentence stands here."),
        ("a.md, line 6", "The second one has a link in it."),
        ("a.md, line 9", "An item of a list is a sentence."),
        ("a.md, line 17", "The end of the page is here."),
    ]


def test_docstrings_come_with_their_names():
    module = '"""Module."""\nclass A:\n    """Class."""\n    def b(self):\n        """Method."""\n'
    assert [(each.place, each.text) for each in docstrings("a.py", module)] == [
        ("a.py, module", "Module."),
        ("a.py, A", "Class."),
        ("a.py, b", "Method."),
    ]


def test_the_seed_decides_the_draw(monkeypatch):
    page = "\n\n".join(f"This is the sentence number {number}." for number in range(100))
    module = "\n".join(f'def f{number}():\n    """Docstring {number}."""' for number in range(100))

    def git(command, *arguments):
        folder = arguments[-1]
        if command == "ls-tree":
            return f"{folder}a.py\n{folder}a.md\n"
        return module if folder.endswith(".py") else page

    monkeypatch.setattr(plain_words, "_git", git)
    drawn = plain_words.draw("HEAD", 1)
    assert [each.kind for each in drawn] == ["docstring"] * SAMPLE_SIZE + ["sentence"] * SAMPLE_SIZE
    assert len(set(drawn)) == len(drawn)
    assert drawn == plain_words.draw("HEAD", 1)
    assert drawn != plain_words.draw("HEAD", 2)


def test_a_text_without_a_verdict_is_an_error():
    assert read_verdicts(VERDICT_LINES.replace("7 clear", "7 unclear no subject", 1))[7] == ("unclear", "no subject")
    with pytest.raises(click.ClickException, match="80 texts, found 79"):
        read_verdicts(VERDICT_LINES.partition("\n")[2])
    with pytest.raises(click.ClickException, match="expected NUMBER clear"):
        read_verdicts("1 perhaps")


def test_the_summary_counts_clear_texts_by_kind(monkeypatch):
    monkeypatch.setattr(plain_words, "_git", lambda *_: "0123456789abcdef\n")
    texts = [Text(kind, f"place {number}", f"text {number}") for kind in KINDS for number in range(SAMPLE_SIZE)]
    verdicts = read_verdicts(VERDICT_LINES.replace("7 clear", "7 unclear no subject", 1))
    assert summary({"after": stored_draw(texts, verdicts, "HEAD", 3)}).splitlines() == [
        "after (revision 0123456789ab, seed 3): clear are 39 of 40 docstrings, 40 of 40 sentences",
        "  place 6: no subject",
    ]


def test_the_stored_draws_are_complete():
    stored = stored_results()
    assert set(stored) == set(DRAWS)
    for each in stored.values():
        assert [row["kind"] for row in each["texts"]] == [kind for kind in KINDS for _ in range(SAMPLE_SIZE)]
        assert len({(row["place"], row["hash"]) for row in each["texts"]}) == len(each["texts"])
        assert {row["verdict"] for row in each["texts"]} <= set(VERDICTS)
        assert all(row["reason"] for row in each["texts"] if row["verdict"] == "unclear")


def test_the_later_draw_is_clear():
    counts = clear_texts(stored_results()["after"]["texts"])
    assert all(clear >= MIN_CLEAR for clear in counts.values()), counts
