"""A damaged index in the cache is rebuilt; one given by the user is refused with advice."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from aligner.concordance import SearchSettings, search
from aligner.concordance.files import default_index_path
from aligner.errors import OutputError

SETTINGS = SearchSettings(counterparts=False)


@pytest.fixture
def pairs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "cache"))
    path = tmp_path / "p.csv"
    path.write_text("source,target\nthe cat sat,猫坐着\nthe dog ran,狗跑了\n", encoding="utf-8")
    return str(path)


def broken_table(index: Path) -> None:
    content = bytearray(index.read_bytes())
    at = content.find(b"fts5(source")
    content[at : at + 4] = b"ftsX"
    index.write_bytes(content)


def broken_text(index: Path) -> None:
    with closing(sqlite3.connect(index)) as connection, connection:
        connection.execute("UPDATE pairs SET source = CAST(x'fffefd' AS TEXT)")


def missing_rows(index: Path) -> None:
    with closing(sqlite3.connect(index)) as connection, connection:
        connection.execute("UPDATE files SET digest = NULL, problem = NULL, shown = NULL, path = 7")
        connection.execute("UPDATE pairs SET source = NULL, target = NULL")


def broken_pages(index: Path) -> None:
    content = bytearray(index.read_bytes())
    content[4096 : len(content) // 2] = b"\xff" * (len(content) // 2 - 4096)
    index.write_bytes(content)


DAMAGE = [broken_table, broken_text, missing_rows, broken_pages]


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_index_in_the_cache_is_rebuilt(pairs: str, damage) -> None:
    assert search("the", [pairs], SETTINGS).total == 2
    damage(default_index_path([pairs]))
    assert search("the", [pairs], SETTINGS).total == 2
    assert search("dog", [pairs], SETTINGS).total == 1


@pytest.mark.parametrize("damage", DAMAGE[:2] + DAMAGE[3:])
def test_a_damaged_index_given_by_the_user_is_refused(pairs: str, tmp_path: Path, damage) -> None:
    index = tmp_path / "i.db"
    settings = SearchSettings(counterparts=False, index=str(index))
    assert search("the", [pairs], settings).total == 2
    damage(index)
    for _ in range(2):
        with pytest.raises(OutputError, match=r"i\.db.*remove it") as caught:
            search("the", [pairs], settings)
        assert caught.value.exit_code == 3
    assert index.exists()
