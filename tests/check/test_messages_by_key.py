"""Catalogues of messages: pairs by key in any order, and faults that only catalogues have."""

import json
import sys

import pytest

from aligner.check import CheckSettings, check_translation, render
from aligner.check.icu import arguments_of, flatten
from tests import forked

ENGLISH = {
    "on": "Turn the lamp on",
    "off": "Turn the lamp off",
    "hello": "Hello, {name}! You have {{count}} new messages.",
    "sum": "It costs 5 coins and %1$s.",
    "rich": "Read <b>all</b> of it",
}
CHINESE = {
    "on": "开灯",
    "off": "关灯",
    "hello": "你好，{name}！你有 {{count}} 条新消息。",
    "sum": "需要 5 枚硬币和 %1$s。",
    "rich": "<b>全部</b>读完",
}


def as_json(values):
    return json.dumps(values, ensure_ascii=False, indent=1)


def as_arb(values):
    return json.dumps({"@@locale": "x", **values}, ensure_ascii=False, indent=1)


def as_yaml(values):
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())


def as_android(values):
    texts = {key: value.replace("<", "&lt;").replace("'", "\\'") for key, value in values.items()}
    return (
        "<resources>\n"
        + "".join(f'  <string name="{key}">{value}</string>\n' for key, value in texts.items())
        + "</resources>\n"
    )


def as_apple(values):
    return "".join(f"{json.dumps(key)} = {json.dumps(value, ensure_ascii=False)};\n" for key, value in values.items())


def as_properties(values):
    return "".join(f"{key}={value}\n" for key, value in values.items())


def as_po(values):
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    return head + "".join(
        f'\nmsgid "{key}"\nmsgstr {json.dumps(value, ensure_ascii=False)}\n' for key, value in values.items()
    )


FORMATS = [
    ("locales/en/app.json", "locales/zh-CN/app.json", as_json),
    ("locales/en/app.yml", "locales/zh-CN/app.yml", as_yaml),
    ("lib/app_en.arb", "lib/app_zh.arb", as_arb),
    ("res/values/strings.xml", "res/values-zh-rCN/strings.xml", as_android),
    ("app/en.lproj/a.strings", "app/zh-Hans.lproj/a.strings", as_apple),
    ("src/messages.properties", "src/messages_zh_CN.properties", as_properties),
    ("locale/en/LC_MESSAGES/a.po", "locale/zh_CN/LC_MESSAGES/a.po", as_po),
]
IDS = ["json", "yaml", "arb", "android", "apple", "properties", "po"]


def keys_found(report):
    return [(each.rule, each.place.key, each.place.line) for each in report.findings]


@pytest.mark.parametrize(("source", "target", "written"), FORMATS, ids=IDS)
def test_messages_are_paired_by_key(write, source, target, written):
    write(source, written(ENGLISH))
    write(target, written(dict(reversed(CHINESE.items()))))
    report = check_translation(source, target)
    assert (report.findings, report.coverage) == ((), 1.0)


@pytest.mark.parametrize(("source", "target", "written"), FORMATS, ids=IDS)
def test_faults_of_messages(write, source, target, written):
    chinese = dict(reversed(CHINESE.items()))
    chinese |= {"sum": "需要 6 枚硬币和 %2$s。", "hello": "你好！你有 {{count}} 条新消息。", "on": "Turn the lamp on"}
    chinese |= {"rich": "全部读完", "new": "新的"}
    del chinese["off"]
    write(source, written(ENGLISH))
    lines = written(chinese)
    write(target, lines)
    report = check_translation(source, target)
    keys = {(each.rule, (each.source or each.target).key or each.target.key) for each in report.findings}
    assert keys >= {
        ("missing-key", "off"),
        ("extra-key", "new"),
        ("untranslated", "on"),
        ("number-mismatch", "sum"),
        ("placeholder-mismatch", "sum"),
        ("placeholder-mismatch", "hello"),
        ("tag-mismatch", "rich"),
    }
    assert {rule for rule, _ in keys} == {
        "missing-key", "extra-key", "untranslated", "number-mismatch", "placeholder-mismatch", "tag-mismatch",
    }  # fmt: skip
    assert 0.3 < report.coverage < 0.9
    for each in report.findings:
        if each.rule == "number-mismatch":
            assert "枚硬币" in "".join(lines.splitlines()[each.target.line - 1 :][:2])
            assert each.message.startswith("sum: ")
    shown = json.loads(render(report, "json"))["files"][0]["findings"]
    assert {"off", "on"} <= {(each["source"] or {}).get("key") for each in shown}


