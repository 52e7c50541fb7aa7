"""Inputs that the fuzzer found, each in its smallest form: refused in one line, or taken."""

import io
import json
import zipfile
from contextlib import closing

import pytest

from aligner import align_texts
from aligner.check.own_patterns import compile_patterns
from aligner.check.settings import CheckSettings
from aligner.concordance.query import parse_query
from aligner.embedders.static import CARD, TOKENIZER, StaticEmbedder
from aligner.errors import AlignerError, InputError, ModelError, UsageError
from aligner.glossary.files import load_glossary
from aligner.languages.numbers import quantities
from aligner.readers import READERS
from aligner.readers.messages import read_messages
from aligner.review.journal import Journal
from aligner.review.views import matcher
from aligner.settings import EmbedSettings, Settings
from aligner.tasks.ledger import NAME, open_ledger
from aligner.training.checkpoint import FILE_NAME, Checkpoints
from tests.fuzz import seeds
from tests.fuzz.targets import checkpoints


def changed_workbook(content, member, before, after):
    """Return a workbook with one text of its XML replaced, or one part left out."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(made, "w") as other:
        for name in archive.namelist():
            inside = archive.read(name)
            if name == member and after is None:
                continue
            if name == member:
                assert before in inside
                inside = inside.replace(before, after, 1)
            other.writestr(name, inside)
    return made.getvalue()


@pytest.mark.parametrize(
    ("member", "before", "after", "says"),
    [
        ("xl/worksheets/sheet1.xml", b"<v>0</v>", b"<v>99</v>", "damaged workbook"),
        ("xl/worksheets/sheet1.xml", b"", None, "without a sheet"),
        ("xl/styles.xml", b'borderId="0"', b'borderId="9"', "damaged workbook"),
        ("xl/worksheets/sheet1.xml", b'<row r="2"', b'<row r="99999999999999999999"', "beyond the last one"),
    ],
)
def test_parts_of_a_workbook_that_do_not_fit(member, before, after, says, tmp_path, capsys):
    path = tmp_path / "terms.xlsx"
    path.write_bytes(changed_workbook(seeds.glossaries("xlsx")[0], member, before, after))
    with pytest.raises(InputError, match=says):
        load_glossary(path)
    assert capsys.readouterr().err == ""


def test_a_header_that_is_no_python(tmp_path):
    lines = []
    content = checkpoints()[0].replace(b"(3, 2)", b"(3, 2\0", 1)
    (tmp_path / FILE_NAME).write_bytes(content)
    assert Checkpoints(tmp_path, remark=lines.append).load("key") is None
    assert "damaged" in lines[0]


def test_a_number_of_thousands_of_digits_in_a_catalogue(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('{"a": ' + "9" * 5000 + "}", encoding="utf-8")
    with pytest.raises(InputError, match="too long"):
        list(read_messages(path))


def test_a_model_card_without_a_name(tmp_path):
    files = dict(seeds.model())
    card = json.loads(files[CARD])
    del card["name"]
    files[CARD] = json.dumps(card).encode()
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ModelError, match="damaged or incomplete"):
        StaticEmbedder.load(str(tmp_path))


def test_a_tokenizer_that_cannot_say_what_it_does_not_know(tmp_path):
    import hashlib

    files = dict(seeds.model())
    files[TOKENIZER] = files[TOKENIZER].replace(b'"unk_token":"[UNK]"', b'"unk_token":"[X]"')
    card = json.loads(files[CARD])
    card["sha256"][TOKENIZER] = hashlib.sha256(files[TOKENIZER]).hexdigest()
    files[CARD] = json.dumps(card).encode()
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ModelError, match="damaged or incomplete"):
        StaticEmbedder.load(str(tmp_path))


@pytest.mark.parametrize("lines", [10**15, 10**30, -1, "3", True])
def test_a_journal_of_more_lines_than_it_has(lines, tmp_path):
    first, _, rest = seeds.journal().partition(b"\n")
    path = tmp_path / "a.review.jsonl"
    path.write_bytes(json.dumps({**json.loads(first), "lines": lines}).encode() + b"\n" + rest)
    with pytest.raises(InputError):
        Journal.open(path)


def test_a_number_that_begins_with_a_point():
    for language in ("en", "zh"):
        assert quantities("It is .5.6 wide, 宽 .5.6 米。", language) is not None


def test_a_segment_longer_than_the_corridor_is_wide():
    """Few segments of very different lengths against thousands: the rows of the corridor must lead on to each other."""
    chinese = ["短句。"] * 6 + ["这是一个特别长的句子，" * 300 + "。"] + ["短句。"] * 6
    english = ["..."] * 5000
    settings = Settings(embed=EmbedSettings(model="length"))
    bitext = align_texts(chinese, english, settings)
    assert [number for bead in bitext.beads for number in bead.target] == list(range(5000))


@pytest.mark.parametrize("level", ["²", "9" * 5000])
def test_levels_of_a_word_document_that_are_no_numbers(level):
    from made_files import paragraph, word_document

    content = word_document(paragraph("The lamp", f'<w:outlineLvl w:val="{level}"/>'))
    assert READERS.load("docx")(content, "a").blocks[0].kind == "paragraph"


def test_an_element_whose_name_ends_with_a_brace():
    page = b"<html><body><main><h1>The lamp</h1><p{}{}>It is <b>lit</b>.</p></main></body></html>"
    assert "The lamp" in READERS.load("html")(page, "a").text


def test_patterns_of_users_that_are_nested_too_deeply_or_never_end(tmp_path):
    deep = "(" * 5000 + "a" + ")" * 5000
    with pytest.raises(UsageError, match="no regular expression"):
        compile_patterns(CheckSettings(patterns=({"target": deep, "message": "m"},)))
    with pytest.raises(UsageError, match="no regular expression"):
        matcher(deep, is_pattern=True)
    with pytest.raises(UsageError, match="no regular expression"):
        parse_query(deep, is_regex=True)
    with pytest.raises(UsageError, match="takes over 2 s"):
        parse_query("(a|a)+(b|a)+(c|a)+$", is_regex=True).places("a" * 40 + "!")
    (pattern,) = compile_patterns(CheckSettings(patterns=({"target": "(a|a)+(b|a)+(c|a)+$", "message": "m"},)))
    with pytest.raises(UsageError, match="takes over 2 s"):
        list(pattern.offsets("target", "a" * 40 + "!"))


def test_digits_that_count_nothing():
    for language in ("en", "zh"):
        found = quantities(f"The {'9' * 6000} lamps and 25 more, {'8' * 5000} 盏灯和 25 盏。", language)
        assert {25} in [set(each.values) for each in found]


def test_a_result_of_a_batch_that_is_no_bytes(tmp_path):
    import sqlite3

    (tmp_path / NAME).write_bytes(seeds.ledger())
    for wrong in (10**12, None, "text"):
        with closing(sqlite3.connect(tmp_path / NAME)) as connection:
            connection.execute("PRAGMA ignore_check_constraints = ON")
            connection.execute("DROP TABLE contents")
            connection.execute("CREATE TABLE contents (id INTEGER PRIMARY KEY, content)")
            connection.execute("INSERT INTO contents VALUES (1, ?)", (wrong,))
            connection.commit()
        with pytest.raises(InputError, match="damaged"), open_ledger(tmp_path) as results:
            results.content("a")


def test_an_index_whose_tables_have_no_text(tmp_path):
    from aligner.concordance.search import SearchSettings, search

    path = tmp_path / "index"
    path.write_bytes(seeds.index().replace(b"CREATE TABLE", b"CREATE\xc5TABLE", 1))
    with pytest.raises(AlignerError, match="index"):
        search("lamp", [], SearchSettings(index=str(path)))


def test_one_segment_of_a_million_words():
    """Sums are taken in strips, and only the beginning of the text is compared word by word."""
    import resource

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    settings = Settings()
    bitext = align_texts(["灯亮了" * 100_000, "第二句。"], ["the lamp is lit " * 70_000, "The second one."], settings)
    assert len(bitext.beads) <= 2
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10 < 900
