"""One contract for every embedder: bundled model, trained folder, sentence-transformers model, lengths."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest

from aligner.embedders import load_embedder
from aligner.errors import ModelError
from aligner.protocols import Embedder

TEXTS = ["Hello, world.", "你好，世界。", "", "  ", "The council met in 2031.", "a" * 3000, "\ud800", "\x00"]


@pytest.fixture(scope="session")
def tiny_transformer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a real two-layer BERT with random weights, as sentence-transformers saves it."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("transformer")
    characters = [chr(code) for code in [*range(32, 127), *range(0x4E00, 0x4F00)]]
    vocabulary = {token: number for number, token in enumerate(["[PAD]", "[UNK]", *characters])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", model_max_length=64
    )
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(folder / "bert")
    fast.save_pretrained(folder / "bert")
    transformer = Transformer(str(folder / "bert"), max_seq_length=64)
    model = SentenceTransformer(modules=[transformer, Pooling(16)], device="cpu")
    model.save(str(folder / "saved"), create_model_card=False)
    return folder / "saved"


@pytest.fixture(params=["bundled", "trained", "transformer", "length"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    fixtures = {"trained": "trained_model", "transformer": "tiny_transformer"}
    name = request.param
    return load_embedder(str(request.getfixturevalue(fixtures[name])) if name in fixtures else name)


def test_shape_and_type(embedder: Embedder) -> None:
    vectors = embedder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dimension)
    assert vectors.dtype == numpy.float32
    assert numpy.isfinite(vectors).all()


def test_no_texts_give_no_vectors(embedder: Embedder) -> None:
    assert embedder.encode([]).shape == (0, embedder.dimension)


def test_blank_texts_give_zeros(embedder: Embedder) -> None:
    assert not embedder.encode(["", "  "]).any()


def test_a_text_has_the_same_vector_alone_and_among_others(embedder: Embedder) -> None:
    together = embedder.encode(TEXTS)
    for number, text in enumerate(TEXTS):
        assert numpy.allclose(embedder.encode([text])[0], together[number], atol=1e-4)


def test_additive_means_that_joined_texts_add_up(embedder: Embedder) -> None:
    first, second = "The council met.", "It adopted the report."
    parts = embedder.encode([first, second]).sum(axis=0)
    whole = embedder.encode([f"{first} {second}"])[0]
    assert numpy.allclose(parts, whole, atol=1e-4) == embedder.additive


def test_it_has_a_name_and_a_signature(embedder: Embedder) -> None:
    assert embedder.name
    assert embedder.signature


def test_unknown_name_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aligner.embedders.transformer.hub_is_reachable", lambda: False)
    with pytest.raises(ModelError, match="--model") as caught:
        load_embedder("no-such-organisation/no-such-model")
    assert "\n" not in str(caught.value)


def test_damaged_folder_says_so(tmp_path: Path, trained_model: Path) -> None:
    for file in trained_model.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "vectors.npy").write_bytes(b"no vectors")
    with pytest.raises(ModelError, match="damaged"):
        load_embedder(str(tmp_path))


def test_a_missing_folder_is_not_taken_for_a_name(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no such model folder"):
        load_embedder(str(tmp_path / "none"))
