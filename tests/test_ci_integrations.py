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
from aligner.readers import CONVERTED, READERS
from aligner.readers.messages import CATALOGUES
from tests import forked

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


HOSTED = [
    (ACTION, "vendor.github-actions"),
    (GITLAB, "vendor.gitlab-ci"),
    (ROOT / ".github/dependabot.yml", "vendor.dependabot"),
    *((path, "vendor.github-workflows") for path in sorted((ROOT / ".github/workflows").glob("*.yml"))),
    (ROOT / ".github/ISSUE_TEMPLATE/config.yml", "vendor.github-issue-config"),
    *((path, "vendor.github-issue-forms") for path in sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("[!c]*.yml"))),
]


@pytest.mark.parametrize(("path", "schema"), HOSTED, ids=[path.name for path, _ in HOSTED])
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
    formats |= set(re.findall(r"--format (\w+)", texts[0]))
    options |= set(re.findall(r"(?:give|give_lines|arguments\+=\()\s*(--[a-z-]+)", texts[0]))
    return options, formats


@needs_check
def test_the_command_has_the_options_used():
    options, _ = used_options()
    arguments = [sys.executable, "-m", "aligner", "check", "--help"]
    text = forked.run(arguments, capture_output=True, text=True, encoding="utf-8", check=True).stdout
    assert options >= {"--format", "-o", "--fail-under", "--since", "--rule", "--exclude", "--stale-by-git", "--strict"}
    assert options <= set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", text))


