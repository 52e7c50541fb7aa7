import io
import json

import pytest
from bitexts import TEXTS, bitext, bitexts
from hypothesis import given

from aligner.bitext import Bead, Passage, Segment
from aligner.errors import InputError
from aligner.formats.native import JSONL


def dumped(made):
    stream = io.BytesIO()
    assert JSONL.write(made, stream) == ()
    return stream.getvalue()


def loaded(content):
    return JSONL.read(io.BytesIO(content), "file.bitext.jsonl")


@pytest.fixture
def lines():
    made = bitext([(["One.", "Two."], ["一。"]), ([], ["二。"])], warnings=("careful",), signature="s")
    return dumped(made).splitlines(keepends=True)


@given(bitexts())
def test_lossless(made):
    content = dumped(made)
    assert content.decode("utf-8")
    assert loaded(content) == made
    assert len(content.split(b"\n")) == 2 + sum(
        len(side.blocks) + len(side.segments) + len(side.removed) for side in (made.source, made.target)
    ) + len(made.beads)


@given(TEXTS, TEXTS)
def test_lossless_for_any_text(source, target):
    made = bitext([([source], [target])])
    assert loaded(dumped(made)) == made


def test_lossless_for_surrogates_that_json_would_combine():
    made = bitext([(["\ud83d\ude00"], ["\ud83d\ud83d\ude00\ude00"])], signature="\ud83d\ude00")
    assert loaded(dumped(made)) == made


def test_lossless_for_a_very_long_segment():
    made = bitext([(["word " * 400_000], ["字" * 2_000_000])])
    assert loaded(dumped(made)) == made


def test_lossless_for_a_segment_that_is_not_a_slice():
    from dataclasses import replace

    made = bitext([(["One."], ["一。"])])
    made = replace(made, source=made.source.with_segments([Segment("else", 7, 3, 1, 9)]))
    assert loaded(dumped(made)) == made


def test_numpy_numbers():
    from dataclasses import replace

    import numpy

    made = bitext([(["One."], ["一。"])])
    bead = Bead((numpy.int64(0),), (numpy.int32(0),), numpy.float32(0.5), numpy.float64(0.25))
    assert loaded(dumped(replace(made, beads=(bead,)))).beads == (Bead((0,), (0,), 0.5, 0.25),)


def test_the_header_has_the_counts_of_records(lines):
    header = json.loads(lines[0])
    assert header == {
        "format": "bitext",
        "version": 1,
        "level": "sentence",
        "signature": "s",
        "warnings": ["careful"],
        "source": {"name": "document.txt", "language": "en", "counts": {"blocks": 2, "removed": 0, "segments": 2}},
        "target": {"name": "document.txt", "language": "zh", "counts": {"blocks": 2, "removed": 0, "segments": 2}},
        "beads": 2,
    }


def test_blank_lines_and_crlf_are_accepted(lines):
    assert loaded(b"\r\n\r\n".join(line.rstrip() for line in lines)) == loaded(b"".join(lines))


def change(lines, number, **fields):
    record = json.loads(lines[number - 1])
    (content,) = record.values()
    content.update(fields)
    return [*lines[: number - 1], json.dumps(record).encode() + b"\n", *lines[number:]]


DAMAGE = {
    "empty file": (lambda lines: [], 1, "not a JSON object"),
    "other JSON": (lambda lines: [b"[1]\n"], 1, "not a JSON object"),
    "other format": (lambda lines: [b'{"format": "text"}\n'], 1, "not a bitext file"),
    "newer version": (lambda lines: [lines[0].replace(b'"version": 1', b'"version": 2')], 1, "needs a newer aligner"),
    "no documents": (lambda lines: [b'{"format": "bitext", "version": 1}'], 1, "does not describe source"),
    "cut within a line": (lambda lines: [*lines[:4], lines[4][:9]], 5, "not a JSON object"),
    "cut between lines": (lambda lines: lines[:-1], 11, "its header announces 2 beads, it has 1"),
    "a line lost": (lambda lines: [*lines[:2], *lines[3:]], 4, "names the block 1"),
    "not UTF-8": (lambda lines: [*lines[:1], "{'好'}".encode("gb18030")], 2, "not a JSON object"),
    "unknown record": (lambda lines: [lines[0], b'{"page": 1}'], 2, "unknown record 'page'"),
    "text is a number": (lambda lines: change(lines, 2, text=5), 2, "field 'text': expected a text, found 5"),
    "line is a text": (lambda lines: change(lines, 2, line="5"), 2, "field 'line': expected a whole number"),
    "line is a truth value": (lambda lines: change(lines, 2, line=True), 2, "field 'line': expected a whole number"),
    "joins are no pairs": (lambda lines: change(lines, 2, joins=[[1]]), 2, "field 'joins': expected 2 values"),
    "unknown field": (lambda lines: change(lines, 2, colour=1), 2, "unknown field 'colour'"),
    "bead without number": (lambda lines: change(lines, 10, source=[99]), 10, "names the segment 99"),
    "negative number": (lambda lines: change(lines, 10, source=[-1]), 10, "names the segment -1"),
    "score is a text": (lambda lines: change(lines, 10, score="high"), 10, "field 'score': expected a number"),
    "missing field": (lambda lines: [*lines[:9], b'{"bead": {"source": [0]}}'], 10, "a field is missing"),
    "not an object": (lambda lines: [*lines[:9], b'{"bead": [0]}'], 10, "expected an object"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_named_with_its_line(kind, lines):
    damage, number, message = DAMAGE[kind]
    with pytest.raises(InputError) as caught:
        loaded(b"".join(damage(lines)))
    assert message in str(caught.value)
    assert (caught.value.path, caught.value.line) == ("file.bitext.jsonl", number)
    assert "\n" not in str(caught.value)


def test_an_unknown_language_is_damage(lines):
    with pytest.raises(InputError, match="expected one of"):
        loaded(b"".join([lines[0].replace(b'"en"', b'"fr"'), *lines[1:]]))


def test_passages_are_kept():
    passages = (Passage((0, 1), (0,), 0.5), Passage((), (1,)), Passage((2,), (2,), 0.25, moved=True))
    made = bitext([(["One.", "Two.", "Three."], ["一。", "二。", "三。"])], passages=passages)
    assert loaded(dumped(made)) == made
    assert b"passage" not in dumped(bitext([(["One."], ["一。"])]))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b'"target": [0]}}', b'"target": [7]}}', "names the block 7, but there are 1"),
        (b'"passages": 1', b'"passages": 2', "its header announces 2 passages, it has 1"),
        (b'{"passage": {"source": [0]', b'{"passage": {"moved": "no", "source": [0]', "expected true or false"),
    ],
)
def test_damaged_passages_are_named(old, new, words):
    content = dumped(bitext([(["One."], ["一。"])], passages=(Passage((0,), (0,)),)))
    assert old in content
    place = content.rindex(old)
    with pytest.raises(InputError, match=words):
        loaded(content[:place] + new + content[place + len(old) :])
