import pytest

from aligner.errors import InputError
from aligner.readers import read
from aligner.readers.subtitles import read_subtitles

SRT = """\
1
00:00:01,000 --> 00:00:02,500
<i>Hello there,</i>
my friend.

2
00:00:03,000 --> 00:00:04,000 X1:10 X2:20
{\\an8}<font color="#fff">你好，</font>
朋友。

3
00:00:05.000 --> 00:00:06.000

4
00:01:05,000 --> 00:01:06,000
1984
"""
VTT = """\
WEBVTT - a title

STYLE
::cue { color: red }

NOTE
not a cue
00:01.000 --> 00:02.000

chapter one
00:01.000 --> 00:02.000 align:start
<v Bob>Hi &amp; <c.loud>bye</c> <00:01.500>now, 2 < 3
- Yes.

00:00:03.000 --> 00:00:04.000
你好
"""


def cues(text, name="file.srt", **options):
    document = read_subtitles(text if isinstance(text, bytes) else text.encode(), name, **options)
    assert {block.kind for block in document.blocks} <= {"cue"}
    return [(block.line, block.text) for block in document.blocks]


def test_subrip():
    assert cues(SRT) == [(3, "Hello there, my friend."), (8, "你好，朋友。"), (16, "1984")]


def test_a_cue_has_the_lines_of_all_its_parts():
    block = read_subtitles(SRT.encode(), "file.srt").blocks[0]
    assert [block.line_at(block.text.index(word)) for word in ("Hello", "my")] == [3, 4]


def test_webvtt():
    assert cues(VTT) == [(12, "Hi & bye now, 2 < 3 - Yes."), (16, "你好")]


def test_webvtt_is_recognised_by_its_content():
    assert cues(VTT, "named.srt") == cues(VTT, "named.vtt")


@pytest.mark.parametrize(
    "text",
    [
        "00:00:01,000 --> 00:00:02,000\nOne.\n00:00:03,000 --> 00:00:04,000\nTwo.",
        "\n\n1\n0:0:1,0 --> 0:0:2,0\nOne.\n2\n0:0:3,0 --> 0:0:4,0\n\nTwo.\n\n\n",
        "1\r\n00:00:01,000-->00:00:02,000\r\nOne.\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\nTwo.\r\n",
    ],
)
def test_variants_that_players_accept(text):
    assert [text for _, text in cues(text)] == ["One.", "Two."]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig", "cp950"])
def test_encodings(encoding):
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\n我們在碼頭上等著。\n\n2\n00:00:03,000 --> 00:00:04,000\n沒有人離開這裡。\n"
    )
    assert [text for _, text in cues(text.encode(encoding))] == ["我們在碼頭上等著。", "沒有人離開這裡。"]


@pytest.mark.parametrize("extension", ["srt", "vtt", "SRT"])
def test_the_extension_selects_the_reader(extension, tmp_path):
    path = tmp_path / f"film.{extension}"
    path.write_text(SRT, encoding="utf-8")
    assert len(read(path).blocks) == 3


@pytest.mark.parametrize("content", [b"", b"Just some text.\n", b"WEBVTT\n\n", b"1\n00:00:01,000 --> 00:00:02,000\n\n"])
def test_a_file_without_cues_is_an_error(content):
    with pytest.raises(InputError, match=r"file\.srt: has no cue"):
        cues(content)
