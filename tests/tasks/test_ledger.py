"""What a ledger says when its file cannot be written."""

import sqlite3

import pytest

from aligner.tasks.ledger import FULL, _operational


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (sqlite3.OperationalError("database or disk is full"), FULL),
        (sqlite3.OperationalError("disk I/O error"), "cannot be written (disk I/O error)"),
    ],
)
def test_a_full_disk_is_told_from_other_faults(error, expected):
    assert _operational(str(error)) == expected
