import io
import shutil
import subprocess
from dataclasses import replace

import pytest
from bitexts import TEXTS, bitext, bitexts, texts_of
from hypothesis import given, settings

from aligner import formats
from aligner.errors import InputError
from aligner.formats.po import PO


def dumped(made):
    stream = io.BytesIO()
    remarks = PO.write(made, stream)
    return stream.getvalue(), remarks


def loaded(content):
    return PO.read(io.BytesIO(content if isinstance(content, bytes) else content.encode()), "file.po")


def storable(text):
    return "".join("\ufffd" if sign == "\0" or "\ud800" <= sign <= "\udfff" else sign for sign in text)


@settings(max_examples=60)
@given(made=bitexts())
def test_texts_survive(made):
    pairs = [(made.source_text(bead), made.target_text(bead)) for bead in made.beads]
    again = loaded(dumped(made)[0])
    assert texts_of(again) == [(storable(source), storable(target)) for source, target in pairs if source]


@settings(max_examples=60)
@given(source=TEXTS.filter(bool), target=TEXTS)
def test_any_text_survives(source, target):
    made = bitext([([source], [f"{target}。"])])
    assert texts_of(loaded(dumped(made)[0])) == [(storable(source), storable(f"{target}。"))]


def test_a_very_long_segment_survives():
    made = bitext([(["word " * 20_000], ["字，" * 50_000])])
    assert texts_of(loaded(dumped(made)[0])) == texts_of(made)


def test_flags_and_comments():
    made = bitext([(["One."], ["一。"]), (["Two."], ["二。"]), (["Three."], []), ([], ["四。"]), (["One."], ["壹。"])])
    low = replace(made.beads[1], confidence=0.2)
    made = replace(made, beads=(replace(made.beads[0], status="locked"), low, *made.beads[2:]))
    content, remarks = dumped(made)
    text = content.decode()
    assert text.count("#, fuzzy") == 1
    assert '#, fuzzy\nmsgid "Two."' in text
    assert 'msgctxt "4"\nmsgid "One."' in text
    assert "#: document.txt:2\n" in text
    assert remarks == ("1 bead with an empty side was left out: an entry needs a source text",)
    again = loaded(content)
    assert [(bead.shape, bead.status, bead.confidence) for bead in again.beads] == [
        ("1-1", "locked", 0.75), ("1-1", "", 0.2), ("1-0", "", 0.75), ("1-1", "", 0.75),
    ]  # fmt: skip
    assert (again.source.language, again.target.language) == ("en", "zh")
    assert loaded(text.replace("#, fuzzy\n", "")).beads[1].status == "approved"


FOREIGN = r"""
# translator
msgid ""
msgstr ""
"Content-Type: text/plain; charset=GB2312\n"
"Language: zh_CN\n"

#: main.c:10
#, c-format
msgid "Copied %d file "
"to %s.\n"
msgid_plural "Copied %d files to %s.\n"
msgstr[0] "已将 %d 个文件复制到 %s。\n"

#, fuzzy
#| msgid "Old"
msgid "New \"quoted\" {name}"
msgstr "新的“引号”{name}"

msgctxt "menu"
msgid "Open"
msgstr ""

#~ msgid "Gone"
#~ msgstr "没了"
"""


def test_files_of_other_tools():
    made = loaded(FOREIGN.encode("gb2312"))
    assert texts_of(made) == [
        ("Copied %d files to %s.\n", "已将 %d 个文件复制到 %s。\n"),
        ('New "quoted" {name}', "新的“引号”{name}"),
        ("Open", ""),
    ]
    assert [bead.status for bead in made.beads] == ["", "needs-review", ""]
    assert (made.source.language, made.target.language) == ("en", "zh")
    assert made.source.segments[0].line == 8


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not a PO file"),
        (b"# Notes\n# on something\n", "is not a PO file"),
        (b"msgid one\nnonsense\n", "file.po:2: is a damaged PO file"),
        (b"\x89PNG\r\n\x1a\n\0\0", "is not utf-8"),
        ('msgid "中文的文件"\n'.encode("gb18030"), "is not utf-8"),
    ],
)
def test_damage_is_named(content, message):
    with pytest.raises(InputError) as caught:
        loaded(content)
    assert message in str(caught.value)
    assert str(caught.value).startswith("file.po")


TEXTS_FOR_CLIENTS = [
    ("One & <two>.\n", "一 & <二>。\n"),
    ('"]]>"\t\\', "表情😀\u200f右\\"),
    ("a" * 100_000, "字" * 100_000),
]


def test_a_client_reads_the_file():
    po = pytest.importorskip("translate.storage.po", reason="translate-toolkit is not installed")
    content, _ = dumped(bitext([([source], [target]) for source, target in TEXTS_FOR_CLIENTS]))
    units = [unit for unit in po.pofile.parsestring(content).units if not unit.isheader()]
    assert [(str(unit.source), str(unit.target)) for unit in units] == TEXTS_FOR_CLIENTS


@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="GNU gettext (msgfmt) is not installed")
def test_gettext_compiles_the_file(tmp_path):
    path = tmp_path / "file.po"
    formats.save(bitext([([source], [target]) for source, target in [*TEXTS_FOR_CLIENTS, TEXTS_FOR_CLIENTS[0]]]), path)
    done = subprocess.run(
        ["msgfmt", "-c", "-o", str(tmp_path / "file.mo"), str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
