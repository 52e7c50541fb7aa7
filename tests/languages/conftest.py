"""German in the table of languages, and a sentence-transformers model that knows some of it."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest

from aligner.languages import LANGUAGES
from aligner.registry import Entry
from tests.languages.night_train import DICTIONARY


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch) -> str:
    """Put the German pack into the table, as an entry point of another package does; return its code."""
    monkeypatch.setitem(LANGUAGES.entries, "de", Entry("tests.languages.german:PACK", "German"))
    return "de"


@pytest.fixture(scope="session")
def dictionary_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a sentence-transformers model: the mean of word vectors, the same for a word and its translation."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    english = sorted(set(DICTIONARY.values()))
    generator = numpy.random.default_rng(7)
    vectors = dict(zip(english, generator.normal(size=(len(english), 64)).astype(numpy.float32), strict=True))
    vectors |= {word: vectors[translation] for word, translation in DICTIONARY.items()}
    unknown = numpy.full(64, 1e-3, numpy.float32)
    vocabulary = {word: number for number, word in enumerate(["[UNK]", *vectors])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    table = numpy.stack([unknown, *vectors.values()])
    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=table)], device="cpu")
    folder = tmp_path_factory.mktemp("dictionary") / "model"
    model.save(str(folder), create_model_card=False)
    return folder
