"""Message catalogues: every format gives the same messages for the same content, with the lines of the file."""

import json

import pytest

from aligner.errors import InputError
from aligner.readers.messages import CATALOGUES, Message, read_messages


def read(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_messages(path)


def by_key(messages):
    return {message.key: message.text for message in messages}


def test_json_nested_keys_lines_and_arrays(tmp_path):
    text = """{
\t"menu": {
\t\t"open": "Open {name}",
\t\t"tips": ["One", "a \\"two\\"\\n\\u5317"]
\t},
\t"count": 3,
\t"on": true
}"""
    assert read(tmp_path, "en.json", text) == (
        Message("menu.open", "Open {name}", 3),
        Message("menu.tips.0", "One", 4),
        Message("menu.tips.1", 'a "two"\n北', 4),
    )


def test_json_agrees_with_the_standard_parser_on_every_string(tmp_path):
    value = {"a": {"b": ["x", {"c": "y"}, [], {}, "z"], "empty": ""}, "d": [["p"], ["q", "r"]], "é 中": "😀 \\ / \t"}
    for indent in (None, 2, "\t"):
        found = read(tmp_path, "x.json", json.dumps(value, indent=indent))

        def leaves(node, path=""):
            items = node.items() if isinstance(node, dict) else enumerate(node)
            for key, each in items:
                place = f"{path}.{key}" if path else str(key)
                yield from [(place, each)] if isinstance(each, str) else leaves(each, place)

        assert by_key(found) == dict(leaves(value))


def test_json_plural_forms_of_i18next(tmp_path):
    found = read(tmp_path, "x.json", '{"files_one": "{{count}} file", "files_other": "{{count}} files"}')
    assert [(each.key, each.plural) for each in found] == [("files", "one"), ("files", "other")]


def test_json_of_a_browser_extension_shows_its_messages_only(tmp_path):
    text = '{"name": {"message": "Lamp", "description": "The name"}, "off": {"message": "Off"}}'
    assert by_key(read(tmp_path, "messages.json", text)) == {"name": "Lamp", "off": "Off"}


def test_arb_leaves_descriptions_out(tmp_path):
    text = '{"@@locale": "en", "hello": "Hello {name}", "@hello": {"description": "A greeting"}}'
    assert by_key(read(tmp_path, "app_en.arb", text)) == {"hello": "Hello {name}"}


def test_yaml_without_its_language_key_and_with_plural_forms(tmp_path):
    text = """en:
  menu:
    open: Open
    note: |
      Two
      lines
  items:
    one: One item
    other: '%{count} items'
  n: 3
"""
    assert read(tmp_path, "en.yml", text) == (
        Message("menu.open", "Open", 3),
        Message("menu.note", "Two\nlines\n", 5),
        Message("items", "One item", 8, "one"),
        Message("items", "%{count} items", 9, "other"),
    )


def test_properties_with_escapes_and_continued_lines(tmp_path):
    text = "# Menu\nmenu.open = Open\nlong=first \\\n   second\nzh=\\u5317\\u4eac\nempty=\n"
    assert read(tmp_path, "m.properties", text) == (
        Message("menu.open", "Open", 2),
        Message("long", "first second", 3),
        Message("zh", "北京", 5),
        Message("empty", "", 6),
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_apple_strings_in_both_encodings(tmp_path, encoding):
    text = '/* Menu; "not this" = "one"; */\n"Open" = "Open \\"%@\\"";\n// next\nkey = "a\\nb";\n"Same";\n'
    assert read(tmp_path, "L.strings", text.encode(encoding)) == (
        Message("Open", 'Open "%@"', 2),
        Message("key", "a\nb", 4),
        Message("Same", "Same", 5),
    )


def test_android_strings_arrays_plurals_and_inner_markup(tmp_path):
    text = """<?xml version="1.0" encoding="utf-8"?>
<resources xmlns:xliff="urn:oasis:names:tc:xliff:document:1.2">
    <string name="app" translatable="false">Lamp</string>
    <!-- a note -->
    <string name="hi">It\\'s <b>%1$s</b>\\n<xliff:g id="n">%2$d</xliff:g></string>
    <string-array name="days"><item>Mon</item>
        <item>Tue</item></string-array>
    <plurals name="files"><item quantity="one">%d file</item><item quantity="other">%d files</item></plurals>
</resources>"""
    assert read(tmp_path, "strings.xml", text) == (
        Message("hi", 'It\'s <b>%1$s</b>\n<xliff:g id="n">%2$d</xliff:g>', 5),
        Message("days.0", "Mon", 6),
        Message("days.1", "Tue", 7),
        Message("files", "%d file", 8, "one"),
        Message("files", "%d files", 8, "other"),
    )


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("x.json", '{\n"a": "b",\n}', 2),
        ("x.json", "[" * 100_000, None),
        ("x.yml", "a: b\n  c: [\n", 2),
        ("x.properties", "a=b\nc=\\u12x\n", 2),
        ("x.strings", '"a" = "b";\nnothing here\n', 2),
        ("x.xml", "<resources>\n<string>", 2),
        ("x.xml", "<other/>", None),
    ],
)
def test_damage_is_named_with_its_line(tmp_path, name, text, line):
    with pytest.raises(InputError) as caught:
        read(tmp_path, name, text)
    assert caught.value.path.endswith(name)
    if line is not None:
        assert caught.value.line == pytest.approx(line, abs=1)


def test_aliases_that_grow_exponentially_are_refused(tmp_path):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(InputError, match="aliases"):
        read(tmp_path, "bomb.yml", "\n".join(lines))


def test_the_last_of_two_values_counts(tmp_path):
    assert by_key(read(tmp_path, "x.json", '{"a": "first", "a": "second"}')) == {"a": "second"}


def test_every_format_reads_an_empty_catalogue(tmp_path):
    empty = {".json": "{}", ".arb": "{}", ".xml": "<resources/>"}
    for name in CATALOGUES:
        for extension in CATALOGUES.entries[name].extensions:
            assert read(tmp_path, f"x{extension}", empty.get(extension, "")) == ()