def test_the_formats_used_exist():
    _, formats = used_options()
    assert formats == {"github", "junit"}
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
        'printf "%s" "$STUB_ERROR" >&2\n'
        'while [ $# -gt 0 ]; do [ "$1" = --format ] && printf "%s" "$STUB_REPORT"; '
        '[ "$1" = -o ] && [ "$2" != - ] && [ "$STUB_CODE" -ne 2 ] && echo "for $(basename "$2")" > "$2"; shift; done\n'
        'exit "$STUB_CODE"\n',
        encoding="utf-8",
    )
    stub.chmod(0o755)
    python = stub.with_name("python")
    python.write_text(
        f'#!/usr/bin/env bash\nif [ "$1" = -c ]; then exec {shlex.quote(sys.executable)} "$@"; fi\n'
        'printf \'%s\\n\' "$*" >> "$CALLS.python"\n',
        encoding="utf-8",
    )
    python.chmod(0o755)

    def run(script, code, **variables):
        environment = {
            "PATH": f"{stub.parent}{os.pathsep}{os.environ['PATH']}",
            "CALLS": str(tmp_path / "calls"),
            "GITHUB_OUTPUT": str(tmp_path / "output"),
            "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
            "STUB_CODE": str(code),
            "STUB_ERROR": "",
            "STUB_REPORT": "",
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


INPUTS = dict.fromkeys(
    (
        "SOURCE", "TARGET", "FAIL_UNDER", "STRICT", "BASELINE", "GLOSSARY", "CONFIG", "SINCE", "STALE_BY_GIT",
        "INCLUDE", "EXCLUDE", "RULES", "OPTIONS", "SUMMARY", "HTML",
    ),
    "",
)  # fmt: skip


def action(workplace, code, **inputs):
    """Run the step of the action, and return what it did, the words of its one call, and the folder."""
    folder, run = workplace
    stub = {name: inputs.pop(name) for name in list(inputs) if name.startswith("STUB_")}
    variables = {f"ALIGNER_{name}": value for name, value in {**INPUTS, "SOURCE": "docs/en", **inputs}.items()}
    done, calls = run(action_script("Check the translation"), code, **variables, **stub)
    summary = re.compile(r"^/.*/summary\.md$")
    return done, [["SUMMARY" if summary.match(word) else word for word in call] for call in calls], folder


REPORTED = ["--format", "github", "-o", "-", "-o", "SUMMARY"]


@needs_bash
@pytest.mark.parametrize("code", [0, 1, 2, 3, 4])
def test_the_action_fails_as_the_check_does(workplace, code):
    done, calls, folder = action(workplace, code, TARGET="docs/zh", OPTIONS="--jobs 2\n--quiet", SUMMARY="true")
    assert done.returncode == code, done.stderr
    assert calls == [["check", "--jobs", "2", "--quiet", *REPORTED, "--", "docs/en", "docs/zh"]]
    assert (folder / "output").read_text() == f"exit-code={code}\n"
    assert (folder / "summary").exists() == (code != 2)
    if code != 2:
        assert (folder / "summary").read_text() == "for summary.md\n"


@needs_bash
def test_every_input_becomes_an_option(workplace):
    given = {
        "FAIL_UNDER": "98", "STRICT": "true", "BASELINE": "known findings.json", "GLOSSARY": "terms.csv",
        "CONFIG": "a.toml", "SINCE": "origin/main", "STALE_BY_GIT": "true", "INCLUDE": "*.md\nguide/a b.mdx\n",
        "EXCLUDE": "old/*", "RULES": "moved=off\naddition=warning", "HTML": "status.html",
    }  # fmt: skip
    assert {name.lower().replace("_", "-") for name in INPUTS} <= set(load(ACTION)["inputs"])
    done, calls, _ = action(workplace, 0, TARGET="docs/zh", **given)
    assert done.returncode == 0, done.stderr
    (words,) = calls
    assert words == [
        "check", "--fail-under", "98", "--baseline", "known findings.json", "--glossary", "terms.csv",
        "--config", "a.toml", "--since", "origin/main", "--include", "*.md", "--include", "guide/a b.mdx",
        "--exclude", "old/*", "--rule", "moved=off", "--rule", "addition=warning", "--strict", "--stale-by-git",
        *REPORTED, "-o", "status.html", "--", "docs/en", "docs/zh",
    ]  # fmt: skip


@needs_bash
def test_options_have_quotes_as_in_a_shell(workplace):
    done, calls, _ = action(workplace, 0, OPTIONS="--include '*.md' --baseline \"known findings.json\"")
    assert done.returncode == 0, done.stderr
    assert calls == [["check", "--include", "*.md", "--baseline", "known findings.json", *REPORTED, "--", "docs/en"]]


@needs_bash
def test_an_open_quotation_mark_is_an_error(workplace):
    done, calls, folder = action(workplace, 0, OPTIONS="--include '*.md")
    assert (done.returncode, calls) == (2, [])
    assert done.stdout == "::error title=aligner::the input options has a quotation mark that does not end\n"
    assert (folder / "output").read_text() == "exit-code=2\n"


@needs_bash
@pytest.mark.parametrize("code", [2, 3, 4])
def test_what_ends_the_check_is_an_error_on_the_page_of_the_run(workplace, code):
    errors = "aligner: warning: w\naligner: error: 100% broken\n::error::not ours\n"
    done, _, _ = action(workplace, code, STUB_ERROR=errors)
    assert done.stdout == "::error title=aligner::aligner: error: 100%25 broken\n"
    done, _, _ = action(workplace, code, STUB_ERROR=errors, STUB_REPORT="::error title=Not checked::a.md\n")
    assert done.stdout == "::error title=Not checked::a.md\n"


@needs_bash
def test_no_name_becomes_a_command(workplace):
    names = {"SOURCE": "a b; touch hacked $(touch hacked)", "TARGET": "-x*"}
    given = {"OPTIONS": "* $(touch hacked)", "BASELINE": "$(touch hacked)", "RULES": "`touch hacked`"}
    done, calls, folder = action(workplace, 0, **names, **given)
    assert done.returncode == 0, done.stderr
    words = ["--baseline", "$(touch hacked)", "--rule", "`touch hacked`", "*", "$(touch", "hacked)"]
    assert calls == [["check", *words, *REPORTED, "--", *names.values()]]
    assert not (folder / "hacked").exists()


@needs_bash
def test_the_action_installs_what_it_is_told(workplace):
    folder, run = workplace
    done, _ = run(action_script("Install aligner"), 0, ALIGNER_PACKAGE="bitext aligner", ALIGNER_ROOT="r")
    assert done.returncode == 0, done.stderr
    words = (folder / "calls.python").read_text()
    assert words.endswith(
        "pip install --quiet --disable-pip-version-check --constraint r/constraints.txt bitext aligner\n"
    )


def test_the_action_keeps_results_outside_of_the_checkout():
    (cache,) = [step for step in load(ACTION)["runs"]["steps"] if "actions/cache" in step.get("uses", "")]
    (check,) = [step for step in load(ACTION)["runs"]["steps"] if step.get("id") == "check"]
    assert cache["with"]["path"] == check["env"]["ALIGNER_CACHE"] == "${{ runner.temp }}/aligner-cache"
    assert check["env"]["XDG_STATE_HOME"] == cache["with"]["path"], "the key goes with the results that it signs"
    assert cache["with"]["key"].startswith(cache["with"]["restore-keys"])


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


def test_the_hook_is_triggered_by_what_is_checked():
    (hook,) = load(HOOKS)
    assert "types" not in hook
    assert "types_or" not in hook
    registries = (READERS, CATALOGUES)
    kinds = ((name, entry) for each in registries for name, entry in each.entries.items() if name not in CONVERTED)
    endings = {ending for _, entry in kinds for ending in entry.extensions}
    assert {".mdx", ".rst", ".json", ".po"} <= endings
    for ending in endings:
        assert re.search(hook["files"], f"docs/zh/a{ending}"), ending
        assert re.search(hook["files"], f"docs/zh/A{ending.upper()}"), ending
    for name in ("a.py", "md", "mdx.js", "a.md.png", "a.toml", "a.css", "a.jsonl"):
        assert not re.search(hook["files"], f"docs/{name}"), name
