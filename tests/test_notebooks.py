"""The notebooks run, use the public API only, and are stored with their outputs and pictures."""

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


PICTURES_OF_02 = ("# Evaluate against gold", "## Compare two systems", "## Which shapes", "## Can the confidence")


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


def test_it_is_valid_and_stored_with_its_outputs(notebook):
    """All cells were run in order and without an error, and at least one picture is there."""
    nbformat.validate(notebook)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell.outputs]
    assert "error" not in {output.output_type for output in outputs}
    assert any("image/png" in output.get("data", {}) for output in outputs)


def test_it_names_no_folder_of_a_machine(notebook):
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            texts = [output.get("text", ""), output.get("data", {}).get("text/plain", "")]
            assert not re.search(r"(?<![\w.])(/(tmp|home|root|Users|work|opt)/|[A-Z]:\\)", " ".join(map(str, texts)))
            assert output.get("name") != "stderr"


@pytest.mark.parametrize("words", PICTURES_OF_02)
def test_the_evaluation_shows_its_methods_with_pictures(words):
    """After the heading of each method comes a picture, before the next heading."""
    notebook = nbformat.read(FOLDER / "02_evaluate_models.ipynb", as_version=4)
    start = next(n for n, cell in enumerate(notebook.cells) if cell.cell_type == "markdown" and words in cell.source)
    section = []
    for cell in notebook.cells[start + 1 :]:
        if cell.cell_type == "markdown" and "\n## " in f"\n{cell.source}":
            break
        section.append(cell)
    outputs = [output for cell in section for output in cell.get("outputs", ())]
    assert any("image/png" in output.get("data", {}) for output in outputs)


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
    assert len([cell for cell in notebook.cells if cell.get("outputs")]) >= len(code_of(notebook)) // 2
    stored = nbformat.read(path, as_version=4)
    for before, after in zip(stored.cells, notebook.cells, strict=True):
        if before.cell_type == "code":
            assert printed(before) == printed(after), "store the outputs again: python -m docs.generate --notebooks"


def printed(cell):
    """Return what a cell printed, without the version of the program and the folders of the machine."""
    text = "".join(output.text for output in cell.outputs if output.get("name") == "stdout")
    return re.sub(r"version:\S+|aligner:\S+", "", text.replace(f"{FOLDER.parent}/", ""))
