"""``aligner corpora`` as a user runs it; the downloads themselves are in tests/corpora_registry."""

import json


def test_list(run):
    result = run("corpora", "list")
    assert result.code == 0
    lines = result.out.splitlines()
    assert lines[0].split() == ["name", "kind", "pairs", "get", "licence", "domain"]
    assert any(line.startswith("un-parallel ") and "15,886,041" in line for line in lines)
    found = json.loads(run("corpora", "list", "--json").out)
    assert len(found) == len(lines) - 1


def test_show(run):
    result = run("corpora", "show", "opensubtitles")
    assert result.code == 0
    assert "361.9 MB" in result.out
    assert "sha256 869ca02e" in result.out
    assert json.loads(run("corpora", "show", "ntrex-128", "--json").out)["pairs"] == 1997
    assert "see the homepage" in run("corpora", "show", "tatoeba").out


def test_an_unknown_corpus(run):
    result = run("corpora", "get", "opensubtitle")
    assert result.code == 2
    assert "did you mean 'opensubtitles'" in result.err


def test_corpora_that_must_be_requested(run, tmp_path):
    result = run("corpora", "get", "um-corpus", "-o", "data")
    assert result.code == 2
    assert "ask for it at http" in result.err
    assert not (tmp_path / "data").exists()


def test_without_a_network(run, tmp_path):
    result = run(
        "corpora", "get", "ntrex-128", "-o", "data", "--unchecked", https_proxy="http://127.0.0.1:9", no_proxy=""
    )
    assert result.code == 3
    assert "the server cannot be reached" in result.err
    assert "check the network, or the proxy" in result.err
    assert "Traceback" not in result.err
    assert [path.name for path in (tmp_path / "data").iterdir() if not path.name.endswith(".part")] == []
