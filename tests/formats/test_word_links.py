"""Word links: Pharaoh lines, JSON lines with tokens, and the links themselves."""

import io
import json
from pathlib import Path

import pytest
from bitexts import bitext

from aligner import formats, load
from aligner.formats.base import WriteOptions

PAIRS = [
    (["The old bridge is closed."], ["旧桥关闭了。"]),
    (["A boy asked a question."], ["一个男孩问了一个问题。"]),
    (["The river is wide."], ["河很宽。"]),
]
SAMPLE = Path(__file__).resolve().parents[2] / "corpora" / "sample"


def written(made, to, **options):
    stream = io.BytesIO()
    remarks = formats.write(made, stream, to, WriteOptions(**options) if options else None)
    return stream.getvalue().decode(), remarks


def test_links_connect_translated_words():
    linked = {
        (pair.source[first], pair.target[second]) for pair in bitext(PAIRS).word_links() for first, second in pair.links
    }
    assert {("boy", "男孩"), ("river", "河")} <= linked


def test_links_are_mirrored_with_the_texts():
    made = bitext(PAIRS)
    there = [sorted((second, first) for first, second in pair.links) for pair in made.word_links()]
    back = list(made.mirrored().word_links())
    assert there == [list(pair.links) for pair in back]
    assert back[0].target == ("The", "old", "bridge", "is", "closed", ".")


def test_tokens_are_parts_of_the_text():
    (pair,) = bitext([(["The OLD well-known bridge"], ["舊橋"])]).word_links()
    assert "".join(pair.source) == "TheOLDwellknownbridge"
    assert "".join(pair.target) == "舊橋"


def test_a_line_has_tokens_and_links_of_a_pair():
    content, remarks = written(bitext([*PAIRS, (["Alone."], [])]), "pharaoh")
    lines = [line.split("\t") for line in content.splitlines()]
    assert [len(line) for line in lines] == [3, 3, 3]
    for source, target, links in lines:
        for link in links.split():
            first, second = map(int, link.split("-"))
            assert first < len(source.split(" "))
            assert second < len(target.split(" "))
    assert remarks == ("1 bead with an empty side was left out: links need both",)


def test_other_languages_have_tokens_and_no_links():
    content, remarks = written(bitext([(["Die alte Brücke"], ["Le vieux pont"])], languages=("de", "fr")), "pharaoh")
    assert content == "Die alte Brücke\tLe vieux pont\t\n"
    assert remarks == ("no words were linked: are the texts Chinese and English?",)


def test_links_in_json_lines_are_an_option():
    content, _ = written(bitext(PAIRS), "pairs", word_links=True)
    record = json.loads(content.splitlines()[1])
    words = {(record["source_tokens"][i], record["target_tokens"][j]) for i, j in record["links"]}
    assert ("boy", "男孩") in words
    assert "links" not in json.loads(written(bitext(PAIRS), "pairs")[0].splitlines()[0])
    assert formats.FORMATS.load("pairs").read(io.BytesIO(content.encode()), "pairs.jsonl").beads


def test_a_format_without_links_says_so():
    assert written(bitext(PAIRS), "csv", word_links=True)[1] == (
        "csv has no option for word links: the option was not used",
    )


def test_half_of_the_words_of_the_sample_are_linked(tmp_path):
    """A lower bound, to detect a tokeniser that no longer fits the linker."""
    from aligner import align

    made = align(SAMPLE / "story.en.txt", SAMPLE / "story.zh.txt")
    pairs = [pair for pair in made.word_links() if pair.source and pair.target]
    assert sum(len(pair.links) for pair in pairs) > 2.5 * len(pairs)
    made.save(tmp_path / "story.bitext.jsonl")
    again = load(tmp_path / "story.bitext.jsonl")
    assert list(again.word_links()) == list(made.word_links())


@pytest.mark.parametrize("texts", [("", ""), ("a", ""), ("\ud800", "一")])
def test_texts_without_words_have_no_links(texts):
    (pair,) = bitext([([texts[0]], [texts[1]])]).word_links()
    assert pair.links == ()
