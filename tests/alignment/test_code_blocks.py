"""Code is matched only with code, in order; comments make no difference."""

from __future__ import annotations

import pytest

from aligner.alignment.code_blocks import match_code, skeleton, with_code
from aligner.bitext import Bead, Block, Document, Segment

INSTALL = "npm install left-pad"
LOOP = "for item in items:\n    print(item)  # show it\n"
LOOP_TRANSLATED = "for item in items:\n    print(item)  # 显示它\n"
QUERY = "SELECT name FROM users;\n-- every user\nSELECT count(*) FROM users;"


def document(language: str, *texts: str) -> Document:
    """Return a document of paragraphs; a text that begins with a backtick is code."""
    blocks = tuple(Block(t.removeprefix("`"), kind="code" if t.startswith("`") else "paragraph") for t in texts)
    segments = tuple(Segment(block.text, number, 0, len(block.text), 1) for number, block in enumerate(blocks))
    return Document(language, blocks, language, segments)  # type: ignore[arg-type]


def pairs(beads: tuple[Bead, ...]) -> list[tuple[int, int]]:
    return [(bead.source[0], bead.target[0]) for bead in beads]


def test_translated_comments_make_no_difference() -> None:
    assert skeleton(LOOP) == skeleton(LOOP_TRANSLATED)


@pytest.mark.parametrize("code", ["# only a comment", "// 只有注释", "<!-- x -->", 'print("你好")', "color: #fff"])
def test_code_is_never_compared_as_an_empty_text(code: str) -> None:
    assert skeleton(code)


def test_colours_and_addresses_are_not_comments() -> None:
    assert skeleton("a { color: #fff }") == "a { color: #fff }"
    assert skeleton("curl http://localhost:80/x") == "curl http://localhost:80/x"


def test_code_is_paired_in_order_around_prose() -> None:
    english = document("en", "Text.", f"`{INSTALL}", "More text.", f"`{LOOP}", "Then.", f"`{QUERY}")
    chinese = document("zh", "文字。", f"`{INSTALL}", f"`{LOOP_TRANSLATED}", "然后。", "还有。", f"`{QUERY}")
    assert pairs(match_code(english, chinese)) == [(1, 1), (3, 2), (5, 5)]
    assert all(bead.status == "code" and bead.confidence == 1 for bead in match_code(english, chinese))


def test_changed_code_is_paired_with_its_earlier_version() -> None:
    english = document("en", f"`{LOOP}", f"`{QUERY}")
    chinese = document("zh", f"`{QUERY.replace('users', 'members')}", "`x = 1")
    assert pairs(match_code(english, chinese)) == [(1, 0)]


def test_missing_code_does_not_change_other_pairs() -> None:
    english = document("en", f"`{INSTALL}", "A.", f"`{LOOP}", "B.", f"`{INSTALL}")
    chinese = document("zh", "甲。", f"`{LOOP_TRANSLATED}", "乙。", f"`{INSTALL}")
    assert pairs(match_code(english, chinese)) == [(2, 1), (4, 3)]


def test_swapped_sides_mirror() -> None:
    english = document("en", f"`{INSTALL}", f"`{INSTALL}", f"`{LOOP}", "`a = 1", "`a = 2")
    chinese = document("zh", f"`{INSTALL}", f"`{LOOP_TRANSLATED}", "`a = 3")
    assert match_code(english, chinese) == tuple(bead.mirrored() for bead in match_code(chinese, english))


def test_other_code_stays_unaligned_and_locked_beads_have_priority() -> None:
    english = document("en", "Text.", f"`{INSTALL}", f"`{LOOP}", f"`{QUERY}")
    chinese = document("zh", f"`{INSTALL}", f"`{LOOP_TRANSLATED}", "文字。")
    locked = (Bead((0,), (2,), status="locked"), Bead((), (0,), status="locked"))
    beads, (source_alone, target_alone) = with_code(english, chinese, locked)
    assert beads == (locked[0],)  # every pair of code would cross it
    assert (source_alone, target_alone) == ({1, 2, 3}, {0, 1})


def test_prose_has_no_constraints() -> None:
    assert with_code(document("en", "Text."), document("zh", "文字。"), ()) == ((), (frozenset(), frozenset()))
