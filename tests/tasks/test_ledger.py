"""The messages for a ledger that cannot be written."""

import sqlite3

import pytest

from aligner.tasks.ledger import DISK_FULL, write_failure


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (sqlite3.OperationalError("database or disk is full"), DISK_FULL),
        (sqlite3.OperationalError("disk I/O error"), "cannot be written (disk I/O error)"),
    ],
)
def test_a_full_disk_has_its_own_message(error, expected):
    assert write_failure(str(error)) == expected
