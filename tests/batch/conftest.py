"""Fixtures of this folder: small documents, and the corpus of an uninterrupted run on them."""

from pathlib import Path

import pytest
from made_batch import ALL_FORMATS, corpus_bytes, made_documents, run_batch_command


@pytest.fixture(scope="session")
def documents(tmp_path_factory) -> Path:
    """Return the list of thirty small document pairs."""
    return made_documents(tmp_path_factory.mktemp("documents"), 30)


@pytest.fixture(scope="session")
def uninterrupted(documents, tmp_path_factory) -> dict[str, bytes]:
    """Return the files of an uninterrupted run on them, with the length model."""
    folder = tmp_path_factory.mktemp("unbroken") / "out"
    done = run_batch_command(documents, "-o", folder, "--model", "length", "--jobs", 2, *ALL_FORMATS)
    assert done.returncode == 0, done.stderr
    return corpus_bytes(folder)
