"""Results that several runs share: in a folder, and at an address that fsspec opens."""

import uuid

import pytest
from made_batch import corpus_bytes, made_documents, run_batch_command

from aligner.batch import work
from aligner.batch.content import is_whole, pack_bitext
from aligner.batch.settings import WorkSettings
from aligner.batch.work import Pair, align_pair
from aligner.embedders import load_embedder
from aligner.errors import UsageError
from aligner.settings import EmbedSettings, Settings
from aligner.tasks.shared_store import store_at


@pytest.fixture(params=["folder", "file address", "memory address"])
def place(request, tmp_path):
    """Return a folder, the address of one, or an address in memory, which stands for an object store."""
    if request.param == "folder":
        return str(tmp_path / "store")
    pytest.importorskip("fsspec", reason="the extra 'cluster' is not installed")
    return f"file://{tmp_path}/store" if request.param == "file address" else f"memory://{uuid.uuid4()}/store"


def test_what_is_put_can_be_got(place):
    store = store_at(place, ".x")
    key = "ab" * 32
    assert store.get(key) is None
    store.put(key, b"content")
    assert store_at(place, ".x").get(key) == b"content"


def test_a_stored_result_is_not_made_again(place, tmp_path, monkeypatch):
    made_documents(tmp_path, 1)
    pair = Pair(str(tmp_path / "en/000.txt"), str(tmp_path / "zh/000.txt"), None)
    settings = WorkSettings(Settings(embed=EmbedSettings(model="length")), store=place)
    first = align_pair(pair, settings)
    assert first.content
    monkeypatch.setattr("aligner.pipeline.align", lambda *_arguments, **_named: pytest.fail("aligned again"))
    assert align_pair(pair, settings).content == first.content


@pytest.mark.parametrize("damage", [b"", b"{}", b"x\x9c"])
def test_a_damaged_result_is_made_again(damage, place, tmp_path):
    made_documents(tmp_path, 1)
    pair = Pair(str(tmp_path / "en/000.txt"), str(tmp_path / "zh/000.txt"), None)
    settings = WorkSettings(Settings(embed=EmbedSettings(model="length")), store=place)
    first = align_pair(pair, settings)
    store = store_at(place, work.RESULT_SUFFIX)
    store.put(first.key.hex(), damage)
    assert align_pair(pair, settings).content == first.content
    assert store.get(first.key.hex()) == first.content


def test_values_of_another_type_are_no_result():
    import json
    import zlib

    from aligner import align_texts

    packed = pack_bitext(align_texts("One day. Two days.", "一天。两天。", embedder=load_embedder("length")))
    assert is_whole(packed)
    record = json.loads(zlib.decompress(packed))
    for number, wrong in ((0, 5), (4, "a warning"), (5, "3"), (7, [[1, 2]])):
        assert not is_whole(zlib.compress(json.dumps([*record[:number], wrong, *record[number + 1 :]]).encode()))
    assert not is_whole(zlib.compress(json.dumps(record[:-1]).encode()))


def test_an_unknown_kind_of_address_is_a_one_line_error():
    pytest.importorskip("fsspec", reason="the extra 'cluster' is not installed")
    with pytest.raises(UsageError, match="nonsense://x: this store cannot be opened"):
        store_at("nonsense://x", "")


def test_a_second_folder_takes_the_results_of_the_first(tmp_path):
    documents = made_documents(tmp_path / "documents", 3)
    for name in ("first", "second"):
        done = run_batch_command(
            documents, "-o", tmp_path / name, "--model", "length", "--jobs", 1, "--store", tmp_path / "store"
        )
        assert done.returncode == 0, done.stderr
    assert corpus_bytes(tmp_path / "first") == corpus_bytes(tmp_path / "second")
    assert len(list((tmp_path / "store").rglob("*.alignment"))) == 3