@pytest.mark.parametrize(("source", "target", "written"), FORMATS, ids=IDS)
def test_folders_of_catalogues(write, source, target, written):
    write(source, written(ENGLISH))
    write(target, written({**CHINESE, "sum": "需要 6 枚硬币和 %1$s。"}))
    folder = source.partition("/")[0]
    report = check_translation(folder)
    assert keys_found(report)[0][:2] == ("number-mismatch", "sum")
    assert [(file.source, file.target) for file in report.files] == [(source, target)]


def test_the_cases_by_line_are_clean(write):
    write(
        "en.xml",
        "<resources>\n<string name='a'>Open the door</string>\n<string name='b'>Close it</string>\n</resources>",
    )
    write("zh.xml", "<resources>\n<string name='b'>关上它</string>\n<string name='a'>打开门</string>\n</resources>")
    assert check_translation("en.xml", "zh.xml").findings == ()


# which files are catalogues


def test_configuration_files_are_not_catalogues(write):
    for folder, text in (("en", "# Pump\n\nThe pump is closed.\n"), ("zh", "# 泵\n\n泵已关闭。\n")):
        write(f"{folder}/a.md", text)
        write(f"{folder}/package.json", '{"name": "pump", "description": "Docs of the pump"}')
        write(f"{folder}/tsconfig.json", '{"compilerOptions": {"target": "es2020"}, "include": ["src folder"]}')
        write(f"{folder}/pump.schema.json", '{"title": "A pump", "description": "What a pump is"}')
        write(f"{folder}/ci.yml", "jobs:\n  build:\n    runs-on: ubuntu\n    steps: [checkout, test]\n")
        write(f"{folder}/sitemap.xml", "<urlset><url>x</url></urlset>")
    report = check_translation("en", "zh")
    assert [file.target for file in report.files] == ["zh/a.md"]
    assert dict(report.unchecked) == {".json": 6, ".yml": 2, ".xml": 2}
    assert report.unreadable == ()


def test_a_catalogue_without_a_counterpart(write):
    for name in ("a", "b"):
        write(f"en/{name}.json", as_json(ENGLISH))
    write("zh/a.json", as_json(CHINESE))
    report = check_translation("en", "zh")
    assert [(each.rule, each.place.path) for each in report.findings] == [("missing-file", "en/b.json")]
    assert 0.4 < report.coverage < 0.6


def test_a_damaged_catalogue_is_reported(write):
    write("en/a.json", as_json(ENGLISH))
    write("zh/a.json", as_json(CHINESE)[:-4])
    write("en/b.md", "# Pump\n\nThe pump is closed.\n")
    write("zh/b.md", "# 泵\n\n泵已关闭。\n")
    report = check_translation("en", "zh")
    assert [file.target for file in report.files] == ["zh/b.md"]
    assert report.unreadable[0].startswith("zh/a.json:")
    assert "is no JSON" in report.unreadable[0]


def test_a_po_file_with_both_languages(write):
    write("locale/zh/a.po", as_po({"Open the door": "打开门", "It costs 5 coins": "需要 6 枚硬币", "Close it": ""}))
    report = check_translation("locale")
    assert sorted(each.rule for each in report.findings) == ["number-mismatch", "untranslated"]


