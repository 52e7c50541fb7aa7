"""Packages that may add variants are found wherever they are installed, and others cost little."""

from __future__ import annotations

import sys
import zipfile
from importlib.machinery import PathFinder
from importlib.metadata import MetadataPathFinder

import pytest

from aligner import plugins

OURS = "[bitext_aligner.formats]\nodd = odd_package:ENTRY\n"


@pytest.fixture
def found(tmp_path, monkeypatch):
    """Return a function that returns the names of formats on a path, and whether `importlib.metadata` read them."""
    # other tests may have loaded a library that puts a finder of its own in the place of this one
    monkeypatch.setattr(
        PathFinder, "find_distributions", staticmethod(MetadataPathFinder.find_distributions), raising=False
    )
    usual = [each for each in sys.meta_path if each is PathFinder or not hasattr(each, "find_distributions")]
    monkeypatch.setattr(sys, "meta_path", usual)

    def points(*path):
        with monkeypatch.context() as patch:
            patch.setattr(sys, "path", [str(each) for each in path])
            may_add = plugins._may_add.__wrapped__()
            patch.setattr(plugins, "_may_add", lambda: may_add)
            return [point.name for point in plugins._sorted_points("bitext_aligner.formats")], may_add

    return points


def package(site, folder, entry_points=OURS):
    about = site / folder
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: odd-package\nVersion: 2.0\n", encoding="utf-8")
    (about / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: odd-package\nVersion: 2.0\n", encoding="utf-8")
    (about / "entry_points.txt").write_text(entry_points, encoding="utf-8")


@pytest.mark.parametrize("folder", ["odd_package-2.0.dist-info", "odd_package-2.0.egg-info", "odd_package.egg-info"])
def test_a_package_in_a_folder_is_found(found, tmp_path, folder):
    package(tmp_path / "site", folder)
    assert found(tmp_path / "missing", tmp_path, tmp_path / "site") == (["odd"], True)


def test_a_package_in_an_egg_is_found(found, tmp_path):
    package(tmp_path / "odd.egg", "EGG-INFO")
    assert found(tmp_path / "odd.egg") == (["odd"], True)


def test_a_package_in_an_archive_is_found(found, tmp_path):
    with zipfile.ZipFile(tmp_path / "odd.whl", "w") as archive:
        archive.writestr("odd_package-2.0.dist-info/METADATA", "Name: odd-package\nVersion: 2.0\n")
        archive.writestr("odd_package-2.0.dist-info/entry_points.txt", OURS)
    assert found(tmp_path / "odd.whl") == (["odd"], True)


def test_a_finder_of_another_kind_is_asked(found, tmp_path, monkeypatch):
    class Finder:
        def find_distributions(self, _context):
            return []

        def find_spec(self, *_arguments):
            return None

    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder()])
    assert found(tmp_path) == ([], True)


def test_other_packages_are_not_read(found, tmp_path):
    package(tmp_path, "other-1.0.dist-info", "[console_scripts]\nother = other:main\n")
    (tmp_path / "plain.egg-info").write_text("Name: plain\n", encoding="utf-8")
    (tmp_path / "empty-1.0.dist-info").mkdir()
    assert found(tmp_path) == ([], False)
