"""``aligner doctor``: report what is installed, what is missing, and whether aligning works."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass

import click

from aligner import __version__
from aligner.cli.options import debug_option
from aligner.cli.terminal import print_json, print_table
from aligner.cores import usable_cores
from aligner.interface import N_, _
from aligner.plugins import packages as added_by_packages
from aligner.registry import DISTRIBUTION
from aligner.unsafe_characters import one_line

EXIT_FAILURE = 1
OK, OPTIONAL, WARNING, FAILURE = "ok", "optional", "warning", "failure"
HIDDEN_EXTRAS = frozenset({"all", "dev", "docs"})
"""Extras that include other extras, or are only for development."""
_REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)[^;]*(?:;(?P<marker>.*))?")
_EXTRA = re.compile(r"extra\s*==\s*['\"]([\w.-]+)['\"]")
_PYTHON = re.compile(r"python_version\s*<\s*['\"]([\d.]+)['\"]")


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one test of the installation.

    Attributes:
        name: the part that was tested.
        status: ``ok``, ``optional`` (missing but not needed), ``warning`` or ``failure``.
        detail: version, path or figure; for a problem, its description and its solution.
    """

    name: str
    status: str
    detail: str


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@debug_option
def doctor(as_json: bool) -> None:
    """Report what is installed, what is missing, and whether aligning works.

    Exit code: 0 everything works, 1 a required part is missing or broken.
    """
    found = list(findings())
    all_work = all(finding.status != FAILURE for finding in found)
    if as_json:
        print_json({"ok": all_work, "findings": [asdict(finding) for finding in found]})
    else:
        rows = [(_(f.name), _(f.status), one_line(f.detail)) for f in found]
        print_table((_("what"), _("status"), _("detail")), rows, err=False)
        click.echo(
            _("everything works") if all_work else _("a part does not work: see the lines with 'failure'"), err=True
        )
    if not all_work:
        raise click.exceptions.Exit(EXIT_FAILURE)


def findings() -> Iterator[Finding]:
    """Run all tests of the installation one after another, and yield the result of each."""
    yield Finding("aligner", OK, __version__)
    yield Finding("python", OK, f"{platform.python_version()} ({platform.python_implementation()}, {sys.executable})")
    yield Finding(N_("system"), OK, platform.platform())
    yield Finding(N_("cores"), OK, _("{usable} of {all}", usable=usable_cores(), all=os.cpu_count() or 1))
    yield Finding(N_("memory"), *memory())
    yield from packages()
    if added := added_by_packages():
        yield Finding(N_("added"), OK, ", ".join(added))
    yield from programs()
    yield Finding("sqlite", *full_text_search())
    yield Finding(N_("model"), *model())
    yield Finding(N_("self test"), *self_test())
    yield Finding(N_("cache"), *cache())
    yield Finding(N_("terminal"), *terminal())


def memory() -> tuple[str, str]:
    """Return a status and the size of the computer's memory, or ``unknown`` if the system does not report it."""
    with suppress(AttributeError, ValueError, OSError):
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        return OK, f"{size / 1e9:.1f} GB"
    return OK, _("unknown")


def packages() -> Iterator[Finding]:
    """Yield a finding for each required Python package, then for each extra (group of optional packages)."""
    extras: dict[str, list[str]] = {}
    for requirement in requirements():
        matched = _REQUIREMENT.match(requirement)
        if matched is None:
            continue
        name, marker = matched["name"], matched["marker"] or ""
        older = _PYTHON.search(marker)
        if older and sys.version_info >= tuple(int(part) for part in older[1].split(".")):
            continue
        extra = _EXTRA.search(marker)
        if extra:
            extras.setdefault(extra[1], []).append(name)
            continue
        version = installed(name)
        yield Finding(name, OK if version else FAILURE, version or _("missing: pip install {name}", name=name))
    for extra_name, names in extras.items():
        if extra_name not in HIDDEN_EXTRAS:
            yield _extra_finding(extra_name, names)


def _extra_finding(extra: str, names: list[str]) -> Finding:
    versions = {name: installed(name) for name in names}
    if all(versions.values()):
        return Finding(f"[{extra}]", OK, ", ".join(f"{name} {version}" for name, version in versions.items()))
    missing = ", ".join(name for name, version in versions.items() if not version)
    return Finding(
        f"[{extra}]",
        OPTIONAL,
        _(
            "without {missing}: pip install '{distribution}[{extra}]'",
            missing=missing,
            distribution=DISTRIBUTION,
            extra=extra,
        ),
    )


