"""The journal: no acknowledged operation is lost if the process is killed, the disk is full or files change."""

import os
import random
import shutil
import signal
import subprocess
import time
from contextlib import suppress

import pytest

from aligner.bitext import Bead, Bitext
from aligner.errors import InputError, OutputError
from aligner.formats import load, save
from aligner.review import Journal
from aligner.review.opening import name_of, open_review
from tests.review.test_operations import document, random_bitext

KILLS = int(os.environ.get("ALIGNER_KILLS", "25"))
"""The journal is replayed after each kill and grows: four times the kills take much more than four times as long."""


def pairs(sentences):
    """Return a bitext of 1-1 beads."""
    source, target = (document(name, language, [each + mark for each in sentences])
                      for name, language, mark in (("s", "en", " here."), ("t", "zh", "在这里。")))  # fmt: skip
    return Bitext(source, target, tuple(Bead((n,), (n,), 0.5, 0.9) for n in range(len(sentences))))


def work_until_killed(path, acknowledged, seed):
    """Apply operations and write their number to a pipe until the process is killed."""
    journal = Journal.open(path)
    generator = random.Random(seed)
    while True:
        row = generator.randrange(len(journal.review.rows))
        journal.do({"do": "mark", "row": row, "status": generator.choice(["approved", "rejected", ""])})
        os.write(acknowledged, journal.review.revision.to_bytes(8, "big"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that can be forked")
def test_kills_lose_nothing_that_was_acknowledged(tmp_path):
    path = tmp_path / "a.review.jsonl"
    Journal.create(path, random_bitext(1), {}).close()
    generator = random.Random(7)
    total = 0
    for kill in range(KILLS):
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            try:
                work_until_killed(path, writer, kill)
            finally:
                os._exit(1)
        os.close(writer)
        acknowledged = os.read(reader, 8)  # wait for the first operation, as the machine may be busy
        time.sleep(generator.random() / 25)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reader, "rb") as stream:
            acknowledged += stream.read()
        last = int.from_bytes(acknowledged[-8:], "big")
        journal = Journal.open(path)
        assert last <= journal.review.revision <= last + 1
        total = journal.review.revision
        journal.close()
    assert total >= KILLS


def test_an_incomplete_last_line_is_ignored(tmp_path):
    path = tmp_path / "a.review.jsonl"
    journal = Journal.create(path, pairs("abc"), {})
    journal.do({"do": "merge", "row": 0})
    whole = path.read_bytes()
    journal.close()
    path.write_bytes(whole + b'{"do":"mer')
    journal = Journal.open(path)
    assert journal.review.revision == 1
    assert "cut off" in journal.remarks[0]
    journal.do({"do": "undo"})
    journal.close()
    assert path.read_bytes().startswith(whole + b'{"do":"undo"')


DAMAGED = [b"", b"{}\n", b"[1]\n", b'{"format":"aligner-review","version":9,"lines":0}\n', b"\xff\n"]


@pytest.mark.parametrize("content", DAMAGED)
def test_other_files_are_refused(tmp_path, content):
    path = tmp_path / "a.review.jsonl"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"a\.review\.jsonl"):
        Journal.open(path)


def test_an_invalid_operation_is_reported_with_its_line(tmp_path):
    path = tmp_path / "a.review.jsonl"
    Journal.create(path, pairs("abc"), {}).close()
    lines = path.read_bytes().count(b"\n")
    path.write_bytes(path.read_bytes() + b'{"do":"merge","row":77}\n')
    with pytest.raises(InputError, match=f"{lines + 1}: cannot be done again"):
        Journal.open(path)


