"""Constructs on pages of real projects that earlier versions reported wrongly or missed."""

from __future__ import annotations

import pytest

from aligner.check.baseline import read_baseline, without_known, write_baseline
from aligner.check.compare import compare
from aligner.check.findings import FileReport, Finding, Place, Report
from aligner.check.kept_terms import with_kept_terms_once
from aligner.check.rules.code_lines import is_same_code
from aligner.check.rules.links import comparable, is_same_page
from aligner.embedders import load_embedder
from aligner.readers import read
from aligner.readers.markdown import read_markdown

EMBEDDER = load_embedder()


def findings(tmp_path, source, target, ending="md"):
    paths = tmp_path / f"source.{ending}", tmp_path / f"target.{ending}"
    for path, text in zip(paths, (source, target), strict=True):
        path.write_text(text, encoding="utf-8")
    return compare(read(paths[0]), read(paths[1]), embedder=EMBEDDER).findings


def severities_of(findings):
    return [(each.rule, each.severity) for each in findings]


@pytest.mark.parametrize("address", ["/", "/en/", ""])
def test_a_lost_link_to_the_root_of_the_site(tmp_path, address):
    source = f"Return to the [home page]({address}) when the setup has finished."
    reported = findings(tmp_path, source, "设置完成后请返回首页。")
    assert severities_of(reported) == [("link-mismatch", "error")]
    assert "is missing" in reported[0].message


def test_misspelt_code_beside_the_right_one(tmp_path):
    source = "# Module\n\nThe call to `open_door` works because `open_door` is public.\n"
    target = "# 模块\n\n调用 `open_door` 可行，因为 `opn_door` 是公有的。\n"
    (finding,) = findings(tmp_path, source, target)
    assert (finding.rule, finding.severity) == ("code-mismatch", "error")
    assert finding.message == "the code opn_door is not in the source: is it a misspelling of open_door?"


JSX = "# {0}\n\n{1}\n\n```jsx\nreturn (\n  <section>\n    <h2>{2}</h2>\n    <p>{3}</p>\n  </section>\n);\n```\n"


def test_translated_text_within_tags_of_code(tmp_path):
    source = JSX.format("Card", "Here is a card:", "Welcome to the shop", "Ten lamps are in stock.")
    assert findings(tmp_path, source, JSX.format("卡片", "下面是一张卡片：", "欢迎光临本店", "现有十盏台灯。")) == ()


def test_a_lost_tag_within_translated_code_is_found(tmp_path):
    source = JSX.format("Card", "Here is a card:", "Welcome to the shop", "Ten lamps are in stock.")
    target = JSX.format("卡片", "下面是一张卡片：", "欢迎光临本店", "现有十盏台灯。").replace("<h2>", "<h3>")
    assert severities_of(findings(tmp_path, source, target)) == [("code-mismatch", "warning")]


@pytest.mark.parametrize("own", ["translators:\n  - xiaoming\n  - lamp-fan", "l10n:\n  sourceCommit: 0a1b2c3d"])
def test_front_matter_of_the_translation(tmp_path, own):
    source = "---\ntitle: Lamps\n---\n\n# Lamps\n\nLamps give light.\n"
    target = f"---\ntitle: 灯\n{own}\n---\n\n# 灯\n\n灯会发光。\n"
    assert findings(tmp_path, source, target) == ()


def test_imports_and_comments_of_mdx_are_code(tmp_path):
    head = (
        'import Note from "~/components/Note.astro";\nimport Since from "~/components/Since.astro"\n\n{/* later */}\n'
    )
    assert findings(tmp_path, f"{head}\nLamps give light.\n", f"{head}\n灯会发光。\n", "mdx") == ()


MARKS = '# {0}\n\n{1}\n\n/// tip{5}\n\n{2}\n\n///\n\n{3}\n\n/// note | "{4}"\n\n{6}\n\n///\n'


