"""A model folder whose files are not those that were saved is refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy
import pytest

from aligner.embedders.static import CARD, TOKENIZER, UNIGRAM, VECTORS, StaticEmbedder, save_packed
from aligner.errors import ModelError

BUNDLED = Path(__file__).parents[2] / "aligner" / "embedders" / "bundled"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BUNDLED, tmp_path / "model"))


@pytest.mark.parametrize("name", [TOKENIZER, UNIGRAM, VECTORS])
def test_one_changed_byte_is_found(model: Path, name: str) -> None:
    content = bytearray((model / name).read_bytes())
    content[len(content) // 2] ^= 1
    (model / name).write_bytes(content)
    with pytest.raises(ModelError, match=f"damaged or incomplete .{name} is not the file"):
        StaticEmbedder.load(str(model))


@pytest.mark.parametrize("name", [TOKENIZER, UNIGRAM, VECTORS])
def test_half_a_file_is_found(model: Path, name: str) -> None:
    content = (model / name).read_bytes()
    (model / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelError, match="damaged or incomplete"):
        StaticEmbedder.load(str(model))


def test_a_card_without_checksums_is_refused(model: Path) -> None:
    card = json.loads((model / CARD).read_text(encoding="utf-8"))
    del card["sha256"]
    (model / CARD).write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(ModelError, match="damaged or incomplete"):
        StaticEmbedder.load(str(model))


@pytest.mark.parametrize("scale", [numpy.nan, numpy.inf, -1.0, 1e30])
def test_values_that_are_not_finite_are_refused(model: Path, scale: float) -> None:
    packed = numpy.load(model / VECTORS)
    packed[7, -4:] = numpy.frombuffer(numpy.float32(scale).tobytes(), numpy.uint8)
    sound = StaticEmbedder.load(str(BUNDLED))
    save_packed(model, sound.tokenizer, packed, {"name": "model"})
    with pytest.raises(ModelError, match="not finite"):
        StaticEmbedder.load(str(model))


def test_a_sound_copy_is_taken(model: Path) -> None:
    assert StaticEmbedder.load(str(model)).signature == StaticEmbedder.load(str(BUNDLED)).signature
