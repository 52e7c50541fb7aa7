"""``aligner stats``."""

import json

import pytest

from aligner.formats.pairs import Pair, bitext_from_pairs


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "out").mkdir()
    for name in ("a", "b"):
        bitext = bitext_from_pairs(
            [Pair(f"The {name} lamp.", "灯。", 0.5, 0.8), Pair("Gone.", "", 0, 0.4)],
            names=(f"{name}.en", f"{name}.zh"),
            languages=("en", "zh"),
        )
        for extension in ("tmx", "bitext.jsonl"):
            bitext.save(tmp_path / "out" / f"{name}.{extension}")
    return tmp_path


def test_a_table_and_a_page(run, folder):
    result = run("stats", "out", "--plot", "report.html")
    assert result.code == 0
    rows = {line.rsplit("  ", 1)[0].strip(): line.split()[-1] for line in result.out.splitlines() if line}
    assert (rows["documents"], rows["pairs"], rows["without a target"]) == ("2", "2", "2")
    assert "read 2 files" in result.err
    assert "2 files in other formats skipped, jsonl was read; choose with --from NAME" in result.err
    assert "<svg" in (folder / "report.html").read_text(encoding="utf-8")


def test_json(run, folder):
    found = json.loads(run("stats", "out", "--json", "--from", "tmx").out)
    assert (found["files"], found["documents"], found["pairs"], found["failures"]) == (2, 2, 2, [])
    assert found["target"]["tokens"] == 2


def test_a_damaged_file_is_reported(run, folder):
    (folder / "out" / "c.bitext.jsonl").write_text("nonsense\n", encoding="utf-8")
    result = run("stats", "out", "-q")
    assert result.code == 3
    assert "aligner: error: out/c.bitext.jsonl: " in result.err
    assert "documents" in result.out
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("nowhere",), 3, "no such file or folder"),
        (("out", "--plot", "report.pdf"), 2, "let it end in .html"),
        (("out", "--plot", "no/report.html"), 3, "no/report.html"),
        (("out", "--from", "pdf"), 2, "unknown format 'pdf'"),
        ((), 2, "Missing argument"),
    ],
)
def test_wrong_requests(run, folder, arguments, code, said):
    result = run("stats", *arguments)
    assert result.code == code
    assert said in result.err
    assert "Traceback" not in result.err
