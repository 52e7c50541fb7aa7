"""Training learns the toy dictionary, repeats itself byte for byte, and exports what it learnt."""

from __future__ import annotations

import gzip
import json
import lzma
from pathlib import Path

import numpy
import pytest

from aligner.cli.group import group
from aligner.embedders import load_embedder
from aligner.embedders.static import pack_vectors, unpack_vectors
from aligner.errors import InputError
from aligner.training import TrainingSettings, train
from aligner.training.contrastive import ContrastiveSettings
from aligner.training.pairs import pair_files, read_pairs
from aligner.training.vocabulary import VocabularySettings, build_normalizer


def similarities(folder: Path, chinese: list[str], english: list[str]) -> numpy.ndarray:
    embedder = load_embedder(str(folder))
    sides = [embedder.encode(texts) for texts in (chinese, english)]
    units = [side / numpy.linalg.norm(side, axis=1, keepdims=True) for side in sides]
    return units[0] @ units[1].T


def test_the_model_knows_which_words_translate_each_other(trained_model: Path) -> None:
    chinese = ["猫", "老师", "火车", "花园", "蓝色"]
    english = ["cat", "teacher", "train", "garden", "blue"]
    assert similarities(trained_model, chinese, english).argmax(axis=1).tolist() == list(range(5))


def test_traditional_and_full_width_text_has_the_same_vector(trained_model: Path) -> None:
    embedder = load_embedder(str(trained_model))
    simplified, traditional = embedder.encode(["老师和医生，ABC", "老師和醫生，ＡＢＣ"])
    assert numpy.array_equal(simplified, traditional)


def test_same_seed_same_bytes(pair_file: Path, tmp_path: Path) -> None:
    settings = TrainingSettings(VocabularySettings(200, 200, 60), ContrastiveSettings(dimension=8, epochs=1, batch=128))
    for name in ("first", "second"):
        train([pair_file], tmp_path / name, settings, name="toy")
    files = sorted(path.name for path in (tmp_path / "first").iterdir())
    assert files == ["model.json", "tokenizer.json", "unigram.json.gz", "vectors.npy"]
    for file in files:
        assert (tmp_path / "first" / file).read_bytes() == (tmp_path / "second" / file).read_bytes()


def test_the_card_names_data_settings_and_checksums(trained_model: Path) -> None:
    card = json.loads((trained_model / "model.json").read_text(encoding="utf-8"))
    assert card["name"] == "toy"
    (data,) = card["data"]
    assert (data["source"], data["pairs"], data["dropped"], data["held_out"]) == ("toy", 1124, 0, 16)
    assert data["found"] > 0.5
    assert card["dimension"] == card["settings"]["contrastive"]["dimension"] == 24
    assert set(card["sha256"]) == {"tokenizer.json", "unigram.json.gz", "vectors.npy"}


def test_the_export_loads_in_sentence_transformers_with_the_same_vectors(trained_model: Path, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    arguments = ["train", "--export", str(tmp_path / "st"), "--model", str(trained_model), "--quiet"]
    assert group.main(arguments, standalone_mode=False) == 0
    texts = ["The cat and the 老師.", "猫和房子", "3.14 unknownword"]
    ours = load_embedder(str(trained_model)).encode(texts)
    ours /= numpy.linalg.norm(ours, axis=1, keepdims=True)
    theirs = SentenceTransformer(str(tmp_path / "st"), device="cpu").encode(texts)
    assert numpy.allclose(ours, theirs, atol=1e-5)


def test_quantised_rows_come_back_nearly_the_same() -> None:
    table = numpy.random.default_rng(1).standard_normal((50, 16)).astype(numpy.float32)
    table[7] = 0
    back = unpack_vectors(pack_vectors(table))
    assert back.shape == table.shape
    assert ((back - table) ** 2).sum() < 0.02 * (table**2).sum()  # four bits of a normal distribution lose 1 %
    assert not back[7].any()


def test_folding_leaves_nothing_but_simplified_lower_case() -> None:
    assert build_normalizer().normalize_str("Ｔｈｅ 圖書館 發展") == "the 图书馆 发展"


@pytest.mark.parametrize(("suffix", "opener"), [("", open), (".gz", gzip.open), (".xz", lzma.open)])
def test_pair_files_in_either_column_order_and_compressed(tmp_path: Path, suffix: str, opener) -> None:
    path = tmp_path / f"memory.tsv{suffix}"
    with opener(path, "wt", encoding="utf-8") as stream:
        stream.write("A house.\t房子。\nA house.\t房子。\n\nA dog.\t狗。\nA cat.\t\n")
    pairs = read_pairs(path)
    assert (pairs.name, pairs.chinese, pairs.english, pairs.dropped) == (
        "memory",
        ["房子。", "狗。"],
        ["A house.", "A dog."],
        2,
    )


def test_bad_pair_files_are_named_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.tsv"
    path.write_text("房子\thouse\nonly one column\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"bad\.tsv:2: is not a pair: a line is Chinese, a tab, English"):
        read_pairs(path)
    with pytest.raises(InputError, match="no such file"):
        pair_files([tmp_path / "none.tsv"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="holds no"):
        pair_files([tmp_path / "empty"])
    path.write_text("房子\thouse\n", encoding="utf-8")
    with pytest.raises(InputError, match="too few"):
        train([path], tmp_path / "model")


def test_cli_trains_and_the_model_aligns(pair_file: Path, tmp_path: Path) -> None:
    arguments = ["train", str(pair_file), "-o", str(tmp_path / "m"), "--dimension", "16", "--epochs", "8"]
    assert group.main(arguments, standalone_mode=False) == 0
    (tmp_path / "a.en.txt").write_text("The cat.\n\nThe teacher.\n\nThe train.\n", encoding="utf-8")
    (tmp_path / "a.zh.txt").write_text("猫。\n\n老师。\n\n火车。\n", encoding="utf-8")
    arguments = ["align", str(tmp_path / "a.en.txt"), str(tmp_path / "a.zh.txt"), "--model", str(tmp_path / "m")]
    assert group.main([*arguments, "-o", str(tmp_path / "out.align"), "--quiet"], standalone_mode=False) == 0
    lines = (tmp_path / "out.align").read_text(encoding="utf-8").splitlines()
    assert [line.rsplit(":", 1)[0] for line in lines] == ["[0]:[0]", "[1]:[1]", "[2]:[2]"]


@pytest.mark.parametrize("arguments", [["train"], ["train", "x.tsv"], ["train", "-o", "m"]])
def test_cli_says_what_is_missing(arguments: list[str]) -> None:
    assert group.main(arguments, standalone_mode=False) == 2
