"""Follow the tutorials of both languages literally on a clean system: an empty home, no caches, no variables.

Run as ``python -m benchmarks.newcomer [--store]``. It builds the wheel, puts the files that the tutorials begin with
into a folder, and types what the pages show into one shell (``env -i``): the installation, each command, the settings,
the Python. It compares what the sessions print with the pages, and measures time and size of the installation and the
time to the first result. Commands for Windows and lines for the services of others (GitHub) are left out, and listed.
"""

from __future__ import annotations

import itertools
import json
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from benchmarks.machine import hardware, load_average
from docs.generate.examples import prepare, without_times

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "newcomer.json"
LANGUAGES = ("en", "zh")
TUTORIALS = ("translator", "researcher", "maintainer")
CLONE = ("aligner", "pyproject.toml", "README.md", "LICENSE", "NOTICE")
"""What of a clone is needed to build and install the program."""
PATH = "/usr/local/bin:/usr/bin:/bin"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INSTALLING = ("python3 -m venv", ". ", "pip install")
"""How lines of installation begin."""


@dataclass
class Step:
    """What a page says to type.

    Attributes:
        kind: ``install``, ``command``, ``session``, ``settings`` or ``python``.
        text: what is typed.
        printed: what the page says that it prints; ``None`` if it says nothing.
    """

    kind: str
    text: str
    printed: str | None = None


@dataclass
class Page:
    """The steps of a page, and the lines that are for other systems."""

    steps: list[Step] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def read_page(text: str) -> Page:
    """Return what a tutorial says to type, in order."""
    page = Page()
    for language, block in FENCE.findall(text):
        if language == "console":
            command, _, printed = block.partition("\n")
            page.steps.append(Step("session", command.removeprefix("$ "), printed))
        elif language == "toml":
            page.steps.append(Step("settings", block))
        elif language == "python":
            page.steps.append(Step("python", block))
        elif language == "sh":
            page.steps += [Step("command", line.partition("  #")[0]) for line in block.splitlines()]
        else:
            for line in block.splitlines():
                if line.startswith(INSTALLING):
                    page.steps.append(Step("install", line))
                else:
                    page.left_out.append(line)
    return page


def script_of(steps: list[Step], log: Path) -> str:
    """Return a shell script that types the steps, and writes the exit code and the time of each into a log."""
    lines = [f"echo start $EPOCHREALTIME > {shlex.quote(str(log / 'times'))}"]
    for number, step in enumerate(steps):
        typed = step.text
        if step.kind == "settings":
            typed = f"cat > aligner.toml <<'END'\n{step.text}END"
        elif step.kind == "python":
            typed = f"python - <<'END'\n{step.text}END"
        output = shlex.quote(str(log / str(number)))
        lines.append(f"{{ {typed}\n}} > {output}.out 2> {output}.err")
        lines.append(f"echo {number} $? $EPOCHREALTIME >> {shlex.quote(str(log / 'times'))}")
    return "\n".join(lines) + "\n"


def follow(page: Page, folder: Path, home: Path) -> dict[str, Any]:
    """Type the steps of a page into one shell, and return what came of it.

    Args:
        page: the page.
        folder: where it is typed.
        home: the home folder of the newcomer.

    Raises:
        ClickException: a step failed, or printed something else than the page shows.
    """
    with tempfile.TemporaryDirectory() as name:
        log = Path(name)
        (log / "script.sh").write_text(script_of(page.steps, log), encoding="utf-8")
        shell = ["env", "-i", f"PATH={PATH}", f"HOME={home}", "bash", "--norc", "--noprofile", str(log / "script.sh")]
        subprocess.run(shell, cwd=folder, check=True, timeout=3600)
        times = [line.split() for line in (log / "times").read_text().splitlines()]
        for step, (number, code, _) in zip(page.steps, times[1:], strict=True):
            out, err = ((log / f"{number}.{end}").read_text(encoding="utf-8") for end in ("out", "err"))
            allowed = ("0", "1") if "aligner check" in step.text else ("0",)
            if code not in allowed:
                raise click.ClickException(f"{step.text}: exit code {code}\n{out}{err}")
            if step.printed is not None and without_times(out + err) != without_times(step.printed):
                raise click.ClickException(f"{step.text}: prints something else than the page shows\n{out}{err}")
    ends = [float(line[-1]) for line in times]
    took = [later - earlier for earlier, later in itertools.pairwise(ends)]
    installing = sum(seconds for step, seconds in zip(page.steps, took, strict=True) if step.kind == "install")
    first = next(place for place, step in enumerate(page.steps) if step.kind in ("session", "command"))
    return {
        "steps": len(page.steps),
        "left_out": page.left_out,
        "install_seconds": round(installing, 1),
        "first_command_seconds": round(took[first], 1),
        "first_result_after_seconds": round(ends[first + 1] - ends[0], 1),
        "whole_page_seconds": round(ends[-1] - ends[0], 1),
    }


def megabytes(folder: Path) -> float:
    """Return the size of the files below a folder in MB."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return round(sum(path.stat().st_size for path in files) / 1e6, 1)


def build_wheel(folder: Path) -> Path:
    """Build the wheel from a copy of the sources, and return it."""
    copy = folder / "sources"
    copy_clone(copy)
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(folder), str(copy)], check=True
    )
    return next(folder.glob("*.whl"))


def copy_clone(folder: Path) -> None:
    """Copy what a clone has that is needed for installing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in CLONE:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
        else:
            shutil.copy(source, folder)


@click.command()
@click.option("--store", is_flag=True, help="Write the result into benchmarks/results.")
@click.option("--language", type=click.Choice(LANGUAGES), multiple=True, default=LANGUAGES, help="Pages to follow.")
def main(store: bool, language: tuple[str, ...]) -> None:
    """Follow the tutorials and report times and sizes; a run that is stopped keeps the pages it has finished."""
    pages = {(each, tutorial): tutorial_page(each, tutorial) for each in language for tutorial in TUTORIALS}
    results: dict[str, Any] = {"hardware": hardware(), "python": sys.version.split()[0], "pages": {}}
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        wheel = build_wheel(place / "wheel")
        results["wheel_megabytes"] = round(wheel.stat().st_size / 1e6, 1)
        for (each, tutorial), page in pages.items():
            home, folder = place / each / "home", place / each / "files"
            if not folder.exists():
                home.mkdir(parents=True)
                folder.mkdir()
                prepare(folder)
                shutil.copy(wheel, folder)
                copy_clone(folder)  # the researcher installs from a clone
            result = follow(page, folder, home) | {"load": load_average()}
            environment = ".venv" if tutorial == "researcher" else "aligner-env"
            result["environment_megabytes"] = megabytes(folder / environment)
            results["pages"][f"{each}/{tutorial}"] = result
            click.echo(f"{each}/{tutorial}: {json.dumps(result)}")
            if store:
                RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def tutorial_page(language: str, tutorial: str) -> Page:
    """Return the steps of a tutorial; one without an installation begins in the environment of an earlier one."""
    page = read_page((ROOT / "docs" / language / "tutorials" / f"{tutorial}.md").read_text(encoding="utf-8"))
    if not any(step.kind == "install" for step in page.steps):
        page.steps.insert(0, Step("install", ". aligner-env/bin/activate"))
    return page


if __name__ == "__main__":
    main()
