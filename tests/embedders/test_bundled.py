"""The model that ships: small, complete, and what its card says."""

from __future__ import annotations

import hashlib
import json

import numpy

from aligner.embedders import BUNDLED_FOLDER, load_embedder


def test_it_is_at_most_16_megabytes() -> None:
    assert sum(file.stat().st_size for file in BUNDLED_FOLDER.iterdir()) <= 16_000_000


def test_its_files_have_the_recorded_checksums() -> None:
    card = json.loads((BUNDLED_FOLDER / "model.json").read_text(encoding="utf-8"))
    assert card["name"] == "bundled"
    for name, digest in card["sha256"].items():
        assert hashlib.sha256((BUNDLED_FOLDER / name).read_bytes()).hexdigest() == digest


def test_its_card_names_every_source() -> None:
    card = json.loads((BUNDLED_FOLDER / "model.json").read_text(encoding="utf-8"))
    text = (BUNDLED_FOLDER / "README.md").read_text(encoding="utf-8")
    table = text.partition("## What it was trained on")[2].partition("## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("|")][2:]
    assert len(rows) == len(card["data"])
    assert f"{card['tokens']:,} rows of {card['dimension']}" in text


def test_translations_are_nearer_than_anything_else() -> None:
    english = ["The library opens at nine.", "He forgot his umbrella on the train.", "Rice prices rose by 3.5%."]
    chinese = ["图书馆九点开门。", "他把雨伞忘在火车上了。", "大米价格上涨了3.5%。"]
    embedder = load_embedder()
    sides = [embedder.encode(texts) for texts in (english, chinese)]
    units = [side / numpy.linalg.norm(side, axis=1, keepdims=True) for side in sides]
    assert (units[0] @ units[1].T).argmax(axis=1).tolist() == [0, 1, 2]
    traditional = embedder.encode(["圖書館九點開門。"])
    assert numpy.array_equal(traditional[0], sides[1][0])
