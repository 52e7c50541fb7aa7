"""Typography, doubled words, lost questions, mixed scripts, labels, forbidden terms, patterns of the user."""

import pytest

from aligner.check import CheckSettings, check_translation
from aligner.check.own_patterns import compile_patterns
from aligner.check.settings_table import load_check_settings
from aligner.errors import UsageError

NEW = {
    "typography", "doubled-word", "question-mark", "mixed-script",
    "inconsistent-label", "forbidden-term", "own-pattern",
}  # fmt: skip


def messages_of(write, english, chinese, settings=None):
    """Return rule and message of the findings of the rules of this module."""
    write("en.md", english)
    write("zh.md", chinese)
    report = check_translation("en.md", "zh.md", settings)
    assert report.unreadable == ()
    return [(each.rule, each.message) for each in report.findings if each.rule in NEW]


PAGE = "# Pumps\n\nThe pump runs all day, and it stops at night; the switch for it hangs beside the door.\n\n"
SEITE = "# 泵\n\n泵整天运行，晚上停止；它的开关挂在门旁边，请随时检查线圈、轴与电压，发现问题马上联系维护人员处理。\n\n"


@pytest.mark.parametrize(
    ("english", "chinese", "rule", "words"),
    [
        ("Close the lid, then start.", "先关上盖子,然后启动。", "typography", "half-width “,”"),
        ("Close it (the lid) first.", "先关上它（盖子。", "typography", "“（” is never closed"),
        ("Close the “lid” first.", "先关上“盖子。", "typography", "““” is never closed"),
        ("Read the book first.", "先读那本书》。", "typography", "“》” closes nothing"),
        ("The lid of the pump is closed.", "泵的的盖子是关着的。", "doubled-word", "“的的”"),
        ("Does the pump run at night?", "泵晚上运行。", "question-mark", "asks a question"),
        (
            "The lamp shows that the valve is open and water flows into the house.",
            "燈光顯示閥門開著，水會流進這間屋子裡，請關閉電視機與門窗。",
            "mixed-script",
            "in traditional characters",
        ),
    ],
)
def test_slips_are_reported(write, english, chinese, rule, words):
    findings = messages_of(write, f"{PAGE}{english}\n", f"{SEITE}{chinese}\n")
    assert [each for each, _ in findings] == [rule]
    assert words in findings[0][1]


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Set `a,b` to 1,000 at 10:30.", "把 `a,b` 设为 1,000，时间 10:30。"),
        ("Do it in two steps: 1) open, 2) close.", "分两步：1）打开，2）关闭。"),
        ("It is really true, and he knows nothing of it.", "这的的确确是真的，他实实在在一无所知，不了了之。"),
        ("Look at it and study it.", "看看它，研究研究它。"),
        ("Does it run?", "它运行吗？"),
        ("Is it on?", "它是否开着。"),
        ("## How does it work?", "## 工作原理"),
        ("He said: “It runs all day.", "他说：“它整天运行。"),
        ("Mr 陳 came.", "陳先生来了。"),
        ("Use SSR (server-side rendering) here.", "使用服务端渲染（SSR）和拒绝服务（Denial of Service， DoS）。"),
        ("Now on the disk in memory for the purpose of it.", "现在在磁盘上，为了了解它的目的的人，但是是这样。"),
        ("The list (a, b) is short :)", "这个列表（a、b）很短 :)"),
    ],
)
def test_correct_texts_are_not_reported(write, english, chinese):
    assert messages_of(write, f"{PAGE}{english}\n", f"{SEITE}{chinese}\n") == []


def test_a_page_in_half_width_marks_is_one_finding(write):
    findings = messages_of(write, PAGE + "Open it, then close it.\n\n" * 6, SEITE + "打开它,然后关上它。\n\n" * 6)
    assert findings == [("typography", "half-width “,” between Chinese characters, and 5 more such marks in this file")]


def test_a_page_in_traditional_characters(write):
    simplified = "灯光显示阀门开着，水会流进这间屋子里，请关闭电视机与门窗。"
    traditional = "燈光顯示閥門開著，水會流進這間屋子裡，請關閉電視機與門窗。"
    english = "The lamp shows that the valve is open and water flows into the house; shut the windows.\n\n" * 3
    findings = messages_of(write, english, f"{traditional}\n\n{traditional}\n\n{simplified}\n")
    assert [rule for rule, _ in findings] == ["mixed-script"]
    assert "in simplified characters on a page in traditional ones" in findings[0][1]