def test_marks_of_blocks_are_not_prose(tmp_path):
    source = MARKS.format(
        "Tips", "Read this first.", "Keep the lamp dry.", "Then go on.", "Details", "", "It is made of glass."
    )
    target = MARKS.format("提示", "请先阅读。", "保持台灯干燥。", "然后继续。", "细节", ' | "提示"', "它由玻璃制成。")
    assert findings(tmp_path, source, target) == ()


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        (":::{0}\n", ":::", ("danger", "tip")),
        ("::: {0}\n", ":::", ("danger", "tip")),
        ("/// {0}\n\n", "\n///", ("warning", "note")),
        ("!!! {0}\n\n    ", "", ("warning", "tip")),
        ("> [!{0}]\n> ", "", ("WARNING", "NOTE")),
    ],
)
def test_a_changed_kind_of_admonition(tmp_path, before, after, kinds):
    mark = before.format(kinds[0])
    source = f"# Moving\n\nStop the service first.\n\n{mark}Deleting the volume destroys all data.\n{after}\n"
    target = "# 迁移\n\n先停止服务。\n\n{}删除该卷会毁掉所有数据。\n" + after + "\n"
    assert findings(tmp_path, source, target.format(before.format(kinds[0]))) == ()
    assert severities_of(findings(tmp_path, source, target.format(before.format(kinds[1])))) == [
        ("tag-mismatch", "error")
    ]


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        (['lamp.on("dusk", { dim: true });'], ["lamp.on('dusk', { dim: true })"], True),
        (["const f = (a) => a", "b()"], ["const f = a => a", "b();"], True),
        (["call(", "  one,", "  two,", ")"], ["call(one, two)"], True),
        (["say('Hello')"], ["say('你好')"], True),
        (["say('Hello', 1)"], ["say('你好', 2)"], False),
        (["blog: list,", '"top-left": 1'], ["'blog': list,", "'top-left': 1,"], True),
        (['<Links to={["en/recipes/a"]} />'], ['<Links to={["zh-cn/recipes/a"]} />'], True),
        (['<Links to={["en/recipes/a"]} />'], ['<Links to={["zh-cn/recipes/b"]} />'], False),
        (["GET https://a.example/en/x"], ["GET https://a.example/zh-cn/x"], True),
        (["a = 1"], ["a = 2"], False),
    ],
)
def test_formatting_of_code(ours, theirs, same):
    assert is_same_code(ours, theirs) is same


def test_names_of_menus_are_one_warning_each(tmp_path):
    source = "In the settings, go to **Build and deployment** and pick **Lamp and light**."
    reported = findings(tmp_path, source, "在设置中进入 **Build and deployment**，选择 **Lamp and light**。")
    assert [(each.severity, each.message) for each in reported] == [
        ("warning", "“Build and deployment” was left in English"),
        ("warning", "“Lamp and light” was left in English"),
    ]


def test_terse_but_complete(tmp_path):
    table = "| {0} | {1} |\n|---|---|\n| disabled | {2} |\n| click | {3} |\n\n{4}\n"
    source = table.format(
        "Name", "Text", "Whether to disable value change", "Emitted when exchanging coupon",
        "In summary, the supported versions are:",
    )  # fmt: skip
    assert (
        findings(tmp_path, source, table.format("名称", "说明", "是否禁用步进器", "兑换优惠券回调", "支持的版本有："))
        == ()
    )


def test_a_dead_anchor(tmp_path):
    page = "# {0}\n\n## {1} {{#install}}\n\n{2}\n\n## {3}\n\n{4}\n"
    source = page.format("Pump", "Install", "Run the installer, see [the notes](#notes).", "Notes", "None.")
    target = page.format("水泵", "安装", "运行安装程序，见[说明](#notes)。", "说明", "无。")
    (finding,) = findings(tmp_path, source, target)
    assert (finding.rule, finding.target.line) == ("link-mismatch", 5)
    assert "#notes leads nowhere" in finding.message
    assert findings(tmp_path, source, target.replace("## 说明", "## 说明 {#notes}")) == ()


@pytest.mark.parametrize(
    ("source", "target", "lost"),
    [
        (
            "Mr. Okafor, who built the pump, says to clean the sieve every month. Mud blocks it fast.",
            "水泵的设计者奥卡福先生建议每月清洗一次滤网。",
            "Mud blocks it fast.",
        ),
        (
            "Dr. Lindqvist, who designed the filter, recommends rinsing it every 2 weeks in autumn. "
            "Leaves block it quickly.",
            "滤网的设计者林德奎斯特博士建议秋天每两周冲洗一次。",
            "Leaves block it quickly.",
        ),
    ],
)
def test_a_short_sentence_that_was_left_out_is_named(tmp_path, source, target, lost):
    paths = tmp_path / "a.md", tmp_path / "b.md"
    paths[0].write_text(f"# Care\n\n{source}\n\nClose the lid after use.\n", encoding="utf-8")
    paths[1].write_text(f"# 保养\n\n{target}\n\n使用后请盖好盖子。\n", encoding="utf-8")
    report = compare(read(paths[0]), read(paths[1]), embedder=EMBEDDER)
    assert [(each.rule, each.severity, each.source.text) for each in report.findings] == [("partial", "error", lost)]
    assert report.coverage < 1