def test_included_by_name_it_is_a_document(write):
    write("en/a.json", '{"a": 1}')
    write("zh/a.json", '{"a": 2}')
    assert "holds no messages" in check_translation("en/a.json", "zh/a.json").unreadable[0]
    assert check_translation("en", "zh", CheckSettings(include=("*.json",))).files[0].source == "en/a.json"


# plurals and ICU


def test_chinese_needs_only_the_form_other(write):
    write(
        "en.json",
        as_json(
            {
                "file_one": "{{count}} file",
                "file_other": "{{count}} files",
                "item": "An item here",
                "item_plural": "Many items",
            }
        ),
    )
    write("zh.json", as_json({"file_other": "{{count}} 个文件", "item_0": "项目"}))
    assert check_translation("en.json", "zh.json").findings == ()
    write("zh.json", as_json({"file_one": "{{count}} 个文件", "item": "项目"}))
    assert [(each.rule, each.message) for each in check_translation("en.json", "zh.json").findings] == [
        ("missing-key", "file (other): is not in the translation")
    ]


FILES = "{n, plural, one {# file} other {# files}}"
WHOSE = "{g, select, male {his} other {their}} page"


@pytest.mark.parametrize(
    ("english", "chinese", "message"),
    [
        (FILES, "{n, plural, other {# 个文件}}", None),
        (FILES, "{n} 个文件", "the argument {n, plural} is missing"),
        (FILES, "{n, plural, one {# 个文件}}", "the argument {n, plural} lacks the choice other"),
        (FILES, "{n, plural, other {# 个文件}", "the braces of the message do not close"),
        (WHOSE, "{g, select, male {他的} other {他们的}}页面", None),
        (
            WHOSE,
            "{g, select, man {他} other {他们}}的页面",
            "the choices of {g, select} differ: male is missing, man is new",
        ),
        ("{d, date, short} is the day of it", "{d, date, long} 是那一天", None),
        ("no files | one file | {n} files", "{n} 个文件", None),
        ("Call $t(other) for help", "打电话求助", "the placeholder $t(other) is missing"),
    ],
)
def test_icu(write, english, chinese, message):
    write("en.json", as_json({"a": english, "b": "Open the door"}))
    write("zh.json", as_json({"a": chinese, "b": "打开门"}))
    messages = [each.message for each in check_translation("en.json", "zh.json").findings]
    assert messages[:1] == ([f"a: {message}"] if message else [])


def test_arguments_of_icu():
    text = "You {n, plural, =0 {have no {kind}} other {have # {kind}s}} in {place}."
    assert arguments_of(text) == {"n": ("plural", {"=0", "other"})}
    assert flatten(text) == "You have  {kind}s in {place}."
    assert arguments_of("{n, plural, other {x}") is None
    assert flatten("{n, plural, other {x}") == "{n, plural, other {x}"
    deep = "{a, select, other {" * 500 + "x" + "}}" * 500
    assert isinstance(flatten(deep), str)


def test_names_may_stay_and_kept_words_as_well(write):
    write("en.json", as_json({"a": "GitHub", "b": "OK", "c": "Open Tide", "d": "API", "e": "Open the door"}))
    write("zh.json", as_json({"a": "GitHub", "b": "OK", "c": "Open Tide", "d": "API", "e": "打开门"}))
    report = check_translation("en.json", "zh.json", CheckSettings(keep=("Open Tide",)))
    assert report.findings == ()


def test_many_messages_of_one_line(write):
    write("en.json", json.dumps({f"k{n}": f"The valve has {n} rings" for n in range(10, 60)}))
    write("zh.json", json.dumps({f"k{n}": f"阀门有 {n + (n == 33)} 个环" for n in range(10, 60)}))
    assert keys_found(check_translation("en.json", "zh.json")) == [("number-mismatch", "k33", 1)]


def test_the_command(write):
    write("en.json", as_json(ENGLISH))
    write("zh.json", as_json({**CHINESE, "off": ""}))
    arguments = [sys.executable, "-m", "aligner", "check", "en.json", "zh.json"]
    done = forked.run(arguments, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert "error untranslated: off: the translation is empty" in done.stdout
