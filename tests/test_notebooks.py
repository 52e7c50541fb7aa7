"""The notebooks run, use the public API only, and are stored without output."""

import importlib
import re
from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat", reason="nbformat and nbclient run the notebooks")
nbclient = pytest.importorskip("nbclient", reason="nbformat and nbclient run the notebooks")
pytest.importorskip("ipykernel", reason="ipykernel runs the notebooks")

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
NEEDED = {"01_align_chapter": ("matplotlib",), "02_evaluate_models": ("matplotlib",), "03_glossary": ("matplotlib",)}
NEEDED["04_export_corpus"] = ("matplotlib", "pyarrow", "datasets")


def code_of(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def test_there_are_four_tutorials_and_the_readme_names_them():
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert {"01", "02", "04"} <= {path.name[:2] for path in NOTEBOOKS}
    for path in NOTEBOOKS:
        assert f"({path.name})" in readme


def test_it_is_valid_and_stored_without_output(notebook):
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


def test_it_uses_the_public_face_only(notebook):
    """What is imported is in ``__all__`` of ``aligner``, or of a package right below it."""
    for code in code_of(notebook):
        assert not re.search(r"^\s*import aligner", code, re.MULTILINE)
        for module, names in re.findall(r"^\s*from (aligner[\w.]*) import ([^(\n]+|\([^)]*\))", code, re.MULTILINE):
            assert module.count(".") <= 1
            assert set(re.findall(r"\w+", names)) <= set(importlib.import_module(module).__all__)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs(path, monkeypatch):
    for package in NEEDED.get(path.stem, ()):
        pytest.importorskip(package)
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    notebook = nbformat.read(path, as_version=4)
    client = nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(FOLDER)}})
    client.execute()
    shown = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.outputs]
    assert len(shown) >= len(code_of(notebook)) // 2
