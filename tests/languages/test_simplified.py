"""The table of simplified characters is read as the tokenizers library reads it."""

from __future__ import annotations

import sys

from hypothesis import given
from hypothesis import strategies as st
from tokenizers import normalizers

from aligner.languages.chinese.simplified import fold, table


def test_every_character_has_the_form_that_the_library_gives():
    library = normalizers.Precompiled(table())
    changed = 0
    for number in [*range(0xD800), *range(0xE000, sys.maxunicode + 1)]:
        character = chr(number)
        assert fold(character) == library.normalize_str(character), hex(number)
        changed += fold(character) != character
    assert changed > 4000


@given(text=st.text(st.sampled_from("體体發髮乾a \u0301\ud800𠀀A，")))
def test_a_text_is_folded_character_by_character(text):
    assert fold(text) == "".join(map(fold, text))
    assert len(fold(text)) == len(text)