# labels


def test_a_label_in_two_renderings(write):
    for number, rendering in enumerate(("设置", "设置", "配置")):
        write(f"en/{number}.md", f"# Page {number}\n\nOpen the [Settings](s.md) page first.\n")
        write(f"zh/{number}.md", f"# 页面 {number}\n\n请先打开[{rendering}](s.md)页面。\n")
    report = check_translation("en", "zh")
    assert [(each.rule, each.place.path, each.place.line, each.severity) for each in report.findings] == [
        ("inconsistent-label", "zh/2.md", 3, "warning")
    ]
    assert report.findings[0].message == ("“Settings” is “配置” here, and “设置” in 2 other places, such as zh/0.md:3")
    assert check_translation("en", "zh", cache=True) == check_translation("en", "zh", cache=True) == report
    assert check_translation("en", "zh", CheckSettings(rules={"inconsistent-label": "off"})).findings == ()
    write("terms.csv", "English,Chinese\nSettings page,设置页面\n")
    assert "inconsistent-label" not in {
        each.rule for each in check_translation("en", "zh", CheckSettings(glossary="terms.csv")).findings
    }
    write("zh/2.md", "# 页面 2\n\n<!-- aligner-ignore inconsistent-label -->\n请先打开[配置](s.md)页面。\n")
    silent = check_translation("en", "zh")
    assert (silent.findings, silent.remarks) == ((), ())


# glossary


def test_a_forbidden_rendering(write):
    write("terms.csv", "English,Chinese,mark\nprinter,打印机,\nprinter,印表机,forbidden\n")
    settings = CheckSettings(glossary="terms.csv")
    findings = messages_of(write, f"{PAGE}The printer is on.\n", f"{SEITE}印表机开着。\n", settings)
    assert findings == [("forbidden-term", "the glossary forbids “印表机” for “printer”: use “打印机”")]
    assert messages_of(write, f"{PAGE}The printer is on.\n", f"{SEITE}打印机开着。\n", settings) == []


def test_a_forbidden_rendering_is_one_fault(write):
    """The rule on missing terms is silent where the translation has the forbidden rendering."""
    write("terms.csv", "English,Chinese,status\nprinter,打印机,preferred\nprinter,印表机,forbidden\n")
    write("en.md", f"{PAGE}The printer is on.\n")
    write("zh.md", f"{SEITE}印表机开着。\n")
    report = check_translation("en.md", "zh.md", CheckSettings(glossary="terms.csv"))
    assert [each.rule for each in report.findings if each.rule.endswith("-term")] == ["forbidden-term"]


# patterns of the user


def test_patterns_of_the_user(write):
    write(
        "aligner.toml",
        '[[check.patterns]]\ntarget = "点击这里"\nmessage = "say what the link leads to"\n'
        '[[check.patterns]]\nsource = "(?i)master key"\nlacks = "主密钥"\nmessage = "a master key is 主密钥"\n'
        'severity = "error"\n'
        '[[check.patterns]]\nsource = "lamp"\ntarget = "灯泡"\nmessage = "a lamp is no bulb"\n',
    )
    settings = load_check_settings()
    english = f"{PAGE}The master key opens it.\n\nClick here.\n\nThe lamp is on.\n"
    chinese = f"{SEITE}万能钥匙能打开它。\n\n点击这里。\n\n灯泡亮着。\n"
    write("en.md", english)
    write("zh.md", chinese)
    report = check_translation("en.md", "zh.md", settings)
    own = [(each.place.line, each.severity, each.message) for each in report.findings if each.rule == "own-pattern"]
    assert own == [
        (5, "error", "a master key is 主密钥"),
        (7, "warning", "say what the link leads to"),
        (9, "warning", "a lamp is no bulb"),
    ]
    assert (
        messages_of(write, english, chinese.replace("万能钥匙", "主密钥"), settings)[0][1]
        == "say what the link leads to"
    )


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"target": "(", "message": "m"}, "is no regular expression"),
        ({"message": "m"}, "give a regular expression for source, target or both"),
        ({"target": "a"}, "give a message"),
        ({"target": "a", "message": "m", "level": "x"}, "unknown key 'level'"),
        ({"target": "a", "message": "m", "severity": "fatal"}, "choose error or warning"),
    ],
)
def test_an_invalid_pattern(table, words):
    with pytest.raises(UsageError, match="number 1") as caught:
        CheckSettings(patterns=(table,))
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_pattern_that_takes_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr("aligner.check.own_patterns.PATTERN_TIMEOUT_S", 0.2)
    (pattern,) = compile_patterns(CheckSettings(patterns=({"target": "(a|aa|a.)+$b", "message": "m"},)))
    with pytest.raises(UsageError, match="on one text: simplify it"):
        list(pattern.offsets("target", "a" * 40_000))


