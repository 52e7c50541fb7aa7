"""The reader of a file is chosen by its extension, else by its first bytes; wrong extensions give one clear line."""

import pytest
from made_files import e_book, paragraph, word_document, zipped
from made_office import rows, workbook

from aligner.errors import InputError
from aligner.readers import READERS, read
from aligner.readers.signatures import reader_for

WORD = word_document(paragraph("The lamp is lit."))
BOOK = e_book({"a.xhtml": "<html><body><p>The lamp is lit.</p></body></html>"})
WORKBOOK = workbook(rows(["The lamp is lit."]))
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.docx", b"%PDF-1.7 and so on", "rename it to .pdf"),
        ("a.docx", OLD, "save it as .docx"),
        ("a.docx", OLD + "EncryptedPackage".encode("utf-16-le"), "without a password"),
        ("a.docx", b"{\\rtf1 text}", "rename it to .rtf"),
        ("a.docx", b"plain text", "not a Word document (.docx), despite its name"),
        ("a.docx", BOOK, "rename it to .epub"),
        ("a.docx", zipped({"mimetype": "other"}), "a ZIP archive"),
        ("a.doc", OLD, "save it as .docx"),
        ("a.rtf", b"plain text", "not an RTF document (.rtf), despite its name"),
        ("a.odt", OLD + "WordDocument\0".encode("utf-16-le"), "rename it to .doc"),
        ("a.xls", WORD, "rename it to .docx"),
        ("a.tex", WORD, "rename it to .docx"),
        ("a.txt", WORKBOOK, "rename it to .xlsx"),
        ("a.epub", WORD, "rename it to .docx"),
        ("a.pdf", b"<html><p>404</p></html>", "not a PDF file, despite its name"),
        ("a.pdf", WORD, "rename it to .docx"),
        ("a.md", zipped({"a": "b"}), "a ZIP archive"),
        ("a.md", WORD, "rename it to .docx"),
        ("a.html", b"%PDF-1.7", "rename it to .pdf"),
        ("a.txt", BOOK, "rename it to .epub"),
        ("a.docx", b"", "not a Word document (.docx), despite its name"),
    ],
)
def test_misleading_names(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read(path)
    message = str(caught.value)
    assert words in message
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    assert caught.value.exit_code == 3


@pytest.mark.parametrize(
    ("content", "reader"),
    [
        (WORD, "docx"),
        (BOOK, "epub"),
        (b"%PDF-1.4\n", "pdf"),
        (b"<!DOCTYPE html>\n<title>", "html"),
        (b"\n<html lang=en>", "html"),
        (b"# Lamp\n\nSee [it](https://example.org/).\n", "markdown"),
        (b"# a\n\n## b\n\n## c\n", "markdown"),
        (b"text\n\n```\ncode\n```\n\n## b\n", "markdown"),
        (b"# a heading of a plain text\n\nand its text\n", "text"),
        ("灯塔\n\n港口\n".encode(), "text"),
        ("灯塔".encode("gb18030"), "text"),
        (b"1. one\n2. two\n- three\n", "text"),
    ],
)
def test_unknown_extensions(tmp_path, content, reader):
    assert reader_for(content) == reader
    if reader in ("docx", "epub", "markdown"):
        path = tmp_path / "lamp.en"
        path.write_bytes(content)
        assert any(block.kind != "line" for block in read(path).blocks)


@pytest.mark.parametrize(
    ("name", "reader"),
    [("A.DOCX", "docx"), ("a.en.md", "markdown"), ("a.htm", "html"), ("a.xhtml", "html"), ("a.txt", "text")],
)
def test_extensions(name, reader):
    assert READERS.name_for_path(name) == reader


def test_lines_of_mark_up_can_be_read_as_plain_text(tmp_path):
    path = tmp_path / "a.md"
    path.write_text("# One\n\n- two\n", encoding="utf-8")
    assert [block.text for block in read(path, lines=True).blocks] == ["# One", "", "- two"]
