"""A block does not depend on how its text is divided into pieces."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aligner.readers.block_builder import BlockBuilder


@given(st.text("ab中， \t\n\u3000"), st.text("ab中， \t\n\u3000"))
def test_a_text_at_once_is_the_text_character_by_character(first: str, second: str) -> None:
    whole, divided = BlockBuilder(), BlockBuilder()
    line = 1
    for text in (first, second):
        whole.open("code")
        divided.open("code")
        whole.add(text, line)
        for character in text:
            divided.add(character, line)
            line += character.count("\n")
        whole.close()
        divided.close()
    assert whole.block("paragraph") == divided.block("paragraph")