@pytest.mark.parametrize(
    ("source", "target", "rules"),
    [
        ("Do not open the lid while the pump is running.", "水泵运行时请打开盖子。", ["negation"]),
        ("Do not open the lid while the pump is running.", "水泵运行时请勿打开盖子。", []),
        ("Only trained staff open the lid of the pump.", "受过培训的员工打开水泵的盖子。", ["negation"]),
        ("Don't worry about the colour of the water.", "请放心水的颜色。", []),
    ],
)
def test_a_lost_negation(tmp_path, source, target, rules):
    reported = findings(tmp_path, source, target)
    assert [each.rule for each in reported] == rules
    assert all(each.severity == "warning" for each in reported)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("./api", "./api.md"),
        ("https://vite.dev/guide/#a", "https://cn.vite.dev/guide/#a"),
        ("http://www.a.example/b/", "https://a.example/b/index.html"),
        ("/en/guide", "/zh-cn/guide"),
    ],
)
def test_one_page_in_two_addresses(ours, theirs):
    assert comparable(ours) == comparable(theirs)


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ("_amend", "ch07#_amend", True),
        ("_amend", "ch07#_squash", False),
        ("data/params/a.csv", "https://host.example/o/r/blob/main/data/params/a.csv", True),
        ("a.csv", "https://host.example/o/r/blob/main/data/params/a.csv", False),
    ],
)
def test_one_page_with_and_without_its_file_or_site(ours, theirs, same):
    assert is_same_page(comparable(ours), comparable(theirs)) is same


@pytest.mark.parametrize(("ours", "theirs"), [("/", ""), ("./api", "./apis"), ("/a?x=1", "/a?x=2"), ("/a#b", "/a#c")])
def test_two_pages(ours, theirs):
    assert comparable(ours) != comparable(theirs)


def test_a_term_that_is_kept_is_one_finding():
    def kept(path, line, term, severity="warning"):
        place = Place(path, line, "")
        return Finding("untranslated", severity, f"“{term}” was left in English", place, place, 0.6)

    reports = [
        FileReport(
            "en/a.md",
            "a.md",
            (kept("a.md", 1, "vector"), kept("a.md", 9, "Vector"), kept("a.md", 9, "rare")),
        ),
        FileReport("en/b.md", "b.md", (kept("b.md", 3, "vector"), kept("b.md", 4, "See the vector", "error"))),
    ]
    gathered, remarks = with_kept_terms_once(reports)
    assert [[each.message for each in report.findings] for report in gathered] == [
        [
            "“vector” was left in English 3 times in 2 files: translate it everywhere, or add it to the terms to keep",
            "“rare” was left in English",
        ],
        ["“See the vector” was left in English"],
    ]
    assert remarks == ('if these terms stay as they are, add them to the settings of the check: keep = ["vector"]',)


def test_blocks_of_the_reader():
    text = b':::danger\nDo not.\n:::\n\n/// note | "Title"\n\nText.\n\n///\n\n///\n'
    document = read_markdown(text, "a.md")
    assert [(block.text, [inline[3] for inline in block.inlines]) for block in document.blocks[:3]] == [
        ("Do not.", ["::: danger"]),
        ("Title", ["title"]),
        ("Text.", ["/// note"]),
    ]


FRONT = "---\ntitle: The lamp is broken\nid: a\n---\n\n{}\n"


@pytest.mark.parametrize(
    ("source", "target", "rule"),
    [
        ("See [`run`](/api/run). Then [run](/api/run) it.", "请看 [`run`](/api/run)，然后运行它。", "link-mismatch"),
        (FRONT.format("Text of it."), FRONT.format("它的文字。"), "untranslated"),
    ],
    ids=["one of two equal links", "a title in the front matter"],
)  # fmt: skip
def test_differences_that_are_often_intended_are_warnings(tmp_path, source, target, rule):
    assert severities_of(findings(tmp_path, source, target)) == [(rule, "warning")]


def test_differing_imports_are_warnings(tmp_path):
    page = "import A from '~/{}/A.astro';\nimport B from '~/B.astro';\n\n# {}\n\n{}\n"
    source = page.format("en", "Lamps", "Light the lamp in the hall.")
    reported = findings(tmp_path, source, page.format("zh/components", "灯", "点亮大厅里的灯。"), "mdx")
    assert {each.severity for each in reported} <= {"warning"}


def test_units_in_mixed_case_are_not_words(tmp_path):
    source = "The lamp takes a few mA at 32 kHz when it is idle in the hall."
    assert findings(tmp_path, source, "灯在大厅里空闲时以 32 kHz 消耗几 mA 的电流。") == ()


def test_comments_of_restructuredtext_are_not_compared(tmp_path):
    source = "Lamps\n=====\n\nLight the lamp in the hall.\n\n.. An old remark\n   about the old lamps.\n"
    assert findings(tmp_path, source, "灯\n==\n\n点亮大厅里的灯。\n", "rst") == ()


