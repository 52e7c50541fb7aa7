"""Word links of a corpus: one line a pair, in the order of the other formats, with links of the right tokens."""

import json
import zlib

import pytest

from aligner.batch.content import Content
from aligner.batch.corpus import write_corpus
from aligner.batch.manifest import Row
from aligner.batch.settings import CorpusSettings
from aligner.batch.writers import pharaoh

ENGLISH = ["The old bridge is closed.", "The library\topened in the new hospital.", "…"]
CHINESE = ["旧桥关闭了。", "图书馆在新医院开放了。", "……"]


def result(sources, targets, tags):
    pairs = [
        [place, "1-1", source, target, 0.5, 0.9, str(place), str(place), 1, 1, ""]
        for place, (source, target) in enumerate(zip(sources, targets, strict=True))
    ]
    return zlib.compress(json.dumps(Content(*tags, "sentence", "s", [], 3, 3, pairs)).encode())


def results():
    yield Row(2, "a", "a.en", "a.zh"), result(ENGLISH, CHINESE, ("en-US", "zh-CN"))
    yield Row(3, "b", "b.zh", "b.en"), result(CHINESE, ENGLISH, ("zh-CN", "en-US"))


@pytest.fixture
def lines(tmp_path):
    write_corpus(results, tmp_path, CorpusSettings(("pharaoh", "moses")), ())
    moses = (tmp_path / "moses" / "corpus.en-zh.en").read_text(encoding="utf-8").splitlines()
    linked = (tmp_path / "pharaoh" / "corpus.en-zh.pharaoh").read_text(encoding="utf-8").splitlines()
    assert len(linked) == len(moses) == 6
    return [line.split("\t") for line in linked]


def test_tokens_rebuild_the_texts_in_the_order_of_the_languages(lines):
    for number, (english, chinese, _) in enumerate(lines):
        assert english.replace(" ", "") == "".join(ENGLISH[number % 3].split())
        assert chinese.replace(" ", "") == CHINESE[number % 3]


def test_links_are_of_words_that_translate_each_other(lines):
    for english, chinese, links in lines:
        first, second = english.split(" "), chinese.split(" ")
        found = {(first[int(i)], second[int(j)]) for i, j in (link.split("-") for link in links.split())}
        if "bridge" in first:
            assert ("old", "旧桥") in found or ("bridge", "旧桥") in found or ("bridge", "桥") in found
        if "library" in first:
            assert ("library", "图书馆") in found
            assert ("hospital", "医院") in found or ("hospital", "新医院") in found


def test_groups_do_not_change_the_lines(lines, tmp_path, monkeypatch):
    monkeypatch.setattr(pharaoh, "CHUNK_PAIRS", 2)
    (tmp_path / "again").mkdir()
    write_corpus(results, tmp_path / "again", CorpusSettings(("pharaoh",)), ())
    again = (tmp_path / "again" / "pharaoh" / "corpus.en-zh.pharaoh").read_text(encoding="utf-8").splitlines()
    assert [line.split("\t")[:2] for line in again] == [line[:2] for line in lines]


def test_an_empty_part_has_an_empty_file(tmp_path):
    write_corpus(lambda: iter(()), tmp_path, CorpusSettings(("pharaoh",)), ())
    assert (tmp_path / "pharaoh" / "corpus.en-zh.pharaoh").read_bytes() == b""
