"""Escapes of XML are those of the standard library."""

from __future__ import annotations

from xml.sax import saxutils

from hypothesis import given
from hypothesis import strategies as st

from aligner import xml_escapes

TEXTS = st.text(st.sampled_from("&<>\"'\n\r\t;#ampltgquo13 a中")) | st.lists(
    st.sampled_from(["&amp;", "&lt;", "&gt;", "&quot;", "&#13;", "&amp;lt;", "<", "&"])
).map("".join)


@given(text=TEXTS)
def test_they_are_those_of_the_standard_library(text):
    assert xml_escapes.escape(text) == saxutils.escape(text)
    assert xml_escapes.escape(text, {'"': "&quot;"}) == saxutils.escape(text, {'"': "&quot;"})
    assert xml_escapes.unescape(text) == saxutils.unescape(text)
    assert xml_escapes.unescape(text, {"&quot;": '"'}) == saxutils.unescape(text, {"&quot;": '"'})
    assert xml_escapes.quoteattr(text) == saxutils.quoteattr(text)
