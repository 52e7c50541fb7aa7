"""Fixtures of this folder: a small corpus, a temporary cache folder, and the browser of the tests of pages."""

import pytest
from conftest_concordance import PAIRS, write_pairs

from tests.review.conftest import browser, page

__all__ = ["browser", "page"]


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