def requirements() -> list[str]:
    """Return the dependencies that the installed package declares; empty if the program is not installed."""
    with suppress(importlib.metadata.PackageNotFoundError):
        return importlib.metadata.requires(DISTRIBUTION) or []
    return []


def installed(name: str) -> str:
    """Return the version of an installed package; empty if it is missing."""
    with suppress(importlib.metadata.PackageNotFoundError):
        return importlib.metadata.version(name)
    return ""


def programs() -> Iterator[Finding]:
    """Yield a finding for each external program that converts documents, such as LibreOffice and pandoc."""
    from aligner.readers.programs import PROGRAMS

    for program in PROGRAMS:
        place = program.find()
        missing = _("not installed; needed for {reads} ({install})", reads=program.reads, install=program.install)
        yield Finding(program.name, OK if place else OPTIONAL, place or missing)


def full_text_search() -> tuple[str, str]:
    """Test whether SQLite supports the full-text index that `aligner search` uses."""
    import sqlite3

    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE words USING fts5(text)")
    except sqlite3.OperationalError:
        return WARNING, _(
            "{sqlite_version} without FTS5: aligner search works, but reads all files each time",
            sqlite_version=sqlite3.sqlite_version,
        )
    finally:
        connection.close()
    return OK, _("{sqlite_version} with FTS5", sqlite_version=sqlite3.sqlite_version)


def model() -> tuple[str, str]:
    """Test whether the bundled model can be loaded."""
    from aligner.embedders import load_embedder
    from aligner.errors import AlignerError

    start = time.perf_counter()
    try:
        embedder = load_embedder()
    except (AlignerError, ImportError) as error:
        return FAILURE, _("{error}: install {distribution} again", error=error, distribution=DISTRIBUTION)
    milliseconds = 1000 * (time.perf_counter() - start)
    return OK, _(
        "{name} {signature}, {dimension} numbers, loaded in {milliseconds:.0f} ms",
        name=embedder.name,
        signature=embedder.signature,
        dimension=embedder.dimension,
        milliseconds=milliseconds,
    )


def self_test() -> tuple[str, str]:
    """Test the alignment of two sentences."""
    from aligner.bitext import Block, Document
    from aligner.languages.chinese import CODE as CHINESE
    from aligner.languages.english import CODE as ENGLISH

    english = ("The library opens at nine.", "Please bring your card.")
    chinese = ("图书馆九点开门。", "请带上借书证。")
    try:
        from aligner.pipeline import align_documents

        sides = [
            Document(f"doctor.{language}", tuple(Block(text) for text in texts))
            for language, texts in ((ENGLISH, english), (CHINESE, chinese))
        ]
        shapes = [bead.shape for bead in align_documents(sides[0], sides[1]).beads]
    except Exception as error:  # the test reports any error
        return FAILURE, f"{type(error).__name__}: {error}"
    return (
        (OK, _("two sentences aligned"))
        if shapes == ["1-1", "1-1"]
        else (FAILURE, _("two sentences became {shapes}", shapes=shapes))
    )


def cache() -> tuple[str, str]:
    """Test whether the cache folder can be written."""
    from aligner.concordance.files import cache_folder

    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return OK, str(folder)
    except OSError as error:
        where = "LOCALAPPDATA" if os.name == "nt" else "XDG_CACHE_HOME"
        return WARNING, _(
            "{folder} cannot be written ({reason}): set {where} to another folder",
            folder=folder,
            reason=error.strerror or error,
            where=where,
        )


def terminal() -> tuple[str, str]:
    """Test whether the terminal can show Chinese characters."""
    encoding = (sys.__stdout__.encoding if sys.__stdout__ else "") or "unknown"
    if encoding.lower().replace("-", "") in ("utf8", "gb18030"):
        return OK, encoding
    advice = _("run 'chcp 65001' first") if os.name == "nt" else _("set LANG to a UTF-8 locale, such as C.UTF-8")
    return WARNING, _("{encoding} cannot show all Chinese characters: {advice}", encoding=encoding, advice=advice)
