import io
import os
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.errors import InputError, UsageError
from aligner.readers import READERS, read
from aligner.readers.text import read_text

SIMPLIFIED = "守灯人慢慢地爬上楼梯，因为天气一冷，他的膝盖又开始疼了。\n他点亮了灯，打开本子，写下日期和风向。\n"
TRADITIONAL = "守燈人慢慢地爬上樓梯，因為天氣一冷，他的膝蓋又開始疼了。\n他點亮了燈，打開本子，寫下日期和風向。\n"
ENGLISH = "“It’s cold,” said the keeper — and he was right.\nThe café was shut.\n"


def written(tmp_path: Path, content: bytes, name: str = "text.txt") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *[(SIMPLIFIED, name) for name in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gbk")],
        *[(TRADITIONAL, name) for name in ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "big5", "cp950")],
        *[(ENGLISH, name) for name in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252")],
        ("plain ASCII\n", "ascii"),
        ("plain ASCII\n", "utf-16-le"),
        ("plain ASCII\n", "utf-32-be"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(tmp_path, text, encoding, line_end):
    content = text.replace("\n", line_end).encode(encoding)
    path = written(tmp_path, content)
    document = read(path)
    assert [block.text for block in document.blocks] == text.splitlines()
    assert document.name == str(path)
    assert document.language is None
    assert content.decode(document.encoding).lstrip("\ufeff").splitlines() == text.splitlines()


@pytest.mark.parametrize("encoding", ["gb18030", "big5"])
@pytest.mark.parametrize(
    "text", ["中文", "你好。", "第三章", "灯塔", "港口", "他來了！", "今天天氣很好。", "Word 文件", "价格：3.5 元"]
)
def test_short_chinese(tmp_path, text, encoding):
    try:
        content = text.encode(encoding)
    except UnicodeEncodeError:
        pytest.skip("the character set does not have these characters")
    assert read(written(tmp_path, content)).blocks[0].text == text


@pytest.mark.parametrize(
    "text", ["It’s.", "café", "naïve", "25°C", "Müller’s £5", "Côte d’Ivoire", "the end…", "Œuvre", "señor, “¿qué?”"]
)
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_short_english(tmp_path, text, encoding):
    assert read(written(tmp_path, text.encode(encoding))).blocks[0].text == text


def test_blocks_are_the_lines_unaltered(tmp_path):
    document = read(written(tmp_path, b"  one \t\n\n two\x0b\xc2\x85\n\n"))
    assert [(block.text, block.line, block.kind) for block in document.blocks] == [
        ("  one \t", 1, "line"),
        ("", 2, "line"),
        (" two\x0b\x85", 3, "line"),
        ("", 4, "line"),
    ]
    assert {block.page for block in document.blocks} == {None}


def test_form_feeds_start_pages(tmp_path):
    document = read(written(tmp_path, b"one\n\ftwo\nthree\f\nfour\n"))
    assert [(block.text, block.page) for block in document.blocks] == [
        ("one", 1),
        ("\ftwo", 2),
        ("three\f", 2),
        ("four", 3),
    ]


def test_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SIMPLIFIED.encode("gbk"))))
    document = read("-")
    assert document.name == "-"
    assert len(document.blocks) == 2


def zipped(member: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(member, "<x/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no text"),
        (b" \r\n\t\n", "no text"),
        ("\ufeff\u3000\n".encode(), "no text"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (zipped("word/document.xml"), "Word document"),
        (zipped("xl/workbook.xml"), "Excel"),
        (zipped("anything"), "ZIP"),
        (b"\x89PNG\r\n\x1a\n\0\0", "PNG"),
        (b"text\0text\0\0\0more text, of odd length", "binary"),
        (bytes(range(256)) * 8, "binary"),
        (bytes(range(1, 32)) * 40, "binary"),
        ("灯塔和港口，".encode() * 20 + b"\xe7\x81" + "灯塔".encode(), "byte 0xe7"),
        (b"\x81\x8d\x8f\x90 \x9d\xff\xff\xfe", "encoding"),
    ],
)
def test_binary_files_give_one_clear_line(tmp_path, content, words):
    path = written(tmp_path, content)
    with pytest.raises(InputError) as caught:
        read(path)
    message = str(caught.value)
    assert words in message
    assert message.startswith(str(path))
    assert "\n" not in message
    assert ": " in message.removeprefix(str(path))
    assert caught.value.exit_code == 3


def test_missing_file_and_folder(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read(tmp_path / "missing.txt")
    with pytest.raises(InputError, match="is a folder"):
        read(tmp_path)
    with pytest.raises(InputError, match="cannot be read"):
        read("a\0b")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything")
def test_no_permission(tmp_path):
    path = written(tmp_path, b"secret")
    path.chmod(0)
    with pytest.raises(InputError, match="may not be read"):
        read(path)


def test_forced_encoding(tmp_path):
    path = written(tmp_path, SIMPLIFIED.encode("gbk"))
    assert read(path, encoding="gbk").encoding == "gbk"
    with pytest.raises(InputError, match="is not valid utf-8") as caught:
        read(written(tmp_path, b"one\r\ntwo\xff\n"), encoding="utf-8")
    assert caught.value.line == 2
    assert "byte 0xff at offset 8" in str(caught.value)
    with pytest.raises(UsageError, match="unknown encoding"):
        read(path, encoding="utf-9")
    with pytest.raises(UsageError, match="unknown encoding"):
        read(path, encoding="base64")


def test_a_byte_order_mark_is_removed(tmp_path):
    path = written(tmp_path, "one".encode("utf-8-sig"))
    assert read(path).blocks[0].text == "one"
    assert read(path, encoding="utf-8").blocks[0].text == "one"


def test_every_reader_loads():
    for name in READERS:
        assert callable(READERS.load(name))


line_texts = st.text(st.characters(exclude_characters="\r\n\f\0\ufeff", exclude_categories=["Cs"]))


@given(st.lists(line_texts, min_size=1), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_lines_rebuild_the_text(lines, line_end, ended):
    lines = [*lines, "end"]
    content = (line_end.join(lines) + (line_end if ended else "")).encode()
    document = read_text(content, "test", encoding="utf-8")
    assert [block.text for block in document.blocks] == lines
    assert [block.line for block in document.blocks] == list(range(1, len(lines) + 1))


han = st.text(st.sampled_from("的一在是我不了你有这以可中为们和人上他会来对要数行到时如下大，。“”"), min_size=4)


@given(han, st.sampled_from(["gb18030", "utf-8", "utf-16"]))
def test_the_encoding_is_detected_by_frequent_characters(text, encoding):
    assert read_text(text.encode(encoding), "test").text == text
