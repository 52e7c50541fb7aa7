"""The wheel and the source archive: what is in them, and that the wheel works where there is nothing else of ours."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "corpora" / "sample"
LARGEST_WHEEL = 16.5e6
"""Bytes; the bundled model may take 16 MB."""
BUILD = """
import sys
from setuptools.build_meta import build_sdist, build_wheel
folder = sys.argv[1]  # setuptools writes over the arguments
print(build_sdist(folder))
print(build_wheel(folder))
"""

pytest.importorskip("setuptools", minversion="77", reason="setuptools, which builds the wheel, is missing")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Build both in a copy of the project: a build leaves files behind."""
    copy, out = tmp_path_factory.mktemp("project"), tmp_path_factory.mktemp("built")
    for name in ("aligner", "pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, copy / name)
    done = subprocess.run([sys.executable, "-c", BUILD, out], cwd=copy, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return next(out.glob("*.tar.gz")), next(out.glob("*.whl"))


def test_the_wheel_holds_all_that_is_needed_and_nothing_else(built):
    _, wheel = built
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    own = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "aligner").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    inside = {name for name in names if name.startswith("aligner/")}
    assert own - inside == set(), "add to package-data in pyproject.toml"
    assert inside - own == set()
    assert {name.partition("/")[0].rpartition(".")[2] for name in names} == {"aligner", "dist-info"}
    assert wheel.stat().st_size < LARGEST_WHEEL


def test_the_source_archive_can_be_built_from(built):
    archive, _ = built
    with tarfile.open(archive) as content:
        names = {name.partition("/")[2] for name in content.getnames()}
    assert {"pyproject.toml", "README.md", "LICENSE", "NOTICE", "aligner/embedders/bundled/vectors.npy"} <= names


def test_the_wheel_alone_aligns_the_sample(built, tmp_path):
    _, wheel = built
    venv.create(tmp_path / "venv", with_pip=False)
    scheme = {"base": str(tmp_path / "venv"), "platbase": str(tmp_path / "venv")}
    site = Path(sysconfig.get_path("purelib", "venv" if "venv" in sysconfig.get_scheme_names() else None, scheme))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    # What the wheel depends on comes from here; a .pth file of that folder, such as ours, is not followed.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    python = tmp_path / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}

    def run(*arguments):
        done = subprocess.run(
            [python, *arguments], cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert Path(run("-c", "import aligner; print(aligner.__file__)").strip()).is_relative_to(site)
    texts = [SAMPLE / f"story.{language}.sentences" for language in ("en", "zh")]
    run("-m", "aligner", "align", *texts, "--segmenter", "lines", "-q", "-o", "story.align", "-o", "story.tmx")
    scores = run(
        "-m", "aligner", "evaluate", "--gold", SAMPLE / "story.sentence.align", "--test", "story.align", "--json"
    )
    assert '"strict"' in scores
    assert (tmp_path / "story.tmx").read_text(encoding="utf-8").count("<tu ") > 80


def test_the_citation_is_of_this_version():
    yaml = pytest.importorskip("yaml", reason="PyYAML reads CITATION.cff")
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors", "version", "license"} <= citation.keys()
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'\nversion = "{citation["version"]}"\n' in project
    assert f'\nlicense = "{citation["license"]}"\n' in project


def test_no_page_promises_the_index():
    """The package is not published: whoever types what a page says must get the program from the clone or the wheel."""
    folders = [(ROOT, "*.md"), (ROOT / "docs", "**/*.md"), (ROOT / "notebooks", "*"), (ROOT / "templates", "*")]
    pages = [path for folder, pattern in folders for path in folder.glob(pattern)]
    # An extra by name is right: it adds to a program that is installed. So is a folder of collected packages.
    command = r"(?:pipx|uv tool|pip3?) (?:install|download|wheel) (?!.*--no-index)"
    from_index = re.compile(command + r"[^`\n]*\bbitext-aligner(?![\[\w])")
    promises = [
        f"{path.relative_to(ROOT)}: {line}"
        for path in pages
        if path.is_file() and path.name != "CHANGELOG.md"
        for line in path.read_text(encoding="utf-8").splitlines()
        if from_index.search(line)
    ]
    assert from_index.search("py -m pip install bitext-aligner")
    assert promises == []


def test_the_folder_for_windows_finds_its_packages(tmp_path, monkeypatch):
    location = spec_from_file_location("windows_folder", ROOT / "templates" / "windows_folder.py")
    script = module_from_spec(location)
    location.loader.exec_module(script)
    embedded, result = tmp_path / "python-3.12.10-embed-amd64.zip", tmp_path / "aligner.zip"
    with zipfile.ZipFile(embedded, "w") as archive:
        archive.writestr("python312._pth", "python312.zip\n.\n")
        archive.writestr("python.exe", b"MZ")
    installed = []

    def install(wheel, version, folder):
        installed.append((wheel, version))
        folder.mkdir()
        (folder / "aligner.py").write_text("", encoding="utf-8")

    monkeypatch.setattr(script, "install", install)  # the packages come over the network
    script.build(tmp_path / "a.whl", embedded, result)
    assert installed == [(tmp_path / "a.whl", "3.12")]
    with zipfile.ZipFile(result) as archive:
        assert archive.read("aligner/python/python312._pth").decode().split() == ["python312.zip", ".", "../packages"]
        assert "aligner/packages/aligner.py" in archive.namelist()
        command = archive.read("aligner/align two documents.cmd")
    assert command == b'@"%~dp0python\\python.exe" -m aligner %*\r\n@pause\r\n'
    (tmp_path / "empty.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    with pytest.raises(SystemExit, match=r"empty\.zip: not an embeddable Python"):
        script.python_version(tmp_path / "empty.zip")
