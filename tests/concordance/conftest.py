"""Fixtures of this folder: a small corpus, and a temporary cache folder."""

import pytest
from conftest_concordance import PAIRS, write_pairs


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    monkeypatch.setenv("LOCALAPPDATA", str(folder))
    return folder


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    (folder / "deep").mkdir(parents=True)
    write_pairs(folder / "a.tsv", PAIRS[:4])
    write_pairs(folder / "deep" / "b.tsv", PAIRS[4:])
    (folder / "notes.txt").write_text("preventing terrorism", encoding="utf-8")
    (folder / ".hidden.tsv").write_text("source\ttarget\npreventing terrorism\t预防\n", encoding="utf-8")
    return folder
