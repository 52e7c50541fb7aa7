"""The command ``aligner corpora get`` with a local server: messages, files and exit codes."""

import hashlib
import json

import pytest
from click.testing import CliRunner

from aligner.cli.group import group
from aligner.corpora import Corpus, CorpusFile


@pytest.fixture
def get(server, monkeypatch, tmp_path):
    """Return a function that downloads the only file of a corpus; keywords replace fields of its entry."""

    def run(*options, **facts):
        content = server.behaviour.content
        known = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest(), **facts}
        file = CorpusFile(server.address, "corpus.bin", **known)
        corpus = Corpus(
            "tide",
            "Tide corpus",
            "corpus",
            ("en", "zh"),
            "tides",
            "CC0 1.0",
            "https://example.org",
            "Tide.",
            files=(file,),
        )
        monkeypatch.setattr("aligner.cli.corpora.find_corpus", lambda _name: corpus)
        return CliRunner().invoke(group, ["corpora", "get", "tide", "-o", str(tmp_path / "data"), *options])

    return run


def test_the_command_prints_path_and_licence(get, server, tmp_path):
    result = get()
    assert result.exit_code == 0, result.output
    assert (tmp_path / "data" / "corpus.bin").read_bytes() == server.behaviour.content
    assert "corpus.bin (512.0 kB, checksum compared)" in result.stderr
    assert "licence: CC0 1.0\ncite: Tide." in result.stderr
    assert "already here: " in get().stderr
    assert len(server.behaviour.requests) == 1


def test_the_command_resumes_a_download(get, server, tmp_path):
    server.behaviour.breaks_after, server.behaviour.breaks_left = 100_000, 2
    assert get("--quiet").exit_code == 0
    assert server.behaviour.requests == ["", "bytes=100000-", "bytes=200000-"]
    assert (tmp_path / "data" / "corpus.bin").read_bytes() == server.behaviour.content


def test_a_wrong_checksum_is_an_error_and_leaves_no_file(get, tmp_path):
    result = get(sha256="0" * 64)
    assert result.exit_code == 3
    (error,) = [line for line in result.stderr.splitlines() if line.startswith("aligner: error: ")]
    assert "sha256" in error
    assert list((tmp_path / "data").iterdir()) == []


def test_json(get):
    found = json.loads(get("--json").stdout)
    assert found["licence"] == "CC0 1.0"
    assert found["files"][0]["checked"] is True
