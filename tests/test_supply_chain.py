"""What is installed is what was tested: pins for everything, hashes for the Action, licences of what is passed on."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parent.parent
ACTION = ("action.txt", "action-build.txt")


def script(name: str):
    """Import a script of continuous integration."""
    spec = importlib.util.spec_from_file_location(name, ROOT / ".ci" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def names_of(requirements: list[str]) -> set[str]:
    """Return the packages that requirements name, ours left out."""
    names = {script("outdated").normal(re.match(r"[\w.-]+", each)[0]) for each in requirements}
    return names - {"bitext-aligner"}


@pytest.fixture(scope="module")
def project() -> dict:
    """Return what pyproject.toml says of the package."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_everything_that_is_installed_is_pinned(project: dict) -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    wanted = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
    ]
    missing = names_of(wanted) - script("outdated").pins(text).keys()
    assert not missing - {"tomli"}, "pin it in constraints.txt"
    for line in text.splitlines():
        assert line.startswith("#") or re.match(r"[\w.-]+==\S+( ; .+)?$", line), line


def test_the_action_installs_files_of_known_hashes_only(project: dict) -> None:
    constraints = script("outdated").pins((ROOT / "constraints.txt").read_text(encoding="utf-8"))
    pinned: dict[str, set[str]] = {}
    for name in ACTION:
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        entries = re.split(r"\n(?=[A-Za-z])", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).strip())
        for entry in entries:
            assert re.match(r"[\w.-]+==\S+", entry), entry
            assert "--hash=sha256:" in entry, entry
        pinned |= script("outdated").pins(text)
    assert names_of(project["dependencies"]) <= pinned.keys()
    differing = {name for name, versions in pinned.items() if name in constraints and not versions & constraints[name]}
    assert differing == set(), "make the lists of the Action and of continuous integration anew together"
    action = (ROOT / "action.yml").read_text(encoding="utf-8")
    assert all(f"requirements/{name}" in action for name in ACTION)


def test_licences_of_what_is_passed_on_stand_in_full() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    assert "Permission is hereby granted, free of charge" in notice
    assert "THE SOFTWARE IS PROVIDED" in notice
    assert "Copyright (c) 2016 mozillazg" in notice


def test_corpora_have_a_checksum_or_are_asked_about() -> None:
    from aligner.corpora.registry import corpora

    for corpus in corpora():
        for file in corpus.files:
            assert file.address.startswith("https://")
            assert bool(file.sha256 or file.md5) == file.is_checked