SECTIONS = (
    (
        "## Motor\n\nIt drives the wheel.\n\n<p>\n\nOil it once a month.\n\n</p>\n\nIt stops if the fuse burns.\n",
        "## 马达\n\n它驱动轮子。\n\n<p>\n\n每个月给它上一次油。\n\n</p>\n\n保险丝烧断时它会停下来。\n",
    ),
    (
        "## Garden\n\nTomatoes want sun in the morning.\n\nWater them every evening, but not the leaves.\n",
        "## 菜园\n\n番茄喜欢早晨的阳光。\n\n每天傍晚给它们浇水，但不要浇叶子。\n",
    ),
    (
        "## Tickets\n\nA ticket for the ferry costs four coins.\n\nChildren travel free with their parents.\n",
        "## 船票\n\n一张渡轮船票要四个硬币。\n\n儿童由父母陪同可免费乘船。\n",
    ),
    (
        "## Library\n\nReaders may borrow five books at a time.\n\nReturn them before the summer holidays.\n",
        "## 图书馆\n\n读者一次可以借五本书。\n\n请在暑假前把书还回来。\n",
    ),
)


def test_a_moved_section_with_tags_is_one_finding(write):
    write("en.md", "\n".join(SECTIONS[number][0] for number in (0, 1, 2, 3)))
    write("zh.md", "\n".join(SECTIONS[number][1] for number in (1, 2, 3, 0)))
    findings = [each for each in check_translation("en.md", "zh.md").findings if each.rule == "moved"]
    assert [each.message.rpartition(", ")[2] for each in findings] == ["4 parts"]


@pytest.mark.parametrize(
    ("english", "chinese", "severity"),
    [
        ("See [the part](../pump.md#the-valve).", "参见[这一部分](../pump.md#_4)。", "warning"),
        ("See [the part](../pump.md#the-valve).", "参见[这一部分](../pump.md#valves)。", "error"),
        ("Read [it](https://a.example/oil.html).", "请阅读[它](https://linux.cn/article-1.html)。", "warning"),
        ("Read [it](https://a.example/oil.html).", "请阅读[它](https://b.example/oil.html)。", "error"),
    ],
)
def test_links_to_the_page_in_chinese_are_less_certain(write, english, chinese, severity):
    write("en.md", PAGE + english)
    write("zh.md", SEITE + chinese)
    findings = check_translation("en.md", "zh.md").findings
    assert [(each.rule, each.severity) for each in findings] == [("link-mismatch", severity)]


@pytest.mark.parametrize(
    ("lost", "severity"),
    [("Jane Roe (CC BY-SA 4.0)", "warning"), ("The pump was drawn by Jane Roe.", "error")],
)
def test_a_credit_that_is_left_out_is_a_warning(write, lost, severity):
    write("en.md", PAGE + lost + "\n\nThe valve opens when the water is warm.\n")
    write("zh.md", SEITE + "水热的时候阀门会打开。\n")
    findings = check_translation("en.md", "zh.md").findings
    assert [(each.rule, each.severity) for each in findings] == [("omission", severity)]


def test_code_of_an_added_section_is_reported_although_the_source_includes_code(write):
    """An include may explain added code, but not code between paragraphs that are additions too."""

    def additions():
        findings = check_translation("en.md", "zh.md").findings
        return [found.message for found in findings if found.message.startswith("code is not in the source")]

    include = "```rust\n{{#include ../a.rs}}\n```\n\n"
    begin = "# 特征\n\n本页展示一个特征。\n\n" + include
    end = "特征对象需要动态分发。\n\n"
    code = "```rust\npub trait Clone {\n    fn clone(&self) -> Self;\n}\n```\n\n"
    write("en.md", f"# Traits\n\nThe page shows a trait.\n\n{include}A trait object needs dynamic dispatch.\n")
    write("zh.md", f"{begin}{end}## 对象安全\n\n只有安全的特征可以组成对象。\n\n{code}字符串实现了它，所以可以克隆。\n")
    assert len(additions()) == 1
    write("zh.md", begin + code + end)
    assert additions() == []
