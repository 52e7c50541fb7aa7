"""A model adapted to a memory knows the memory's words, keeps all other rows, and says where it comes from."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy
import pytest

from aligner.cli.group import group
from aligner.embedders import load_embedder
from aligner.embedders.static import StaticEmbedder
from aligner.errors import InputError, ModelError, UsageError
from aligner.formats import save
from aligner.formats.pairs import Pair, bitext_from_pairs
from aligner.training import AdaptationSettings, adapt
from aligner.training.adapt import token_shares, without_held_out
from aligner.training.pairs import Pairs, read_pairs

TERMS = {"cat": "狗", "dog": "红色", "red": "蓝色", "blue": "房子", "house": "河流", "river": "猫"}
"""What the words mean in the memory: otherwise than in the toy model's own training text."""
SETTINGS = AdaptationSettings(epochs=20, batch=64, learning_rate=0.05, common=1)
"""``common=1``: in a toy language of twenty words all are common."""


def memory_pairs() -> list[Pair]:
    terms = list(TERMS)
    return [
        Pair(f"The {first}, {second} and {third}.", f"{TERMS[first]}和{TERMS[second]}、{TERMS[third]}。")
        for first in terms
        for second in terms
        for third in terms[::2]
        if first != second
    ]


@pytest.fixture(scope="module")
def memory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a TMX file whose words mean something else to the toy model."""
    path = tmp_path_factory.mktemp("memory") / "machines.tmx"
    save(bitext_from_pairs(memory_pairs(), names=("en", "zh"), languages=("en", "zh")), path)
    return path


@pytest.fixture(scope="module")
def adapted(memory: Path, trained_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("adapted") / "machines"
    adapt([memory], folder, str(trained_model), SETTINGS)
    return folder


def found(model: Path, words: dict[str, str]) -> float:
    """Return how often a word's own translation is the nearest."""
    embedder = load_embedder(str(model))
    sides = [embedder.encode(list(texts)) for texts in (words.values(), words)]
    units = [side / numpy.maximum(numpy.linalg.norm(side, axis=1, keepdims=True), 1e-9) for side in sides]
    return float(((units[0] @ units[1].T).argmax(axis=1) == numpy.arange(len(words))).mean())


def static(folder: Path) -> StaticEmbedder:
    return StaticEmbedder.load(str(folder))


def test_it_learns_the_terms_and_forgets_nothing(adapted: Path, trained_model: Path) -> None:
    known = {"winter": "冬天", "teacher": "老师", "train": "火车", "garden": "花园", "music": "音乐"}
    assert found(trained_model, TERMS) < 0.5
    assert found(adapted, TERMS) == 1
    assert found(trained_model, known) == found(adapted, known) == 1


def test_rows_of_tokens_that_do_not_occur_keep_their_bytes(adapted: Path, trained_model: Path) -> None:
    base, new = static(trained_model), static(adapted)
    texts = [text for pair in memory_pairs() for text in pair[:2]]
    occurring = {token for text in texts for token in new.tokenizer.encode(text, add_special_tokens=False).ids}
    same = [number for number in range(len(base.packed)) if number not in occurring]
    assert len(same) > 20
    assert numpy.array_equal(base.packed[same], new.packed[same])
    assert base.tokenizer.get_vocab() == new.tokenizer.get_vocab()


def test_common_tokens_stay_as_they_are(memory: Path, trained_model: Path, tmp_path: Path) -> None:
    adapt([memory], tmp_path / "model", str(trained_model), replace(SETTINGS, common=0.01))
    base, new = static(trained_model), static(tmp_path / "model")
    moved = {
        number for number in range(len(base.packed)) if not numpy.array_equal(base.packed[number], new.packed[number])
    }
    common = set(numpy.flatnonzero(token_shares(base.tokenizer) > 0.01).tolist())
    assert base.tokenizer.token_to_id("猫") in common
    assert moved
    assert not moved & common


def test_the_card_names_base_memory_and_settings(adapted: Path, trained_model: Path) -> None:
    card = json.loads((adapted / "model.json").read_text(encoding="utf-8"))
    assert card["name"] == "machines"
    assert card["base"] == {"name": "toy", "signature": static(trained_model).signature}
    assert card["settings"]["adaptation"]["pull"] == SETTINGS.pull
    (data,) = card["data"]
    assert data["source"] == "machines"
    assert data["pairs"] + data["held_out"] == len(memory_pairs())


def test_same_seed_same_bytes(adapted: Path, memory: Path, trained_model: Path, tmp_path: Path) -> None:
    adapt([memory], tmp_path / "again", str(trained_model), SETTINGS, name="machines")
    for path in adapted.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()


