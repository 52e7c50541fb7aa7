"""``aligner doctor``, and the completion of shells."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from aligner.cli import doctor


def test_everything_works(run, tmp_path):
    result = run("doctor", XDG_CACHE_HOME=str(tmp_path / "cache"))
    assert result.code == 0, result.out
    assert "two sentences aligned" in result.out
    assert result.err.strip() == "everything works"


def test_json(run, tmp_path):
    found = json.loads(run("doctor", "--json", XDG_CACHE_HOME=str(tmp_path)).out)
    assert found["ok"] is True
    details = {finding["name"]: finding["detail"] for finding in found["findings"]}
    assert {"aligner", "python", "cores", "memory", "numpy", "sqlite", "model", "self test", "cache"} <= details.keys()
    assert "loaded in" in details["model"]
    assert {finding["status"] for finding in found["findings"]} <= {"ok", "optional", "warning"}


def test_missing_packages_are_named_with_their_installation(monkeypatch):
    monkeypatch.setattr(doctor, "requirements", lambda: ["nonesuch>=1", 'pip>=1; extra == "a"', 'gone; extra == "b"'])
    found = {finding.name: finding for finding in doctor.packages()}
    assert (found["nonesuch"].status, found["nonesuch"].detail) == ("failure", "missing: pip install nonesuch")
    assert found["[a]"].status == "ok"
    assert (found["[b]"].status, found["[b]"].detail) == ("optional", "without gone: pip install 'bitext-aligner[b]'")
    result = CliRunner().invoke(doctor.doctor)
    assert result.exit_code == 1
    assert "a part does not work" in result.output


def test_optional_packages_are_not_failures(monkeypatch):
    needed = ['sentence-transformers>=6.0; extra == "transformer"', 'bitext-aligner[transformer]; extra == "all"']
    monkeypatch.setattr(doctor, "requirements", lambda: needed)
    monkeypatch.setattr(doctor, "installed", lambda _name: "")
    (found,) = doctor.packages()
    assert found.status == "optional"
    assert found.detail == "without sentence-transformers: pip install 'bitext-aligner[transformer]'"


def test_packages_for_older_pythons_are_not_reported(monkeypatch):
    monkeypatch.setattr(doctor, "requirements", lambda: ['nonesuch>=2; python_version < "3.5"'])
    assert list(doctor.packages()) == []


def test_a_broken_model_is_a_failure(monkeypatch, tmp_path):
    monkeypatch.setattr("aligner.embedders.BUNDLED_FOLDER", tmp_path)
    assert doctor.model()[0] == "failure"


def test_a_cache_that_cannot_be_written_is_a_warning(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "file"))
    status, detail = doctor.cache()
    assert status == "warning"
    assert "to another folder" in detail


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_scripts(run, shell):
    result = run("completion", shell)
    assert result.code == 0
    assert f"_ALIGNER_COMPLETE={shell}_complete" in result.out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_scripts_are_valid(run, shell):
    """The shell checks their syntax without running them."""
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not here")
    script = run("completion", shell).out.encode()
    finished = subprocess.run([shell, "-n"], input=script, capture_output=True, timeout=60, check=False)
    assert (finished.returncode, finished.stderr) == (0, b"")


def test_an_unknown_shell(run):
    assert run("completion", "tcsh").code == 2


COMPLETE = """
eval "$(aligner completion bash)"
compopt() { local IFS=' '; kind="$*"; }
kind=""
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_aligner_completion aligner
printf '%s\\n' "${COMPREPLY[@]}"
[ -z "$kind" ] || printf '(%s)\\n' "$kind"
"""


@pytest.mark.skipif(shutil.which("bash") is None or os.name == "nt", reason="bash is not here")
@pytest.mark.parametrize(
    ("words", "completed"),
    [
        (["aligner", "sear"], ["search"]),
        (["aligner", "search", "--kw"], ["--kwic"]),
        (["aligner", "convert", "--to", "t"], ["tmx", "tsv", "tei"]),
        (["aligner", "corpora", ""], ["get", "list", "show"]),
        (["aligner", "corpora", "get", "ted20"], ["ted2020", "ted2013"]),
        (["aligner", "align", "guide.en"], ["", "(-o default)"]),
        (["aligner", "corpora", "get", "ted2020", "-o", "da"], ["", "(-o dirnames)"]),
        (["aligner", "completion", "b"], ["bash"]),
    ],
)
def test_bash_completes(words, completed, tmp_path):
    program = tmp_path / "aligner"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m aligner "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(root)}
    finished = subprocess.run(
        ["bash", "-c", COMPLETE, "bash", *words],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
        check=False,
    )
    assert finished.stdout.splitlines() == completed, finished.stderr
