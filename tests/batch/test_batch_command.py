"""The command ``aligner batch``."""

import json

import pytest
from made_batch import corpus_bytes, made_documents, run_batch_command

from aligner.batch import CorpusSettings, WorkSettings, run_batch
from aligner.settings import EmbedSettings, Settings
from aligner.tasks import Processes

LENGTH = WorkSettings(Settings(embed=EmbedSettings("length")))


def run(listed, folder, work=LENGTH, corpus=None, progress=lambda status: None):
    return run_batch(listed, folder, work, corpus or CorpusSettings(), Processes(1, work.limits), progress=progress)


def test_a_second_run_aligns_only_changed_documents(tmp_path):
    listed, folder = made_documents(tmp_path, 4), tmp_path / "out"
    run(listed, folder)
    before = corpus_bytes(folder)
    again = run(listed, folder)
    assert (again.status.unchanged, again.rewritten) == (4, False)
    assert corpus_bytes(folder) == before
    path = tmp_path / "zh" / "002.txt"
    path.write_text(path.read_text(encoding="utf-8") + "1号的老师来了。\n", encoding="utf-8")
    changed = run(listed, folder)
    assert (changed.status.unchanged, changed.rewritten) == (3, True)
    assert corpus_bytes(folder) != before
    only_written = run(listed, folder, corpus=CorpusSettings(("moses",)))
    assert (only_written.status.unchanged, only_written.rewritten) == (4, True)
    other = WorkSettings(Settings(embed=EmbedSettings("length"), align=LENGTH.align.align.__class__(max_span=3)))
    assert run(listed, folder, work=other).status.unchanged == 0


def test_settings_and_signature_are_stored_with_the_results(tmp_path):
    folder = tmp_path / "out"
    run(made_documents(tmp_path, 2), folder)
    state = json.loads((folder / "batch.json").read_text(encoding="utf-8"))
    assert state["signature"].startswith("aligner:")
    assert state["settings"]["align"]["embed"]["model"] == "length"
    assert state["counts"]["documents"] == 2


@pytest.mark.parametrize("missing", ["zh/000.txt", "zh/001.txt", "zh/002.txt"])
def test_a_failed_pair_does_not_change_the_signature(tmp_path, missing):
    whole, folder = tmp_path / "whole", tmp_path / "out"
    listed = made_documents(tmp_path, 3)
    run(listed, whole)
    (tmp_path / missing).unlink()
    assert run(listed, folder).status.failed == 1
    signatures = [
        json.loads((each / "batch.json").read_text(encoding="utf-8"))["signature"] for each in (whole, folder)
    ]
    assert signatures[0].startswith("aligner:")
    assert signatures[0] == signatures[1]


def test_a_duplicate_name_fails_with_advice(tmp_path):
    listed, folder = made_documents(tmp_path, 2), tmp_path / "out"
    with listed.open("a") as stream:
        stream.write("en/000.txt,zh/001.txt,news,\n")
    problems = []
    summary = run(listed, folder, progress=lambda status: problems.append(status.problem))
    assert summary.status.failed == 1
    assert any("another row of the list has the same name" in problem for problem in problems)
    assert summary.counts["documents"] == 2


def test_documents_in_folders_are_paired(tmp_path):
    made_documents(tmp_path, 3)
    folder = tmp_path / "out"
    done = run_batch_command("en", "zh", "-o", folder, "--model", "bundled", "--jobs", 1, "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["documents"] == 3
    assert (folder / "pairs.csv").read_text(encoding="utf-8").splitlines()[1] == "000.txt,en/000.txt,zh/000.txt"


def test_an_unreadable_file_in_a_folder_is_reported_and_the_run_continues(tmp_path):
    made_documents(tmp_path, 2)
    (tmp_path / "en" / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    done = run_batch_command("en", "zh", "-o", "out", "--jobs", 1, cwd=tmp_path)
    assert done.returncode == 1
    assert "aligner: error: en/broken.pdf: " in done.stderr
    assert "Traceback" not in done.stderr
    assert "en/broken.pdf" in (tmp_path / "out" / "unpaired.csv").read_text(encoding="utf-8")
    assert len((tmp_path / "out" / "documents.jsonl").read_text(encoding="utf-8").splitlines()) == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["pairs.csv", "-o", "out", "--split", "a,b"], "no list of shares"),
        (["pairs.csv", "-o", "out", "--split", "90,20"], "sum up to 100"),
        (["pairs.csv", "-o", "out", "--max-length-ratio", "0.5"], "choose 1 or more"),
        (["a", "b", "c", "-o", "out"], "3 inputs"),
        (["none.csv", "-o", "out"], "no such file"),
        (["pairs.csv"], "Missing option '-o'"),
    ],
)
def test_usage_errors_are_one_line(tmp_path, arguments, message):
    if arguments[0] == "pairs.csv":
        (tmp_path / "pairs.csv").write_text("source,target\na,b\n")
    done = run_batch_command(*arguments, cwd=tmp_path)
    assert done.returncode in (2, 3)
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()
