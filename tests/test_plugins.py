"""Another package adds a format, a reader, a check rule and an embedder: tests/plugin_example, built and installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "tests" / "plugin_example"
BUILD = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"
ENGLISH = "The harbour opened in 1987.\nWhat a day!\nIt has 42 berths.\n"
CHINESE = "港口于1987年开放。\n多么美好的一天。\n它有42个泊位。\n"

pytest.importorskip("setuptools", minversion="77", reason="setuptools, which builds the example, is missing")


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """Return a folder in which the example package is installed, and nothing else."""
    copy, wheels, site = (tmp_path_factory.mktemp(name) for name in ("copy", "wheels", "site"))
    shutil.copytree(EXAMPLE, copy, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-c", BUILD, str(wheels)]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    (wheel,) = wheels.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    return site


def install(site, package, group, name, value, code=""):
    """Put a package with one entry point into a folder."""
    module = package.replace("-", "_")
    (site / f"{module}.py").write_text(code, encoding="utf-8")
    about = site / f"{module}-2.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 2.0\n", encoding="utf-8")
    (about / "entry_points.txt").write_text(f"[bitext_aligner.{group}]\n{name} = {value}\n", encoding="utf-8")


@pytest.fixture
def run(tmp_path):
    """Return a function that runs the program with a folder of packages; gives exit code, output and errors."""
    for name, text in (("a.txt", ENGLISH), ("b.txt", CHINESE)):
        (tmp_path / name).write_text(text, encoding="utf-8")

    def run_with(site, *arguments):
        environment = {
            **os.environ,
            "PYTHONPATH": f"{site}{os.pathsep}{ROOT}",
            "ALIGNER_CACHE": str(tmp_path / "cache"),
        }
        done = subprocess.run(
            [sys.executable, "-m", "aligner", *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout, done.stderr

    return run_with


def test_a_format_is_written_and_read_by_its_extension(example, run, tmp_path):
    code, _, errors = run(example, "align", "a.txt", "b.txt", "--segmenter", "lines", "-o", "out.fastalign")
    assert code == 0, errors
    lines = (tmp_path / "out.fastalign").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "The harbour opened in 1987. ||| 港口于1987年开放。"
    code, _, errors = run(example, "convert", "out.fastalign", "back.csv")
    assert code == 0, errors
    assert "它有42个泊位。" in (tmp_path / "back.csv").read_text(encoding="utf-8-sig")


def test_a_format_is_written_by_its_name(example, run):
    code, output, errors = run(example, "align", "a.txt", "b.txt", "--segmenter", "lines", "-q", "--to", "fastalign")
    assert code == 0, errors
    assert output.count(" ||| ") == 3


def test_pairs_become_notes_for_anki(example, run, tmp_path):
    code, _, errors = run(example, "align", "a.txt", "b.txt", "--segmenter", "lines", "-q", "-o", "notes.anki.txt")
    assert code == 0, errors
    lines = (tmp_path / "notes.anki.txt").read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ["#separator:tab", "#html:false"]
    assert all(line.count("\t") == 2 for line in lines[4:])


def test_names_of_other_packages_are_listed(example, run):
    code, _, errors = run(example, "convert", "a.tmx", "b.tmx", "--to", "none")
    assert code == 2
    assert errors.splitlines()[0].endswith("vecalign, anki, fastalign")
    code, output, _ = run(example, "doctor", "--json")
    assert code == 0
    assert "formats anki (aligner-example 1.0)" in output
    assert "formats fastalign (aligner-example 1.0)" in output


def test_a_reader_is_chosen_by_its_extension(example, run, tmp_path):
    (tmp_path / "page.wiki").write_text("== Berths ==\nIt has 42 berths.\n", encoding="utf-8")
    (tmp_path / "page.txt").write_text("泊位\n\n它有42个泊位。\n", encoding="utf-8")
    code, output, errors = run(example, "align", "page.wiki", "page.txt", "-q", "--to", "csv")
    assert code == 0, errors
    assert "Berths,泊位" in output
    assert "==" not in output


def test_a_rule_speaks_and_can_be_left_out(example, run):
    code, output, errors = run(example, "check", "a.txt", "b.txt", "--rule", "exclamation=error")
    assert code == 1, errors
    assert "error exclamation: the exclamation mark is lost" in output
    code, output, errors = run(example, "check", "a.txt", "b.txt", "--rule", "exclamation=off")
    assert code == 0, errors
    assert "exclamation" not in output
    code, output, errors = run(example, "check", "a.txt", "b.txt", "--format", "sarif")
    assert "Exclamation lost" in output


def test_results_are_not_kept_across_a_change_of_packages(example, run, tmp_path):
    assert "exclamation" not in run(tmp_path, "check", "a.txt", "b.txt")[1]
    assert "exclamation" in run(example, "check", "a.txt", "b.txt")[1]
    assert "exclamation" not in run(tmp_path, "check", "a.txt", "b.txt")[1]


def test_an_embedder_is_a_model(example, run):
    code, output, errors = run(example, "align", "a.txt", "b.txt", "--model", "digits", "-q", "--to", "jsonl")
    assert code == 0, errors
    assert "digits" in output


@pytest.mark.parametrize(
    ("value", "code", "reason"),
    [
        ("broken_package:ENTRY", "raise RuntimeError('old version')", "RuntimeError: old version"),
        ("broken_package:ENTRY", "", "AttributeError: "),
        ("broken_package:ENTRY", "ENTRY = 1", "TypeError: broken_package:ENTRY is no Entry"),
        ("no_such_module:ENTRY", "", "ModuleNotFoundError: "),
    ],
)
def test_a_broken_package_is_named_in_one_line(run, tmp_path, value, code, reason):
    install(tmp_path, "broken-package", "formats", "odd", value, code)
    exit_code, _, errors = run(tmp_path, "align", "a.txt", "b.txt", "-o", "out.odd")
    assert exit_code == 2
    warning = errors.splitlines()[0]
    assert warning.startswith(
        f"aligner: warning: the format 'odd' of the package 'broken-package' cannot be loaded ({reason}"
    )
    assert warning.endswith("update it, or remove it with pip uninstall broken-package")
    assert errors.count("broken-package") == 2, "once, with the remedy"
    exit_code, _, errors = run(tmp_path, "align", "a.txt", "b.txt", "-o", "out.tmx", "-q")
    assert (exit_code, errors) == (0, ""), "who does not ask for it does not meet it"


def test_a_format_whose_code_is_broken_is_one_line(run, tmp_path):
    entry = "from aligner.registry import Entry\nENTRY = Entry('broken_package:NOTHING', 'nothing', ('.odd',))\n"
    install(tmp_path, "broken-package", "formats", "odd", "broken_package:ENTRY", entry)
    code, _, errors = run(tmp_path, "align", "a.txt", "b.txt", "-o", "out.odd")
    assert code == 2
    (line,) = errors.splitlines()
    assert line.startswith("aligner: error: the format 'odd' of the package 'broken-package' cannot be loaded (Attr")


def test_a_rule_that_fails_is_one_line(run, tmp_path):
    rule = (
        "from aligner.check.catalogue import Part, RuleText\n"
        "RULE = RuleText('T', 'E.', 'R.', parts=(Part('broken_package:rule'),))\n"
        "def rule(found, glossary):\n    return [1 / 0]\n"
    )
    install(tmp_path, "broken-package", "rules", "odd", "broken_package:RULE", rule)
    code, _, errors = run(tmp_path, "check", "a.txt", "b.txt", "--jobs", "1")
    assert code in (2, 3), errors
    assert errors.count("\n") == 1
    assert "the rule 'odd' of the package 'broken-package' failed (ZeroDivisionError: division by zero)" in errors
    assert run(tmp_path, "check", "a.txt", "b.txt", "--rule", "odd=off")[0] == 0


def test_a_name_of_the_program_cannot_be_taken(run, tmp_path):
    entry = "from aligner.registry import Entry\nENTRY = Entry('broken_package:NOTHING', 'nothing', ('.tmx',))\n"
    install(tmp_path, "greedy-package", "formats", "tmx", "greedy_package:ENTRY", entry)
    code, _, errors = run(tmp_path, "align", "a.txt", "b.txt", "-q", "-o", "out.tmx")
    assert (code, errors) == (0, "")
    assert "<tmx" in (tmp_path / "out.tmx").read_text(encoding="utf-8")
    code, _, errors = run(tmp_path, "align", "a.txt", "b.txt", "-o", "out.odd")
    assert code == 2
    assert (
        "aligner: warning: the package 'greedy-package' adds the format 'tmx', which exists: the program's own is used"
    ) in errors


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["align", "--help"]])
def test_packages_are_not_looked_for_without_need(example, arguments):
    environment = {**os.environ, "PYTHONPATH": f"{example}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-X", "importtime", "-m", "aligner", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert "aligner.plugins" not in done.stderr
    assert "aligner_example" not in done.stderr
