"""One document in two languages -> two documents."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.bitext import Block, Document
from aligner.errors import UsageError
from aligner.languages.chinese.pinyin import is_pinyin
from aligner.readers import read
from aligner.readers.html import read_html
from aligner.readers.markdown import read_markdown
from aligner.readers.subtitles import read_subtitles
from aligner.readers.text import read_text
from aligner.segmenters import segment
from aligner.segmenters.mixed import separate
from aligner.settings import SegmentSettings

DATA = Path(__file__).parent.parent / "data" / "bilingual"


def sides(text, read=read_text, **options):
    """Return what each language holds, as ``(line, text)`` of its segments."""
    documents = separate(read(text.encode(), "mixed"), **options)
    settings = SegmentSettings("paragraph", "lines" if options.get("lines") else "auto")
    return {
        document.language: [(part.line, part.text) for part in segment(document, settings).segments]
        for document in documents
    }


LINE_BY_LINE = """\
The harbour froze in January.
一月，港口结了冰。
Nobody could leave.
谁也走不了。
We waited for the thaw.
我们等着解冻。
"""


def test_line_by_line():
    for text in (LINE_BY_LINE, LINE_BY_LINE.replace("\n", "\n\n"), LINE_BY_LINE.replace("。\n", "。\n\n")):
        found = sides(text)
        assert [text for _, text in found["en"]] == LINE_BY_LINE.splitlines()[::2]
        assert [text for _, text in found["zh"]] == LINE_BY_LINE.splitlines()[1::2]
        lines = text.splitlines()
        assert all(lines[line - 1] == text for side in found.values() for line, text in side)


def test_wrapped_paragraphs():
    found = sides(
        "The harbour froze in January, and nobody could\nleave until the thaw came, late in\nMarch of that year.\n\n"
        "一月，港口结了冰，直到三月才\n解冻，其间谁也走不了。\n\n"
        "The captain waited on the quay every\nmorning, whatever the weather.\n\n船长每天早上都在码头等，\n风雨无阻。\n"
    )
    assert [line for line, _ in found["en"]] == [1, 8]
    assert found["en"][1] == (8, "The captain waited on the quay every morning, whatever the weather.")
    assert "".join(text for _, text in found["zh"]) == (
        "一月，港口结了冰，直到三月才解冻，其间谁也走不了。船长每天早上都在码头等，风雨无阻。"
    )


def test_blocks():
    lines = LINE_BY_LINE.splitlines()
    found = sides("\n\n".join([*lines[1::2], *lines[::2]]))
    assert list(found) == ["zh", "en"]
    assert [text for _, text in found["en"]] == lines[::2]
    assert [text for _, text in found["zh"]] == lines[1::2]


def test_lines_as_they_are():
    found = sides("Chapter 1.\n第一章\n\nIt was cold.\n天很冷。\n", lines=True)
    assert found == {"en": [(1, "Chapter 1."), (4, "It was cold.")], "zh": [(2, "第一章"), (5, "天很冷。")]}


@pytest.mark.parametrize(
    ("lines", "english", "chinese"),
    [
        (["One thing.", "一件事。", "12", "12", "Two things.", "两件事。"], [1, 3, 5], [2, 4, 6]),
        (["One thing.", "一件事。", "git push", "git push", "Two things.", "两件事。"], [1, 3, 5], [2, 4, 6]),
        (["No.", "No.", "One thing.", "不。", "不。", "一件事。"], [1, 2, 3], [4, 5, 6]),
        (["One thing.", "3.5", "Two things.", "一件事。"], [1, 2, 3], [4]),
        (["一件事。", "1.", "One thing."], [2, 3], [1]),
        (["一件事。", "(2031)", "", "One thing."], [4], [1, 2]),
        (["一件事。", "", "2031", "One thing."], [3, 4], [1]),
        (["7", "One thing.", "一件事。", "8"], [1, 2], [3, 4]),
        (["See https://example.org/path for more of it.", "https://example.org/a", "更多内容见此。"], [1, 2], [3]),
    ],
)
def test_numbers_go_with_what_stands_around_them(lines, english, chinese):
    found = sides("\n".join(lines), lines=True)
    assert [line for line, _ in found["en"]] == english
    assert [line for line, _ in found["zh"]] == chinese


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("使用 pip 安装 Python 包 requests 和 numpy", "zh"),
        ("The word 道 is hard to translate", "en"),
        ("He said 你好 to the people of the town", "en"),
        ("iPhone 的价格", "zh"),
        ("2031 年", "zh"),
    ],
)
def test_languages_of_lines_with_both_scripts(text, language):
    found = sides(f"A first line in English.\n第一行是中文。\n{text}\n", lines=True)
    assert (3, text) in found[language]


def test_both_languages_in_each_line():
    found = sides("Chapter One\t第一章\n1. The harbour froze.\t1. 港口结冰了。\n“Nobody left.” / “没有人走。”\n")
    assert found == {
        "en": [(1, "Chapter One"), (2, "1. The harbour froze."), (3, "“Nobody left.”")],
        "zh": [(1, "第一章"), (2, "1. 港口结冰了。"), (3, "“没有人走。”")],
    }


def test_markdown_with_a_table():
    text = "# The harbour\n\n# 港口\n\n| English | 中文 |\n|---|---|\n| Ice | 冰 |\n| Quay | 码头 |\n\n"
    text += "The end of it.\n\n到此结束。\n"
    assert sides(text, read_markdown) == {
        "en": [(1, "The harbour"), (5, "English"), (7, "Ice"), (8, "Quay"), (10, "The end of it.")],
        "zh": [(3, "港口"), (5, "中文"), (7, "冰"), (8, "码头"), (12, "到此结束。")],
    }


def test_cues_with_a_line_in_each_language():
    text = "1\n00:00:01,000 --> 00:00:02,000\nHello, my friend.\n你好，朋友。\n\n"
    text += "2\n00:00:03,000 --> 00:00:04,000\nSo long.\n再见。\n"
    assert sides(text, read_subtitles) == {
        "en": [(3, "Hello, my friend."), (8, "So long.")],
        "zh": [(4, "你好，朋友。"), (9, "再见。")],
    }


@pytest.mark.parametrize(
    ("text", "found"), [("One.\nTwo.", "English only"), ("一。", "Chinese only"), ("1\n2", "neither")]
)
def test_one_language_only(text, found):
    with pytest.raises(UsageError, match=f"mixed holds {found}.*: name a second document"):
        sides(text)


WORDS = st.sampled_from(
    ["The ice broke.", "冰裂开了。", "12", "", "Windows 系统", "1.", "他说 OK。", "A dog\t一只狗", "“", "http://a.b"]
)


@given(st.lists(WORDS, min_size=1, max_size=12))
def test_nothing_is_lost_and_nothing_is_twice(lines):
    document = Document("mixed", tuple(Block(text, number, "line") for number, text in enumerate(lines, start=1)))
    try:
        first, second = separate(document, lines=True)
    except UsageError:
        return
    found = {}
    for block in sorted((*first.blocks, *second.blocks), key=lambda block: block.line):
        found[block.line] = found.get(block.line, "") + block.text
    visible = {number: text for number, text in enumerate(lines, start=1) if text.strip()}
    assert {line: sorted("".join(text.split())) for line, text in found.items()} == {
        line: sorted("".join(text.split())) for line, text in visible.items()
    }


def rows(*cells):
    """Return a Markdown table of rows of cells."""
    lines = ["| " + " | ".join(row) + " |" for row in cells]
    return "\n".join([lines[0], "|" + "---|" * len(cells[0]), *lines[1:]]) + "\n"


CLAUSES = [
    ("1", "租赁期限", "Term of Lease"),
    ("1.1", "租期自五月一日起，为期三年。", "The lease begins on 1 May and runs for three years."),
    ("1.2", "承租人可续租一次。", "The tenant may renew it once."),
    ("(a)", "租金为每月6,000元。", "The rent is RMB 6,000 a month."),
    ("第二条", "逾期支付的，每日加收千分之一。", "Late payment is charged at 0.1% a day."),
]


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (1, 0, 2), (2, 1, 0), (1, 2, 0)])
@pytest.mark.parametrize("header", [("No.", "中文", "English"), ("序号", "中文", "English"), ("条款", "中文", "英文")])
def test_a_table_with_numbers_of_rows(order, header):
    text = rows(*([row[place] for place in order] for row in (header, *CLAUSES)))
    found = sides(text, read_markdown)
    own = ["English"] if header[2] == "English" else []
    assert [text for _, text in found["en"]] == own + [english for _, _, english in CLAUSES]
    assert [text for _, text in found["zh"]] == (["中文"] if own else []) + [chinese for _, chinese, _ in CLAUSES]


def test_numbers_of_rows_are_listed_and_values_stand_on_both_sides():
    first, second = separate(
        read_markdown(
            rows(
                ("No.", "中文", "English", "价格"),
                ("1", "苹果很甜", "Sweet apples", "1,200.50"),
                ("2", "梨很大", "Big pears", "900.00"),
            ).encode(),
            "table.md",
        )
    )
    assert {(removal.text, removal.reason) for removal in first.removed} == {
        ("No.", "header of a table in two languages"),
        ("价格", "header of a table in two languages"),
        ("1", "number of a table row"),
        ("2", "number of a table row"),
    }
    assert [block.text for block in first.blocks if block.text[0].isdigit()] == ["1,200.50", "900.00"]
    assert [block.text for block in second.blocks if block.text[0].isdigit()] == ["1,200.50", "900.00"]
    assert second.removed == ()


@pytest.mark.parametrize(("name", "title"), [("tab3.docx", "房屋租赁合同"), ("thdr.docx", "中文")])
def test_contract_in_three_columns(name, title):
    documents = separate(read(DATA / name))
    texts = {each.language: [part.text for part in segment(each, SegmentSettings()).segments] for each in documents}
    assert texts["zh"] == [
        title,
        "租赁期限",
        "租期自五月一日起，为期三年。",
        "承租人可续租一次。",
        "期满后承租人应归还钥匙。",
        "租金",
        "租金为每月6,000元，于每月五日前支付。",
        "逾期支付的，每日加收千分之一。",
    ]
    assert len(texts["en"]) == len(texts["zh"])
    assert texts["en"][-1] == "Late payment is charged at 0.1% a day."


def test_a_book_of_which_the_first_pages_are_translated():
    pairs = [("The keeper wrote down the weather.", "看守人记下天气。"), ("The boat did not come.", "船没有来。")] * 2
    rest = [f"Chapter {number} tells how the keeper mended lamp number {number}." for number in range(5, 65)]
    text = "\n\n".join([part for pair in pairs for part in pair] + rest) + "\n"
    found = sides(text)
    assert [text for _, text in found["zh"]] == [chinese for _, chinese in pairs]
    assert [text for _, text in found["en"]] == [english for english, _ in pairs] + rest


def test_one_paragraph_of_a_pair_is_missing():
    text = "The first one.\n\n第一个。\n\nThe second one.\n\nThe third one.\n\n第三个。\n\n"
    text += "第四个。\n\nThe fifth one.\n\n第五个。\n"
    found = sides(text)
    assert [text for _, text in found["en"]] == [
        "The first one.",
        "The second one.",
        "The third one.",
        "The fifth one.",
    ]
    assert [text for _, text in found["zh"]] == ["第一个。", "第三个。", "第四个。", "第五个。"]


def test_headings_in_both_languages():
    body = "The harbour froze in January.\n\n一月，港口结了冰。\n\nNobody could leave the town.\n\n谁也走不了。\n\n"
    for heading in (
        "# 港口的冬天 The Winter of the Harbour\n\n",
        "第一章 港口的冬天 Chapter I The Winter of the Harbour\n\n",
    ):
        found = sides(heading + body + body, read_markdown)
        assert found["en"][0][1].endswith("The Winter of the Harbour")
        assert found["zh"][0][1].endswith("港口的冬天")
        assert len(found["en"]) == len(found["zh"]) == 5
    found = sides("# The word 道 in English books\n\n" + body + body, read_markdown)
    assert found["en"][0][1] == "The word 道 in English books"


def test_both_languages_in_one_cell():
    cells = "".join(f"<tr><td>{chinese}<br>{english}</td></tr>" for _, chinese, english in CLAUSES[1:])
    for first, last in (("租赁期限", "Term of Lease"), ("租赁期限。", "Term of Lease.")):
        found = sides(f"<table><tr><td>{first}<br>{last}</td></tr>{cells}</table>", read_html)
        whole = first.endswith("。")  # the text before a line break that ends no sentence is put together
        assert [text for _, text in found["en"]][-4:] == [english for _, _, english in CLAUSES[1:]]
        assert [text for _, text in found["zh"]][-4:] == [chinese for _, chinese, _ in CLAUSES[1:]]
        assert (len(found["en"]), len(found["zh"])) == ((5, 5) if whole else (4, 5))


def test_cells_with_both_languages_among_paragraphs_of_one():
    names = rows(("标题",), ("租赁期限 Term of Lease",), ("租金 Rent",), ("归还 Return of the keys",))
    found = sides("The lease.\n\n租约。\n\nThe rent.\n\n租金。\n\nThe keys.\n\n钥匙。\n\n" + names, read_markdown)
    assert [text for _, text in found["en"]][-3:] == ["Term of Lease", "Rent", "Return of the keys"]
    assert [text for _, text in found["zh"]][-4:] == ["标题", "租赁期限", "租金", "归还"]


def test_lines_of_pinyin_belong_to_neither():
    text = (
        "你好，王先生。\nNǐ hǎo, Wáng xiānsheng.\nHello, Mr Wang.\n"
        "你去哪儿？\nNǐ qù nǎr?\nWhere are you going?\n我去港口。\nwo3 qu4 gang3kou3.\nI am going to the harbour.\n"
    )
    found = sides(text)
    assert [line for line, _ in found["zh"]] == [1, 4, 7]
    assert [line for line, _ in found["en"]] == [3, 6, 9]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nǐ hǎo ma?", True),
        ("Zhōnghuá Rénmín Gònghéguó", True),
        ("ni3 hao3 ma5", True),
        ("Lǜsè de shù yèzi hěn piàoliang.", True),
        ("He can use men.", False),
        ("The café was déjà vu for Renée.", False),
        ("Model A4 and B5", False),
        ("ISO 9001", False),
        ("Ma mère a été à l'école.", False),
    ],
)
def test_what_is_pinyin(text, expected):
    assert is_pinyin(text) == expected