@pytest.fixture
def small_disk(tmp_path):
    """Mount a disk of 128 KB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(disk)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a small disk cannot be mounted here: needs root and a system that allows it")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_refuses_an_operation_and_loses_none(small_disk):
    path = small_disk / "a.review.jsonl"
    journal = Journal.create(path, random_bitext(1), {})
    with (small_disk / "filler").open("wb", buffering=0) as filler, suppress(OSError):
        while True:
            filler.write(bytes(512))
    count = 0
    with suppress(OutputError):
        while count < 2_000:
            journal.do({"do": "bookmark", "row": 0})
            count += 1
    assert count == journal.review.revision < 2_000
    with pytest.raises(OutputError, match="No space left"):
        journal.do({"do": "edit", "texts": [[0, "source", 0, "x" * 200_000]]})
    rows = journal.review.rows[:]
    assert Journal.read(path).rows == rows
    (small_disk / "filler").unlink()
    journal.do({"do": "merge", "row": 0})
    journal.close()
    again = Journal.open(path)
    assert again.review.revision == count + 1
    again.close()


def test_two_reviews_of_one_journal_are_refused(tmp_path):
    pytest.importorskip("fcntl")
    journal = Journal.create(tmp_path / "a.review.jsonl", pairs("abc"), {})
    with pytest.raises(OutputError, match="another review"):
        Journal.open(journal.path)
    journal.close()
    Journal.open(journal.path).close()


def test_hostile_text_goes_through_the_journal(tmp_path):
    path = tmp_path / "a.review.jsonl"
    texts = ["<script>alert(1)</script>\x07", "\ud800 lone", "x" * 1_000_000, "\u2028line\u2029\x1b[31m"]
    journal = Journal.create(path, pairs(texts), {})
    journal.do({"do": "edit", "texts": [[0, "source", 0, "\udfff</td>\x00"]]})
    expected = journal.review.bitext()
    journal.close()
    journal = Journal.open(path)
    assert journal.review.bitext() == expected
    journal.close()


def test_a_review_that_is_opened_again_continues(tmp_path):
    path = tmp_path / "a.bitext.jsonl"
    save(pairs("abcd"), path)
    opened = open_review(path)
    opened.journal.do({"do": "merge", "row": 0})
    opened.save(opened.journal.review.bitext())
    opened.journal.close()
    assert len(load(path).beads) == 3
    again = open_review(path)
    assert again.journal.review.can_undo == 1
    again.journal.do({"do": "undo"})
    again.save(again.journal.review.bitext())
    again.journal.close()
    assert load(path) == pairs("abcd")


def test_a_file_of_another_format_is_not_changed(tmp_path):
    path = tmp_path / "memory.tmx"
    save(pairs(["cat", "dog", "river"]), path)
    before = path.read_bytes()
    opened = open_review(path)
    opened.journal.do({"do": "mark", "row": 1, "status": "approved"})
    opened.save(opened.journal.review.bitext())
    opened.journal.close()
    assert path.read_bytes() == before
    assert load(tmp_path / "memory.tmx.bitext.jsonl").beads[1].status == "approved"


def test_a_changed_file_keeps_confirmations_and_missing_pairs_are_listed(tmp_path):
    path = tmp_path / "a.tmx"
    save(pairs(["cat", "dog", "river"]), path)
    opened = open_review(path)
    for row in (0, 2):
        opened.journal.do({"do": "mark", "row": row, "status": "approved"})
    opened.journal.close()
    save(pairs(["new", "cat", "dog", "mountain"]), path)
    opened = open_review(path)
    assert [row.status for row in opened.journal.review.rows] == ["", "approved", "", ""]
    assert any("1 confirmed" in remark and "river" in remark for remark in opened.remarks)
    assert (tmp_path / "a.tmx.review.jsonl.bak").exists()
    opened.journal.close()


def test_changed_documents_keep_confirmations(tmp_path):
    english, chinese = tmp_path / "v.en.txt", tmp_path / "v.zh.txt"
    english.write_text("The river is wide.\n\nA cat sleeps on the roof.\n\nWinter comes early this year.\n", "utf-8")
    chinese.write_text("河很宽。\n\n一只猫睡在屋顶上。\n\n今年冬天来得早。\n", "utf-8")
    opened = open_review(english, chinese)
    opened.journal.do({"do": "merge", "row": 0})
    opened.journal.do({"do": "mark", "row": 0, "status": "approved"})
    opened.journal.close()
    english.write_text("A new first sentence stands here.\n\n" + english.read_text("utf-8"), "utf-8")
    opened = open_review(english, chinese)
    (merged,) = [row for row in opened.journal.review.rows if row.shape == "2-2"]
    assert merged.is_approved
    assert merged.source[0].text == "The river is wide."
    assert any("kept as v.review.jsonl.bak" in remark for remark in opened.remarks)
    opened.journal.close()


NAMES = [
    ("story.en.txt", "story.zh.txt", "story"),
    ("report-en.docx", "report-zh.docx", "report"),
    ("a.txt", "b.txt", "a"),
    ("x.tmx", None, "x.tmx"),
    ("x.bitext.jsonl", None, "x"),
]


@pytest.mark.parametrize(("source", "target", "name"), NAMES)
def test_the_name_of_the_journal(tmp_path, source, target, name):
    assert name_of(tmp_path / source, target and tmp_path / target, pairs=target is None) == name