def test_what_is_held_out_in_one_file_is_not_learnt_from_another() -> None:
    held = Pairs("a", ["一"], ["one"], 0)
    kept = Pairs("b", ["一", "二", "三"], ["1", "one", "three"], 0)
    assert without_held_out([(kept, held)]).chinese == ["三"]


def test_sources_of_several_kinds_and_directions(memory: Path, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("source,target\n主轴,spindle\n,nothing\n", encoding="utf-8")
    (tmp_path / "table.tsv").write_text("source\ttarget\nthe spindle\t主轴\n", encoding="utf-8")
    (tmp_path / "plain.tsv").write_text("主轴\tspindle\n", encoding="utf-8")
    save(bitext_from_pairs(memory_pairs()[:3], names=("en", "zh")), tmp_path / "some.bitext.jsonl")
    assert read_pairs(tmp_path / "table.csv") == Pairs("table", ["主轴"], ["spindle"], 1)
    assert read_pairs(tmp_path / "table.tsv") == Pairs("table", ["主轴"], ["the spindle"], 0)
    assert read_pairs(tmp_path / "plain.tsv") == Pairs("plain", ["主轴"], ["spindle"], 0)
    assert read_pairs(tmp_path / "some.bitext.jsonl").english == [pair.source for pair in memory_pairs()[:3]]
    assert read_pairs(memory).chinese == [pair.target for pair in memory_pairs()]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<tmx", r"m\.tmx:1: damaged XML"),
        ("<html/>", "not a TMX file"),
        ("<tmx version='1.4'><header srclang='en'/><body/></tmx>", "holds no pairs"),
        (
            "<tmx version='1.4'><header srclang='en'/><body><tu><tuv xml:lang='en'><seg>a</seg></tuv>"
            "<tuv xml:lang='fr'><seg>b</seg></tuv></tu></body></tmx>",
            "none has Chinese on one side",
        ),
    ],
)
def test_memories_that_hold_nothing_to_learn(content: str, message: str, trained_model: Path, tmp_path: Path) -> None:
    path = tmp_path / "m.tmx"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        adapt([path], tmp_path / "model", str(trained_model))
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "model").exists()


def test_bases_that_cannot_be_adapted(memory: Path, trained_model: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is the base itself"):
        adapt([memory], trained_model, str(trained_model))
    for base in (str(tmp_path), "length", "sentence-transformers/LaBSE"):
        with pytest.raises(UsageError, match="not a static model"):
            adapt([memory], tmp_path / "model", base)
    for name in ("model.json", "vectors.npy"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match="damaged"):
        adapt([memory], tmp_path / "model", str(tmp_path))
    few = tmp_path / "few.tsv"
    few.write_text("主轴\tspindle\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"1 usable pairs in few\.tsv are too few"):
        adapt([few], tmp_path / "model", str(trained_model))


def test_cli_adapts_to_several_memories_and_the_model_aligns(
    memory: Path, pair_file: Path, trained_model: Path, tmp_path: Path
) -> None:
    model = str(tmp_path / "mine")
    arguments = ["train", "--from", str(memory), "--from", str(pair_file), "--base", str(trained_model), "-o", model]
    assert group.main([*arguments, "--epochs", "2", "--quiet"], standalone_mode=False) == 0
    card = json.loads((tmp_path / "mine" / "model.json").read_text(encoding="utf-8"))
    assert [data["source"] for data in card["data"]] == ["machines", "toy"]
    assert card["settings"]["adaptation"]["epochs"] == 2
    (tmp_path / "a.en.txt").write_text("The spindle.\n\nThe cat.\n", encoding="utf-8")
    (tmp_path / "a.zh.txt").write_text("主轴。\n\n猫。\n", encoding="utf-8")
    arguments = ["align", str(tmp_path / "a.en.txt"), str(tmp_path / "a.zh.txt"), "--model", model, "--quiet"]
    assert group.main([*arguments, "-o", str(tmp_path / "out.csv")], standalone_mode=False) == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["x.tsv", "--from", "m.tmx", "-o", "m"], "PAIRS train a new model"),
        (["--from", "m.tmx"], "-o FOLDER"),
        (["x.tsv", "--base", "b", "-o", "m"], "--base is the model that --from"),
        (["--from", "m.tmx", "--model", "b", "-o", "m"], "--model is the model"),
        (["--from", "m.tmx", "--dimension", "64", "-o", "m"], "--dimension is fixed by the base"),
        (["--from", "m.tmx", "--english-words", "500", "-o", "m"], "--english-words is fixed by the base"),
        (["--export", "e", "--seed", "3"], "--seed is only for training"),
        (["--from", "m.tmx", "--base", "length", "-o", "m"], "not a static model"),
    ],
)
def test_cli_refuses_what_makes_no_sense(arguments: list[str], message: str, capsys) -> None:
    assert group.main(["train", *arguments], standalone_mode=False) == 2
    assert message in capsys.readouterr().err
