"""Laws of both splitters: offsets in order, nothing but white space between them, linear time."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aligner.languages.chinese import sentences as chinese
from aligner.languages.english import sentences as english
from aligner.languages.spans import ADDRESS, addresses

SPLITTERS = [chinese.split, english.split]
PIECES = [
    *"。！？!?.…．｡；：:，,、“”‘’「」『』\"'（）()《》〈〉【】[]—–-·\n \u3000\t1a一",
    "...",
    "……",
    "\n\n",
    "他说",
    "天黑了",
    "的",
    "Mr",
    "U.S.",
    "e.g.",
    "He said",
    "no",
    "The",
    "3.14",
    "https://example.com/a.b?c",
    "a@b.org",
    "(a)",
    "[1]",
    "iPhone",
    "Mary asked",
    "\ufeff",
    "\u2028",
    "😀",
    "𠀀",
]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))


@pytest.mark.parametrize("split", SPLITTERS)
@given(text=TEXTS)
def test_slices_rebuild_the_text(split, text):
    position = 0
    for start, end in split(text):
        assert text[position:start].strip() == ""
        assert position <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        position = end
    assert text[position:].strip() == ""


@pytest.mark.parametrize("split", SPLITTERS)
@given(text=TEXTS)
def test_same_answer_twice(split, text):
    assert split(text) == split(text)


@pytest.mark.parametrize("split", SPLITTERS)
@given(text=TEXTS, lead=st.text(alphabet=" \t\u3000", max_size=3))
@example(text=".\u2028a", lead="\u3000")
def test_outer_white_space_only_shifts(split, text, lead):
    body = text.strip()
    shifted = [(start - len(lead), end - len(lead)) for start, end in split(lead + body)]
    assert shifted == split(body)


@pytest.mark.parametrize("split", SPLITTERS)
@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "\u3000"])
def test_blank_text_has_no_sentence(split, text):
    assert split(text) == []


@pytest.mark.parametrize("split", SPLITTERS)
@pytest.mark.parametrize("text", ["First half\n\nsecond half", "上半句\n \n下半句"])
def test_empty_line_ends_a_sentence(split, text):
    assert len(split(text)) == 2


@pytest.mark.parametrize(
    ("split", "text"),
    [
        (chinese.split, "他来了。“你去吗？”她问。（我们不知道……）真的吗？！走吧!"),
        (english.split, 'He came. "Will you go?" she asked. (We do not know.) Really?! Dr. No left at 5 p.m. today.'),
    ],
)
def test_sentences_are_not_split_again(split, text):
    for start, end in split(text):
        assert split(text[start:end]) == [(0, end - start)]


@pytest.mark.parametrize("split", SPLITTERS)
@pytest.mark.parametrize(
    "piece",
    [
        "“",
        "”",
        "(",
        ")",
        '"',
        "'",
        ".",
        "…",
        "。",
        "a.",
        "a-",
        "a@",
        "\n\n",
        "——",
        "（",
        "《",
        "No. ",
        "“好。”他说",
        " . ",
    ],
)
def test_no_piece_repeated_makes_it_slow(split, piece):
    """A quadratic step would take minutes here; the limit is generous for busy machines."""
    text = piece * (200_000 // len(piece))
    begin = time.process_time()
    split(text)
    assert time.process_time() - begin < 30


@given(
    st.lists(st.sampled_from(["www.", "a.com", "@", "b.org", "://", "http", ".", " ", "foo.cn", "-", "x"])).map("".join)
)
def test_the_first_look_for_addresses_is_exact(text):
    assert len(addresses(text)) == ("." in text) * len(ADDRESS.findall(text))
