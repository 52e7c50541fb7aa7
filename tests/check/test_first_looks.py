"""Cheap first looks at a text leave out no text that the slower patterns match."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from aligner.check.rules.clauses import FUNCTION_WORD_TEXT, FUNCTION_WORDS
from aligner.check.rules.negation import ENGLISH_WORDS, NEGATION_PARTS, NO_NEGATION
from aligner.check.texts import ADDRESS, ADDRESS_MARKS, PLACEHOLDER, PLACEHOLDER_MARKS
from aligner.languages.detection import _NOT_PROSE, _NOT_PROSE_MARKS
from aligner.readers import markdown


def texts(*pieces: str) -> st.SearchStrategy[str]:
    """Return a strategy of texts made of some pieces and of single characters."""
    return st.lists(st.one_of(st.sampled_from(pieces), st.characters(max_codepoint=127))).map("".join)


@given(texts("not", "NEVER", "cannot", "don't", "isn’t", "only", " at all", "not only", ", isn't it?", "worry", " "))
def test_negations(text: str) -> None:
    prose = NO_NEGATION.sub(lambda part: " " * len(part[0]), text)
    if any(words.search(prose) for words in ENGLISH_WORDS.values()):
        assert any(part in text.lower() for part in NEGATION_PARTS)


@given(
    texts("{{", "}}", "${", "}", "%(", ")s", "%s", "{name}", "%PATH%", "{%", "%}", "--8<-- ", "[TOC]", "[[toc]]", "\n")
)
def test_placeholders(text: str) -> None:
    assert PLACEHOLDER_MARKS.search(text) or not PLACEHOLDER.search(text)
    assert markdown._may_have_placeholder(text) or not markdown._PLACEHOLDER.search(text)


@given(texts("```", "`", "<", ">", "http://", "https://a.b", "www.", "a@b.org", "a.io/", "\n"))
def test_addresses_and_code(text: str) -> None:
    assert ADDRESS_MARKS.search(text) or not ADDRESS.search(text)
    assert any(mark in text for mark in _NOT_PROSE_MARKS) or not _NOT_PROSE.search(text)


@given(texts("let's", "’ve", "It", "IS", "there", "the", "then", "so", "similarly", " ", "'", "-"))
def test_a_tree_of_function_words_matches_what_their_list_matches(text: str) -> None:
    several = "|".join([*FUNCTION_WORD_TEXT.split(), "[’']?(?:ve|re|ll|s|d)", "let['’]?s?"])
    flat = re.compile(rf"\b(?:{several})\b", re.IGNORECASE)
    assert FUNCTION_WORDS.sub("", text) == flat.sub("", text)
