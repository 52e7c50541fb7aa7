"""Word documents and what comes out of the PDF that LibreOffice makes of them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from benchmarks.layouts.word_documents import as_pdf, office, whole_share, word_documents

pytest.importorskip("docx", reason="python-docx, which makes the Word files, is not installed")


def all_as_pdf(words: list[Path], folder: Path) -> list[Path]:
    """Do for several files what `as_pdf` does for one: most of its time is the start of LibreOffice."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(office()), profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, words)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return [folder / f"{word.stem}.pdf" for word in words]


@pytest.mark.skipif(office() is None, reason="LibreOffice (libreoffice-writer) is not installed")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_sentences_come_out_of_a_pdf_as_whole_as_out_of_the_word_file(
    language: str, tmp_path: Path, chinese_font: None
) -> None:
    words = []
    for name, content in word_documents(language):  # type: ignore[arg-type]
        words.append(tmp_path / f"{name}.docx")
        words[-1].write_bytes(content)
    pdfs = [as_pdf(words[0], tmp_path), *all_as_pdf(words[1:], tmp_path)]
    for word, pdf in zip(words, pdfs, strict=True):
        whole, all_of_them, missing = whole_share(word, pdf, language)  # type: ignore[arg-type]
        assert all_of_them >= 90, word.stem
        assert whole >= 0.97 * all_of_them, (word.stem, missing)
