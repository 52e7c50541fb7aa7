"""E-books: chapters in reading order, independent of their names."""

import pytest
from made_files import e_book, zipped

from aligner.errors import InputError
from aligner.readers import read
from aligner.readers.epub import read_epub

XHTML = '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'


def chapter(body):
    return (
        f'<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html>{XHTML}<head><title/></head><body>{body}</body></html>'
    )


def test_chapters_in_the_order_of_the_spine():
    book = e_book(
        {
            "nav.xhtml": chapter("<nav><ol><li>One</li></ol></nav>"),
            "z one.xhtml": chapter('<h1>One</h1><p>灯&nbsp;塔<a epub:type="noteref">1</a></p>'),
            "a.xhtml": chapter('<p>Two</p><aside epub:type="footnote"><p>A note.</p></aside>'),
        }
    )
    found = read_epub(book, "b.epub")
    assert [(block.line, block.kind, block.text) for block in found.blocks] == [
        (1, "heading", "One"),
        (2, "paragraph", "灯\u00a0塔1"),
        (3, "paragraph", "Two"),
        (4, "note", "A note."),
    ]
    assert [removal.reason for removal in found.removed] == ["the book's navigation page"]


def test_a_chapter_that_is_not_well_formed_is_read_as_html():
    found = read_epub(e_book({"a.xhtml": "<html><body><p>one<p>two<br></body>"}), "b.epub")
    assert [block.text for block in found.blocks] == ["one", "two"]


def encryption(member):
    return f'<encryption><EncryptedData><CipherReference URI="{member}"/></EncryptedData></encryption>'


def test_an_encrypted_book_is_refused_but_not_for_encrypted_fonts():
    chapters = {"a.xhtml": chapter("<p>text</p>")}
    locked = e_book(chapters, {"META-INF/encryption.xml": encryption("OEBPS/a.xhtml")})
    with pytest.raises(InputError, match="copy-protected"):
        read_epub(locked, "b.epub")
    fonts = e_book(chapters, {"META-INF/encryption.xml": encryption("OEBPS/font.otf")})
    assert read_epub(fonts, "b.epub").blocks


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 cut off", "damaged archive"),
        (zipped({"a": "b"}), "not a valid e-book"),
        (e_book({"a.xhtml": chapter("")}), "no text"),
        (e_book({"a.xhtml": f"<!DOCTYPE a [<!ENTITY x 'y'>]>{XHTML}<p>&x;</p></html>"}), "declares XML entities"),
        (e_book({"a.xhtml": chapter("<p>x</p>" + " " * (20 << 20))}), "expands too far"),
    ],
)
def test_unreadable_files_give_one_clear_line(content, words):
    with pytest.raises(InputError, match=words) as caught:
        read_epub(content, "b.epub")
    assert str(caught.value).startswith("b.epub: ")


def test_deep_nesting(tmp_path):
    path = tmp_path / "deep.epub"
    path.write_bytes(e_book({"a.xhtml": chapter("<div>x" * 5000 + "</div>" * 5000)}))
    with pytest.raises(InputError, match="nested too deeply"):
        read(path)
