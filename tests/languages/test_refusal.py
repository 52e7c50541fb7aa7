"""Documents and tables in other languages, through the whole program."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from aligner.cli.group import group
from aligner.formats import load
from aligner.settings import ReadSettings, Settings

DATA = Path(__file__).parent / "data"


def run(*arguments):
    return CliRunner().invoke(group, [str(argument) for argument in arguments])


@pytest.mark.parametrize("order", [("en.txt", "ja.txt"), ("ja.txt", "en.txt")])
@pytest.mark.parametrize("verb", ["align", "check"])
def test_a_japanese_document_is_refused(verb, order):
    result = run(verb, *(DATA / name for name in order))
    assert result.exit_code == (2 if verb == "align" else 3)
    assert "looks Japanese (kana); this program knows Chinese and English; use --force to align it" in result.output


def test_force_goes_on(tmp_path):
    result = run("align", DATA / "en.txt", DATA / "ja.txt", "--force", "-o", tmp_path / "out.csv")
    assert result.exit_code == 0, result.output
    assert "雨の日" in (tmp_path / "out.csv").read_text(encoding="utf-8")


def test_a_language_that_is_set_is_not_judged(tmp_path):
    result = run("align", DATA / "en.txt", DATA / "ja.txt", "--target-lang", "zh", "-o", tmp_path / "out.csv")
    assert result.exit_code == 0, result.output


def test_force_does_not_change_the_name_of_a_run():
    assert Settings(read=ReadSettings(force=True)).signature() == Settings().signature()
    assert Settings(read=ReadSettings(encoding="gbk")).signature() != Settings().signature()


ROWS = [
    ("git push", "git push"),
    ("Open file", "打开文件"),
    ("SQL", "SQL"),
    ("HTTP/2 server push", "HTTP/2 server push"),
]


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("swapped", [True, False])
@pytest.mark.parametrize("ending", ["csv", "tsv", "xlsx"])
def test_a_table_of_technical_strings(tmp_path, ending, swapped, named):
    rows = [("source", "target")] * named + [row[::-1] if swapped else row for row in ROWS]
    path = tmp_path / f"table.{ending}"
    if ending == "xlsx":
        import openpyxl

        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
    else:
        separator = "," if ending == "csv" else "\t"
        path.write_text("".join(separator.join(row) + "\n" for row in rows), encoding="utf-8")
    result = run("convert", path, tmp_path / "memory.tmx")
    assert result.exit_code == 0, result.output
    made = load(tmp_path / "memory.tmx")
    assert (made.source.language, made.target.language) == (("zh", "en") if swapped else ("en", "zh"))
    content = (tmp_path / "memory.tmx").read_text(encoding="utf-8")
    assert content.count('xml:lang="en-US"') == content.count('xml:lang="zh-CN"') == len(made.beads) > 2


@pytest.mark.parametrize(("text", "tag"), [("這個問題很難說清楚。", "zh-TW"), ("这个问题很难说清楚。", "zh-CN")])
def test_traditional_lands_in_the_tags(tmp_path, text, tag):
    (tmp_path / "table.csv").write_text(f"source,target\nThis is hard to say.,{text}\n", encoding="utf-8")
    assert run("convert", tmp_path / "table.csv", tmp_path / "memory.tmx").exit_code == 0
    assert f'xml:lang="{tag}"' in (tmp_path / "memory.tmx").read_text(encoding="utf-8")


def test_units_and_variants_in_other_languages_are_left_out_and_counted(tmp_path):
    def variants(**texts):
        return (
            "<tu>" + "".join(f'<tuv xml:lang="{tag}"><seg>{text}</seg></tuv>' for tag, text in texts.items()) + "</tu>"
        )

    units = (
        variants(fr="Bonjour.", en="Hello.", zh="你好。", ja="こんにちは。"),
        variants(en="Thanks.", ja="ありがとう。"),
        variants(fr="Merci.", zh="谢谢。"),
        variants(en="Bye.", zh="再见。"),
    )
    header = '<header creationtool="x" segtype="sentence" srclang="en"/>'
    path = tmp_path / "memory.tmx"
    path.write_text(f'<tmx version="1.4">{header}<body>{"".join(units)}</body></tmx>', encoding="utf-8")
    made = load(path)
    assert [segment.text for segment in made.target.segments] == ["你好。", "再见。"]
    assert made.warnings == (
        "2 translation units without both en and zh left out",
        "2 variants beyond the two of a pair left out (TMX to TMX keeps them)",
    )
