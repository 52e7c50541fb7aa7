"""The ready-made integrations, as far as they can be tried without their hosts.

The scripts in them run under bash with a stand-in for `aligner` that writes down its arguments, their forms go
through the schemas of the hosts, and the options they use are those of the real command.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from aligner.check.findings import FileReport, Report
from aligner.check.reports import REPORTS, render
from aligner.cli.group import VERBS

ROOT = Path(__file__).resolve().parent.parent
ACTION = ROOT / "action.yml"
HOOKS = ROOT / ".pre-commit-hooks.yaml"
GITLAB = ROOT / "templates" / "gitlab-ci.yml"

needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
needs_check = pytest.mark.skipif("check" not in VERBS.entries, reason="the command line has no `aligner check` yet")


def load(path):
    yaml = pytest.importorskip("yaml")
    return yaml.safe_load(path.read_text(encoding="utf-8"))


# forms


@pytest.mark.parametrize(
    ("path", "schema"), [(ACTION, "vendor.github-actions"), (GITLAB, "vendor.gitlab-ci")], ids=["github", "gitlab"]
)
def test_the_host_accepts_the_form(path, schema):
    pytest.importorskip("check_jsonschema")
    arguments = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_pre_commit_accepts_the_hook():
    pytest.importorskip("pre_commit")
    arguments = [sys.executable, "-m", "pre_commit", "validate-manifest", str(HOOKS)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_input_is_pasted_into_a_script():
    for step in load(ACTION)["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


# commands


def used_options():
    """Return the options after `aligner check` in all three files, and the formats they ask for."""
    texts = [path.read_text(encoding="utf-8") for path in (ACTION, HOOKS, GITLAB)]
    lines = [line for text in texts for line in text.splitlines() if "aligner check" in line or "args:" in line]
    commands = [line.partition("aligner check")[2] or line for line in lines]
    options = {option for line in commands for option in re.findall(r"(?<![\w-])(--?[a-z][a-z-]*)", line)}
    formats = {name for line in commands for name in re.findall(r"--format (\w+)", line)}
    formats |= set(re.findall(r"^ +check (\w+)", texts[0], re.MULTILINE))
    return options, formats


@needs_check
def test_the_command_has_the_options_used():
    options, _ = used_options()
    arguments = [sys.executable, "-m", "aligner", "check", "--help"]
    text = subprocess.run(arguments, capture_output=True, text=True, encoding="utf-8", check=True).stdout
    assert options >= {"--format", "-o", "--fail-under"}
    assert options <= set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", text))


def test_the_formats_used_exist():
    _, formats = used_options()
    assert formats == {"github", "junit", "markdown"}
    assert formats <= set(REPORTS)


def test_gitlab_finds_the_coverage_in_the_log():
    pattern = load(GITLAB)["translation-check"]["coverage"].strip("/")
    report = Report((FileReport("en/a.md", "zh/a.md", (), 900, 1000), FileReport("en/b.md", "zh/b.md", (), 1, 1000)))
    for colour in (False, True):
        assert re.findall(pattern, render(report, "text", colour=colour)) == ["45.0"]


# scripts


@pytest.fixture
def workplace(tmp_path):
    """Return a folder and a way to run a script in it with stand-ins for `aligner` and `python`."""
    stub = tmp_path / "bin" / "aligner"
    stub.parent.mkdir()
    stub.write_text(
        "#!/usr/bin/env bash\n"
        'printf \'%s\\n\' "$(printf \'%q \' "$@")" >> "$CALLS"\n'
        'while [ $# -gt 0 ]; do [ "$1" = --format ] && echo "as $2"; [ "$1" = -o ] && echo x > "$2"; shift; done\n'
        'exit "$STUB_CODE"\n',
        encoding="utf-8",
    )
    stub.chmod(0o755)
    python = stub.with_name("python")
    python.write_text('#!/usr/bin/env bash\nprintf \'%s\\n\' "$*" >> "$CALLS.python"\n', encoding="utf-8")
    python.chmod(0o755)

    def run(script, code, **variables):
        environment = {
            "PATH": f"{stub.parent}{os.pathsep}{os.environ['PATH']}",
            "CALLS": str(tmp_path / "calls"),
            "GITHUB_OUTPUT": str(tmp_path / "output"),
            "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
            "STUB_CODE": str(code),
            **variables,
        }
        # as the runners of both hosts call it
        arguments = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        done = subprocess.run(
            arguments, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=False
        )
        calls = (tmp_path / "calls").read_text(encoding="utf-8") if (tmp_path / "calls").exists() else ""
        return done, [shlex.split(line) for line in calls.splitlines()]

    return tmp_path, run


def action_script(name):
    (step,) = [step for step in load(ACTION)["runs"]["steps"] if step.get("name") == name]
    return step["run"]


@needs_bash
@pytest.mark.parametrize("code", [0, 1, 2, 3])
def test_the_action_fails_as_the_check_does(workplace, code):
    folder, run = workplace
    names = {"ALIGNER_SOURCE": "docs/en", "ALIGNER_TARGET": "docs/zh"}
    done, calls = run(
        action_script("Check the translation"),
        code,
        ALIGNER_OPTIONS="--fail-under 98\n--quiet",
        ALIGNER_SUMMARY="true",
        **names,
    )
    assert done.returncode == code, done.stderr
    first = ["check", "--fail-under", "98", "--quiet", "--format", "github", "--", "docs/en", "docs/zh"]
    assert calls[0] == first
    assert (folder / "output").read_text() == f"exit-code={code}\n"
    assert (folder / "summary").exists() == (code <= 1)
    if code <= 1:
        assert (folder / "summary").read_text() == "as markdown\n"


@needs_bash
def test_no_name_becomes_a_command(workplace):
    folder, run = workplace
    names = {"ALIGNER_SOURCE": "a b; touch hacked $(touch hacked)", "ALIGNER_TARGET": "-x*"}
    done, calls = run(
        action_script("Check the translation"), 0, ALIGNER_OPTIONS="* $(touch hacked)", ALIGNER_SUMMARY="false", **names
    )
    assert done.returncode == 0, done.stderr
    options = ["*", "$(touch", "hacked)"]
    assert calls == [["check", *options, "--format", "github", "--", *names.values()]]
    assert not (folder / "hacked").exists()


@needs_bash
def test_the_action_installs_what_it_is_told(workplace):
    folder, run = workplace
    done, _ = run(action_script("Install aligner"), 0, ALIGNER_PACKAGE="bitext aligner")
    assert done.returncode == 0, done.stderr
    assert (
        (folder / "calls.python")
        .read_text()
        .endswith("pip install --quiet --disable-pip-version-check bitext aligner\n")
    )


@needs_bash
@pytest.mark.parametrize("code", [0, 1, 3])
def test_the_gitlab_job_keeps_the_report_and_the_exit_code(workplace, code):
    folder, run = workplace
    job = load(GITLAB)["translation-check"]
    done, calls = run("\n".join(job["script"]), code, **job["variables"])
    assert done.returncode == code, done.stderr
    assert (folder / job["artifacts"]["reports"]["junit"]).exists()
    assert calls[0] == ["check", "docs/en", "docs/zh", "--format", "junit", "-o", "aligner-report.xml"]
    assert len(calls) == (2 if code <= 1 else 1)


def test_the_hook_runs_the_check():
    (hook,) = load(HOOKS)
    assert hook["entry"].split() == ["aligner", "check"]
    assert hook["pass_filenames"] is False