def test_a_known_term_stays_known_in_other_files(tmp_path):
    def report(*paths):
        places = [Place(path, 1, f"{path} vector") for path in paths]
        findings = [
            Finding("untranslated", "warning", "“vector” was left in English", None, each, 0.6) for each in places
        ]
        files = [FileReport(f"en/{each.place.path}", each.place.path, (each,)) for each in findings]
        return Report(tuple(with_kept_terms_once(files)[0]))

    path = str(tmp_path / "known.json")
    write_baseline(path, report("b.md", "c.md", "d.md"))
    for paths in (("b.md", "c.md", "d.md"), ("a.md", "b.md", "c.md", "d.md"), ("c.md", "d.md")):
        result = without_known(report(*paths), read_baseline(path), path)
        assert result.findings == ()
    assert without_known(report("b.md", "c.md"), read_baseline(path), path).silenced == 2


@pytest.mark.parametrize(
    ("source", "target", "lost"),
    [
        (  # another sentence has some words of the clause, but the passage is too short to contain it
            "Open the valve slowly, because cold water would crack the boiler. Then close the door and wait for it.",
            "请慢慢打开阀门。然后关上门等待。",
            "because cold water would crack the boiler",
        ),
        (
            "The lamp goes out after ten minutes, and the guard has to light it again by hand.",
            "灯在十分钟后熄灭。",
            "and the guard has to light it again by hand",
        ),
    ],
    ids=["beside its neighbour", "alone"],
)
def test_a_lost_clause_is_named(tmp_path, source, target, lost):
    rest = "\n\nThe keeper counts the lamps in the evening.\n\nNobody may enter the tower at night.\n"
    others = "\n\n看守人晚上清点灯。\n\n夜间任何人不得进入塔楼。\n"
    reported = findings(tmp_path, source + rest, target + others)
    assert severities_of(reported) == [("partial", "warning")]
    assert lost in reported[0].message


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (
            "Both are there. You can notify `0xC305` and indicate `0xC306`.",
            "例如 `0xC305` 可 notify，`0xC306` 可 indicate。",
        ),
        ("Buy 24 lamps at once, with an option on a further dozen.", "立即购买24盏灯，并可选购12盏。"),
    ],
)
def test_a_part_whose_numbers_or_code_are_translated_is_not_missing(tmp_path, source, target):
    assert not [each for each in findings(tmp_path, source, target) if each.rule == "partial"]


def test_an_english_passage_is_one_finding_and_not_covered(tmp_path):
    source = "# Lamps\n\nLight the lamp in the hall.\n\nSee [the guide](/new) before you fill the lamp with oil.\n"
    target = "# 灯\n\n点亮大厅里的灯。\n\nSee [the guide](/old) before you fill the lamp with oil.\n"
    paths = tmp_path / "a.md", tmp_path / "b.md"
    for path, text in zip(paths, (source, target), strict=True):
        path.write_text(text, encoding="utf-8")
    report = compare(read(paths[0]), read(paths[1]), embedder=EMBEDDER)
    assert severities_of(report.findings) == [("untranslated", "error")]
    assert report.coverage < 0.6


HIDDEN = "# Lamps\n\nLight the lamp in the hall.\n\n## Oil for lamps\n\nFill the lamp with fresh oil every week.\n"


@pytest.mark.parametrize(
    ("target", "severity"),
    [
        (f"# 灯\n\n点亮大厅里的灯。\n\n<!--\n## 灯油\n\n{'每周给灯加新油。' * 9}\n-->\n", "warning"),
        ("# 灯\n\n点亮大厅里的灯。\n", "error"),
    ],
    ids=["commented out", "missing"],
)  # fmt: skip
def test_text_in_a_comment_is_less_certainly_missing(tmp_path, target, severity):
    reported = findings(tmp_path, HIDDEN, target)
    assert {(each.rule, each.severity) for each in reported} == {
        ("heading-structure", severity),
        ("omission", severity),
    }


def test_a_sentence_in_the_next_paragraph_is_less_certainly_missing(tmp_path):
    source = (
        "# Guide\n\nMiddleware functions can also be grouped into arrays for better reusability. This example shows an "
        "array with a stack that handles requests to the path.\n"
    )
    paragraphs = (
        "中间件函数也可以分组到数组中，以便更好地复用。",
        "该示例展示了一个数组，其中的栈用于处理对该路径的请求。",
    )
    target = "\n\n".join(["# 指南", *paragraphs])
    assert "error" not in {each.severity for each in findings(tmp_path, source, target)}
