"""What is imported when: the program must start fast, and align without any deep-learning library."""

import importlib
import pkgutil
import subprocess
import sys

import pytest

import aligner
from aligner.registry import Registry

ENGLISH = "The tea is hot.\n\nShe opened the window.\n\nIt rained all night.\n"
CHINESE = "茶很烫。\n\n她打开了窗户。\n\n雨下了一整夜。\n"


def imported_by(*arguments, cwd):
    """Run a Python process and return the top-level names of all modules it imported."""
    finished = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments], capture_output=True, text=True, cwd=cwd, check=False
    )
    assert finished.returncode == 0, finished.stderr[-2000:]
    lines = [line for line in finished.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip().split(".")[0] for line in lines}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_help_imports_nothing_heavy(arguments, tmp_path):
    names = imported_by("-m", "aligner", *arguments, cwd=tmp_path)
    assert "click" in names
    assert names.isdisjoint({"numpy", "pandas", "rich", "lxml", "jieba", "tokenizers", "torch"})


def test_importing_the_package_imports_nothing_heavy(tmp_path):
    names = imported_by("-c", "import aligner; aligner.Bitext; aligner.align", cwd=tmp_path)
    assert names.isdisjoint({"numpy", "pandas", "rich", "click", "lxml", "jieba", "tokenizers", "torch"})


def test_aligning_with_the_bundled_model_needs_no_torch(tmp_path):
    (tmp_path / "a.txt").write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "b.txt").write_text(CHINESE, encoding="utf-8")
    names = imported_by("-m", "aligner", "align", "a.txt", "b.txt", "-o", "out.tmx", "-o", "out.csv", cwd=tmp_path)
    assert "numpy" in names
    assert names.isdisjoint({"torch", "transformers", "sentence_transformers", "scipy", "sklearn"})
    assert (tmp_path / "out.tmx").exists()
    assert (tmp_path / "out.csv").exists()


def modules():
    """Yield every module of the program."""
    for found in pkgutil.walk_packages(aligner.__path__, "aligner."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def test_every_name_that_a_module_offers_exists():
    offered = [(module, name) for module in modules() for name in getattr(module, "__all__", ())]
    assert offered
    assert [(module.__name__, name) for module, name in offered if not hasattr(module, name)] == []


def test_what_needs_an_extra_names_the_package_that_it_brings():
    tables = [value for module in modules() for value in vars(module).values() if isinstance(value, Registry)]
    entries = [entry for table in tables for entry in table.entries.values()]
    assert any(entry.extra for entry in entries)
    assert [entry for entry in entries if bool(entry.extra) != bool(entry.package)] == []


def test_every_public_name_exists():
    for name in aligner.__all__:
        assert getattr(aligner, name) is not None
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = aligner.no_such_name
    assert set(aligner.__all__) <= set(dir(aligner))


def test_the_version_is_the_distributions():
    from pathlib import Path

    import aligner

    text = (Path(aligner.__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8")
    assert f'\nversion = "{aligner.__version__}"\n' in text
