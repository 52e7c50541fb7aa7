"""The work on one pair of documents, and the errors that end the whole run."""

import os
from dataclasses import replace

import pytest

from aligner.batch.run import outcome_from
from aligner.batch.settings import WorkSettings
from aligner.batch.work import Pair, align_pair, content_hash
from aligner.errors import InputError, ModelError
from aligner.settings import EmbedSettings, Settings
from aligner.tasks import Processes, Task

LENGTH = WorkSettings(Settings(embed=EmbedSettings("length")))


def tasks(settings, *pairs):
    return iter([Task(number, align_pair, (pair, settings)) for number, pair in enumerate(pairs)])


def test_a_model_that_cannot_be_loaded_ends_the_run(documents):
    settings = WorkSettings(Settings(embed=EmbedSettings("./no-such-model")))
    source, target = documents.parent / "en" / "000.txt", documents.parent / "zh" / "000.txt"
    with pytest.raises(ModelError, match="no such model folder"):
        list(Processes(1, settings.limits).answers(tasks(settings, Pair(str(source), str(target), None))))


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="Linux counts a process's data")
def test_a_pair_above_the_memory_limit_fails_alone(tmp_path):
    for language, line in (("en", "The library opens at nine o'clock.\n"), ("zh", "图书馆九点开门。\n")):
        (tmp_path / f"large.{language}.txt").write_text(line * 150_000, encoding="utf-8")
        (tmp_path / f"small.{language}.txt").write_text(line * 3, encoding="utf-8")
    given = [
        Pair(str(tmp_path / f"{name}.en.txt"), str(tmp_path / f"{name}.zh.txt"), None) for name in ("large", "small")
    ]
    settings = replace(LENGTH, max_memory=150_000_000)
    found = {
        answer.number: outcome_from(answer) for answer in Processes(1, settings.limits).answers(tasks(settings, *given))
    }
    assert found[0].reason == "needs more memory than a worker has (150 MB): raise --max-memory"
    assert found[1].content


def test_a_valid_result_is_not_computed_again(documents):
    paths = [str(documents.parent / language / "000.txt") for language in ("en", "zh")]
    first = align_pair(Pair(*paths, None), LENGTH)
    assert first.content
    again = align_pair(Pair(*paths, first.key), LENGTH)
    assert again.key == first.key
    assert again.content is None
    assert not again.reason
    other = WorkSettings(Settings(embed=EmbedSettings("bundled")))
    assert align_pair(Pair(*paths, first.key), other).content


def test_a_model_is_loaded_once_in_a_process(documents, monkeypatch):
    from aligner import embedders
    from aligner.batch.work import embedder_for

    loaded = []
    real = embedders.load_embedder
    monkeypatch.setattr(embedders, "load_embedder", lambda model: loaded.append(model) or real(model))
    embedder_for.cache_clear()
    for name in ("000.txt", "001.txt"):
        paths = [str(documents.parent / language / name) for language in ("en", "zh")]
        assert align_pair(Pair(*paths, None), LENGTH).content
    assert loaded == ["length"]


def test_a_file_above_the_size_limit_is_not_read(tmp_path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as stream:
        stream.truncate(200_000_000)
    with pytest.raises(InputError, match=r"holds 200 MB, more than the 100 MB"):
        content_hash(str(path), 100_000_000)
