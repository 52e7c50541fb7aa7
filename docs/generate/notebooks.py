"""Run the notebooks and store their outputs, pictures included."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from docs.generate.sections import ROOT

FOLDER = ROOT / "notebooks"
TIMEOUT_SECONDS = 300


def executed(path: Path) -> Any:  # noqa: ANN401 - nbformat is untyped
    """Return a notebook with the outputs of all its cells; nothing is stored."""
    import nbclient
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    client = nbclient.NotebookClient(
        notebook, timeout=TIMEOUT_SECONDS, record_timing=False, resources={"metadata": {"path": str(path.parent)}}
    )
    client.execute()
    return notebook


def store_all() -> None:
    """Run all notebooks and write them with their outputs."""
    import nbformat

    os.environ.pop("MPLBACKEND", None)  # the kernel's own backend puts the pictures into the notebook
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    for path in sorted(FOLDER.glob("*.ipynb")):
        notebook = executed(path)
        notebook.metadata.pop("language_info", None)  # names the version of Python
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs = [without_machine(output) for output in cell.outputs if output.get("name") != "stderr"]
        nbformat.write(notebook, path)


def without_machine(output: Any) -> Any:  # noqa: ANN401 - nbformat is untyped
    """Return an output without the folder of the repository on this machine."""
    if isinstance(output, str):
        return output.replace(f"{ROOT}{os.sep}", "")
    if isinstance(output, dict):
        return type(output)({key: without_machine(value) for key, value in output.items()})
    return [without_machine(each) for each in output] if isinstance(output, list) else output
