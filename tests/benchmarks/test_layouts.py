"""Word documents and what comes out of the PDF that LibreOffice makes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.layouts.word_documents import as_pdf, office, whole_share, word_documents

pytest.importorskip("docx", reason="python-docx, which makes the Word files, is not installed")


@pytest.mark.skipif(office() is None, reason="LibreOffice (libreoffice-writer) is not installed")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_sentences_come_out_of_a_pdf_as_whole_as_out_of_the_word_file(
    language: str, tmp_path: Path, chinese_font: None
) -> None:
    for name, content in word_documents(language):  # type: ignore[arg-type]
        word = tmp_path / f"{name}.docx"
        word.write_bytes(content)
        whole, all_of_them, missing = whole_share(word, as_pdf(word, tmp_path), language)  # type: ignore[arg-type]
        assert all_of_them >= 90, name
        assert whole >= 0.97 * all_of_them, (name, missing)
