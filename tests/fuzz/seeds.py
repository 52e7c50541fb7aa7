"""Whole inputs that the fuzzer damages: made from the sample, written by the program where it writes such files."""

from __future__ import annotations

import io
import json
import sqlite3
import sys
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "corpora" / "sample"
sys.path.append(str(ROOT / "tests" / "readers"))
MARKDOWN = """\
---
title: Lamp
---
# The *lamp* {#top}

1. First `code`
   - nested [link](https://example.org/a "t") ![p](a.png)

> quoted **text**

| a | b |
|---|:-:|
| 1 | 2 |

```python
print("x")
```

<div>html <b>b</b></div>

Note[^1] and H~2~O.

[^1]: The note.
"""
MDX = 'import A from "a"\n\n<A b={c}>\n\n# 标题\n\n正文 {value} 内容。\n\n</A>\n\n:::note\n\n提示\n\n:::\n'
HTML = (
    "<!DOCTYPE html><html lang=en><head><title>T</title><style>a{}</style></head><body><nav><a href=x>n</a></nav>"
    "<main><h1>The lamp</h1><p>It is <b>lit</b> &amp; warm.<br>Line</p><ul><li>one<li>two</ul><table><tr><th>a<td>b"
    "</table><pre>code</pre><script>x()</script><dl><dt>t<dd>d</dl></main><footer>f</footer></body></html>"
)
RST = """\
Lamp
====

.. note:: It is *lit*. See `link <https://example.org/>`_ and :ref:`here <x>`.

* one
* two

+---+---+
| a | b |
+---+---+

.. code-block:: python

   print("x")

.. |sub| replace:: text

A |sub| [1]_.

.. [1] Note.
"""
ASCIIDOC = """\
= Lamp
:name: value

== Part

NOTE: It is *lit*, see https://example.org[link].

* one
** two

|===
|a |b
|1 |2
|===

----
code
----

include::other.adoc[]
"""
SUBTITLES = "1\n00:00:01,000 --> 00:00:02,500\n<i>The lamp</i> is lit.\n\n2\n00:00:03,000 --> 00:00:04,000\nGood.\n"
VTT = "WEBVTT\n\nNOTE n\n\n00:01.000 --> 00:02.000 align:start\n<v A>灯亮了。\n"
CATALOGUES = {
    "json": '{"a": {"b": "The {n} lamps", "c": ["x", "y"]}, "d_plural": "%d lamps"}',
    "arb": '{"@@locale": "en", "a": "{n, plural, one{# lamp} other{# lamps}}", "@a": {"placeholders": {"n": {}}}}',
    "yaml": "en:\n  a: The lamp\n  b: &x |\n    two\n    lines\n  c: *x\n  d: [one, 'two']\n",
    "android": '<resources><string name="a">The <b>lamp</b> %1$s</string><plurals name="p"><item quantity="one">l'
    '</item><item quantity="other">ls</item></plurals><string-array name="r"><item>x</item></string-array></resources>',
    "apple": '/* c */\n"a" = "The lamp %@";\n"b\\n" = "two \\"q\\"";\n',
    "properties": "# c\na=The lamp {0}\nb : two \\\n  lines \\u706f\n",
    "gettext": 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n#: a.c:1\n#, c-format\nmsgctxt "m"\n'
    'msgid "The %d lamp"\nmsgid_plural "The %d lamps"\nmsgstr[0] "%d 盏灯"\n\nmsgid "b"\nmsgstr "乙"\n',
}
SETTINGS = """\
[segment]
level = "paragraph"
[read]
target-language = "zh"
[check]
strict = true
include = ["*.md"]
[check.rules]
moved = "off"
[[check.patterns]]
target = "(点击)+这里"
message = "say where"
"""
SRX = (
    '<srx version="2.0"><header segmentsubflows="yes" cascade="no"/><body><languagerules><languagerule '
    'languagerulename="d"><rule break="no"><beforebreak>\\bMr\\.</beforebreak><afterbreak>\\s</afterbreak></rule>'
    '<rule break="yes"><beforebreak>[.!?。]+</beforebreak><afterbreak>\\s?</afterbreak></rule></languagerule>'
    '</languagerules><maprules><languagemap languagepattern=".*" languagerulename="d"/></maprules></body></srx>'
)
HOSTILE_PATTERNS = ("(灯|lamp)+", "(a+)+$", "(?:a|a)*b", "\\b[a-z]{2,9}\\b", "(?<=x)y", "[[:alpha:]]", "(")


