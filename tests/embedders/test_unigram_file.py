"""The file with the unigram model holds the same as the tokenizer from which it is made."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models

from aligner.embedders import BUNDLED_FOLDER
from aligner.embedders.folding import MAX_LISTED
from aligner.embedders.static import CARD, TOKENIZER, UNIGRAM, StaticEmbedder, save_packed
from aligner.embedders.tokens import WORDS
from aligner.embedders.unigram import MAX_UNPACKED_BYTES, Unigram

TEXTS = ["The harbour opened in 1987.", "港口於１９８７年開放。", "한국어", "𝐀 \ud800", ""]


def without_the_file(folder):
    """Return a model folder as earlier versions wrote it."""
    shutil.copytree(BUNDLED_FOLDER, folder)
    (folder / UNIGRAM).unlink()
    card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    del card["sha256"][UNIGRAM]
    (folder / CARD).write_text(json.dumps(card), encoding="utf-8")
    return folder


def library(pieces):
    return Tokenizer(models.Unigram([("<unk>", 0.0), *pieces], unk_id=0, byte_fallback=False))


def test_the_bundled_file_is_that_of_the_bundled_tokenizer():
    read = Unigram.read((BUNDLED_FOLDER / TOKENIZER).read_bytes())
    unpacked = Unigram.unpack((BUNDLED_FOLDER / UNIGRAM).read_bytes())
    assert list(unpacked.numbers.items()) == list(read.numbers.items())
    assert (unpacked.scores, unpacked.unknown) == (read.scores, read.unknown)
    assert unpacked.pre_tokenizer == read.pre_tokenizer
    for number in range(sys.maxunicode + 1):
        character = chr(number)
        if number <= MAX_LISTED:
            assert character.translate(unpacked.folding) == read.folding[number], hex(number)
        else:  # the library tokenizes a text with such a character
            assert not WORDS.search(character.translate(unpacked.folding))


@settings(max_examples=12, deadline=None)  # each example lists the form of every character
@given(pieces=st.dictionaries(st.text('ab猫"\\\n▁', max_size=3), st.floats(-20, 0), max_size=8))
def test_packing_loses_nothing(pieces):
    read = Unigram.read(library(pieces.items()).to_str().encode())
    unpacked = Unigram.unpack(read.pack())
    assert (unpacked.numbers, unpacked.scores) == (read.numbers, read.scores)


@pytest.mark.parametrize(
    "content",
    [gzip.compress(bytes(MAX_UNPACKED_BYTES + 1)), gzip.compress(b"{}" * 100)[:-20]],
    ids=["too large", "cut"],
)
def test_a_file_that_is_cut_or_expands_without_end_is_refused(content):
    with pytest.raises(ValueError, match="incomplete, or larger"):
        Unigram.unpack(content)


def test_a_model_with_spaces_in_its_pieces_is_not_packed():
    assert Unigram.read(library([("a b", -1.0)]).to_str().encode()).pack() is None


def test_a_model_of_an_earlier_version_gives_the_same_vectors(tmp_path):
    old, new = StaticEmbedder.load(str(without_the_file(tmp_path / "old"))), StaticEmbedder.load(str(BUNDLED_FOLDER))
    assert numpy.array_equal(old.encode(TEXTS), new.encode(TEXTS))
    assert old.signature == new.signature


def test_saving_writes_the_file_or_removes_that_of_another_tokenizer(tmp_path):
    table = numpy.zeros((2, 5), numpy.uint8)
    save_packed(tmp_path, library([("a", -1.0)]), table, {"name": "small"})
    assert Unigram.unpack((tmp_path / UNIGRAM).read_bytes()).numbers == {"<unk>": 0, "a": 1}
    StaticEmbedder.load(str(tmp_path))
    save_packed(tmp_path, Tokenizer(models.WordLevel({"[UNK]": 0, "a": 1}, "[UNK]")), table, {"name": "small"})
    assert not (tmp_path / UNIGRAM).exists()
    StaticEmbedder.load(str(tmp_path))


@pytest.mark.parametrize(
    ("text", "expected"), [("The harbour opened. 港口於１９８７年開放。", False), ("한국어", True)]
)
def test_the_library_is_imported_only_for_unusual_text(text, expected):
    program = (
        "import sys; from aligner.embedders import load_embedder\n"
        f"load_embedder().encode([{text!r}]); print('tokenizers' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(expected)


@settings(deadline=None)
@given(
    pieces=st.dictionaries(st.text("ab猫", min_size=1, max_size=4), st.floats(-20, 3), min_size=1, max_size=12),
    words=st.lists(st.text("ab猫c", max_size=9), max_size=6),
)
def test_the_best_path_is_that_of_the_library_for_all_scores(pieces, words):
    tokenizer = library(pieces.items())
    model = Unigram.read(tokenizer.to_str().encode())
    for word in [*words, *pieces]:
        assert model.tokens(word) == tokenizer.encode(word, add_special_tokens=False).ids
