"""Fixtures: a separate cache for each test, and files in an empty folder."""

import pytest

from aligner.check.cache import user_key


@pytest.fixture(autouse=True)
def own_cache(monkeypatch, tmp_path_factory):
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("ALIGNER_CACHE", str(folder))
    monkeypatch.setenv("XDG_STATE_HOME", str(folder.parent / "state"))
    user_key.cache_clear()  # tests of other folders may have loaded the key of another state folder
    yield folder
    user_key.cache_clear()


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Return a function that writes files below the current folder, which is empty."""
    monkeypatch.chdir(tmp_path)

    def write_one(path, text, encoding="utf-8"):
        place = tmp_path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return place

    return write_one