def texts(language: str, name: str = "guide", lines: int = 14) -> str:
    """Return the first lines of a sample document."""
    text = (SAMPLE / f"{name}.{language}.txt").read_text(encoding="utf-8")
    return "\n".join(text.split("\n")[:lines]) + "\n"


@cache
def small_bitext():
    """Return a bitext of a few sentences of the sample, with everything that formats hold."""
    from aligner import Settings, align_texts
    from aligner.settings import EmbedSettings

    found = align_texts(texts("en"), texts("zh"), replace(Settings(), embed=EmbedSettings(model="length")))
    beads = [replace(bead, status="locked") if number == 1 else bead for number, bead in enumerate(found.beads)]
    return replace(found, beads=tuple(beads))


@cache
def pairs_in(name: str) -> tuple[bytes, ...]:
    """Return files of pairs as a format writes them."""
    from aligner.formats import write

    stream = io.BytesIO()
    write(small_bitext(), stream, name)
    return (stream.getvalue(), *OTHERS.get(name, ()))


OTHERS = {
    "tmx": (
        b'<?xml version="1.0"?><!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx version="1.4"><header srclang="en" segtype="s" '
        b'adminlang="en" o-tmf="x" creationtool="t" creationtoolversion="1" datatype="html"><prop type="a">b</prop>'
        b'</header><body><tu tuid="1" changedate="20240101T000000Z"><note>n</note><tuv xml:lang="en"><seg>A <bpt i="1">'
        b'&lt;b&gt;</bpt>lamp<ept i="1">&lt;/b&gt;</ept> <ph x="2">x<sub>s</sub></ph></seg></tuv><tuv xml:lang="zh-CN">'
        b"<seg>\xe7\x81\xaf<it pos='begin'>y</it></seg></tuv></tu></body></tmx>",
    ),
    "xliff": (
        b'<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file source-language="en" '
        b'target-language="zh" original="a" datatype="plaintext"><body><group><trans-unit id="1" approved="yes">'
        b'<source>A <g id="1">lamp</g> <x id="2"/></source><seg-source><mrk mtype="seg" mid="0">A lamp</mrk>'
        b'</seg-source><target state="final"><mrk mtype="seg" mid="0">\xe7\x81\xaf</mrk></target><note>n</note>'
        b"</trans-unit></group>"
        b"</body></file></xliff>",
    ),
    "csv": (b'en,zh\r\nThe lamp is lit.,\xe7\x81\xaf\xe4\xba\xae\xe4\xba\x86\xe3\x80\x82\r\n"a\nb",\'=1\r\n',),
    "vecalign": (b"[0, 1]:[2]:0.5\n[]:[3]:0\n# c\n[2]:[]:0.1\n",),
}


@cache
def office(name: str) -> tuple[bytes, ...]:
    """Return documents of an office format."""
    from made_files import e_book, paragraph, word_document
    from test_office_fuzz import FILES

    if name == "docx":
        item = paragraph("It is lit.", '<w:numPr><w:numId w:val="3"/></w:numPr>')
        body = paragraph("The lamp", '<w:pStyle w:val="H2"/>') + item
        table = f"<w:tbl><w:tr><w:tc>{paragraph('a')}</w:tc><w:tc>{paragraph('灯')}</w:tc></w:tr></w:tbl>"
        note = '<w:footnote w:id="2">' + paragraph("note") + "</w:footnote>"
        return (word_document(body + table, footnotes=note),)
    if name == "epub":
        body = "<body><h1>One</h1><p>The lamp&nbsp;is lit.</p></body>"
        chapter = f'<html xmlns="http://www.w3.org/1999/xhtml">{body}</html>'
        return (e_book({"one.xhtml": chapter, "nav.xhtml": chapter}),)
    return (FILES[name],)


@cache
def pdf() -> tuple[bytes, ...]:
    """Return small PDF files, one without compression, so that its operators can be damaged."""
    from test_pdf import made

    first = [(50, 400, "The lamp is lit."), (50, 380, "It is warm."), (50, 300, "灯亮了。")]
    pages = [first, [(50, 400, "Second page.")]]
    return (made(pages, pageCompression=0), made(pages))


@cache
def glossaries(name: str) -> tuple[bytes, ...]:
    """Return a glossary as a format writes it."""
    from aligner.glossary.files import load_glossary, write_glossary

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "terms.csv"
        path.write_text("English,Chinese,Note\nlamp,灯,n\nlight house,灯塔,\nstep,步骤,x\n", encoding="utf-8")
        glossary = load_glossary(path)
    stream = io.BytesIO()
    write_glossary(glossary, stream, name)
    return (stream.getvalue(),)


def baseline() -> bytes:
    """Return a baseline of one finding."""
    finding = {"path": "zh/a.md", "rule": "omission", "message": "m", "fingerprint": "0123abcd", "count": 1}
    return json.dumps({"version": 1, "findings": [finding]}, indent=1).encode()


def lock() -> bytes:
    """Return a lock file of one pair."""
    pair = {"source": "a.md", "target": "b.md", "passages": [["0123456789abcdef", "fedcba9876543210"], ["", "0"]]}
    return json.dumps({"version": 1, "pairs": [pair]}).encode()


@cache
def journal() -> bytes:
    """Return the journal of a review with a few operations."""
    from aligner.review.journal import Journal

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.review.jsonl"
        made = Journal.create(path, small_bitext(), {"source": "a", "target": "b"})
        made.do({"do": "mark", "row": 0, "status": "approved"})
        made.do({"do": "shift", "row": 1, "side": "source"})
        made.do({"do": "undo"})
        made.close()
        return path.read_bytes()


@cache
def ledger() -> bytes:
    """Return the store of a batch with two results."""
    from aligner.tasks.ledger import NAME, open_ledger

    with tempfile.TemporaryDirectory() as folder:
        with open_ledger(Path(folder)) as results:
            for line, name in enumerate(("a", "b")):
                results.begin(name, line)
                results.keep(name, b"key", b"content" * 9)
        return _whole(Path(folder) / NAME)


@cache
def index() -> bytes:
    """Return the index of a small file of pairs."""
    from aligner.concordance.search import SearchSettings, search

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(pairs_in("csv")[0])
        search("lamp", [str(path)], SearchSettings(index=str(Path(folder) / "i")))
        return _whole(Path(folder) / "i")


@cache
def sdltm() -> bytes:
    """Return a small translation memory of Trados Studio."""
    tag = "<Tag><Type>Start</Type><Anchor>1</Anchor></Tag>"
    segment = f"<Segment><Elements>{tag}<Text><Value>{{}}</Value></Text></Elements></Segment>"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "memory.sdltm"
        connection = sqlite3.connect(path)
        connection.executescript(
            "CREATE TABLE translation_memories (id INTEGER PRIMARY KEY, source_language TEXT, target_language TEXT);"
            "INSERT INTO translation_memories VALUES (1, 'en-US', 'zh-CN');"
            "CREATE TABLE translation_units (id INTEGER PRIMARY KEY, translation_memory_id INT, source_segment TEXT,"
            " target_segment TEXT);"
        )
        for source, target in (("A lamp.", "灯。"), ("It is lit.", "亮了。")):
            row = (segment.format(source), segment.format(target))
            connection.execute("INSERT INTO translation_units VALUES (NULL, 1, ?, ?)", row)
        connection.commit()
        connection.close()
        return _whole(path)


def _whole(path: Path) -> bytes:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path.read_bytes()


@cache
def model() -> dict[str, bytes]:
    """Return the files of a very small model."""
    import numpy
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel

    from aligner.embedders.static import save_static

    words = {word: number for number, word in enumerate(("[UNK]", "lamp", "灯", "lit", "亮"))}
    table = numpy.random.default_rng(1).normal(size=(len(words), 8)).astype(numpy.float32)
    with tempfile.TemporaryDirectory() as name:
        save_static(Path(name), Tokenizer(WordLevel(words, "[UNK]")), table, {"name": "small"})
        return {path.name: path.read_bytes() for path in Path(name).iterdir()}
