"""HTML: the text of the page in reading order, and the removed parts with their reasons."""

import pytest

from aligner.errors import InputError
from aligner.readers import read
from aligner.readers.html import read_html


def page(body, head=""):
    return read_html(f"<!DOCTYPE html>\n<html><head>{head}</head>\n<body>\n{body}\n</body></html>".encode(), "p.html")


def shown(body):
    return [(block.kind, block.text) for block in page(body).blocks]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h2>The  lamp</h2><p>It <em>burns</em>.</p>", [("heading", "The lamp"), ("paragraph", "It burns.")]),
        ("<ul><li>one<ul><li>two</li></ul></li></ul>", [("item", "one"), ("item", "two")]),
        ("<table><tr><th>a</th><td><p>b</p></td></tr></table>", [("cell", "a"), ("cell", "b")]),
        ("before <div>in</div> after", [("paragraph", "before"), ("paragraph", "in"), ("paragraph", "after")]),
        ("<pre>\nx\n  y</pre><p>z</p>", [("code", "x\n  y"), ("paragraph", "z")]),
        ("<p>灯塔\n的灯</p>", [("paragraph", "灯塔的灯")]),
        ("<p><ruby>灯<rt>dēng</rt></ruby></p>", [("paragraph", "灯")]),
        ("<p>　　他来了。<br>　　他走了。<br><br>天黑</p>", [("paragraph", "　　他来了。"), ("paragraph", "　　他走了。"), ("paragraph", "天黑")]),  # noqa: E501
        ("<h1>Part One<br>The Lamp</h1>", [("heading", "Part One The Lamp")]),
        ("<p>a<script>var b</script><style>c{}</style><!-- d --> e</p>", [("paragraph", "a e")]),
        ("<!-- aligner-ignore --><p>a</p>", [("code", "<!-- aligner-ignore -->"), ("paragraph", "a")]),
        ('<p id="f">x</p><aside epub:type="footnote"><p>the note</p></aside>', [("paragraph", "x"), ("note", "the note")]),  # noqa: E501
        ("<p>caf&eacute; &amp; &#8220;tea&#8221;</p>", [("paragraph", "café & “tea”")]),
        ("<p>unclosed <b>bold <p>next", [("paragraph", "unclosed bold"), ("paragraph", "next")]),
    ],
)  # fmt: skip
def test_blocks(body, expected):
    assert shown(body) == expected


STORY = "<p>The keeper climbed the stairs and lit the lamp, as he had done every evening for years.</p>" * 3


@pytest.mark.parametrize(
    ("furniture", "reason"),
    [
        ("<nav><a href=/>Home</a></nav>", "navigation"),
        ("<header><p>Harbour News</p></header>", "the page's header"),
        ("<footer>All rights</footer>", "the page's footer"),
        ("<aside>Read also</aside>", "side matter"),
        ('<div role="banner">Buy now</div>', "banner"),
        ('<div class="site-footer wide">All rights</div>', "'footer'"),
        ('<div id="cookie">We use them</div>', "'cookie'"),
        ('<p hidden>secret</p>', "hidden"),
        ('<p style="display: none">secret</p>', "hidden"),
        ("<ul><li><a>One</a><li><a>Two</a><li><a>Three</a><li><a>Four</a></ul>", "short links"),
    ],
)  # fmt: skip
def test_furniture_is_left_out_with_its_reason(furniture, reason):
    for body in (furniture + STORY, STORY + furniture):
        document = page(body)
        assert [block.text for block in document.blocks] == [block.text for block in page(STORY).blocks]
        (removal,) = document.removed
        assert reason in removal.reason
        assert removal.line == 4


@pytest.mark.parametrize(
    "body",
    [
        f"<article><header><h1>The lamp</h1></header>{STORY}<footer>The end</footer></article>",
        f'<div class="sidebar-layout"><h1>The lamp</h1>{STORY}</div>',
        f'{STORY}<aside class="admonition note">Mind the step.</aside>',
        f'<div class="footer">{STORY}</div>',
        "<ul><li><a>A long headline about the harbour and its lamp</a></li>"
        + "<li><a>Another long headline, about the ferry</a></li>" * 4
        + "</ul>",
    ],
)
def test_text_is_never_taken_for_furniture(body):
    assert page(body).removed == ()


def test_only_the_main_part_is_read():
    document = page(f"<div>Weather: fog</div><main><h1>Lamp</h1>{STORY}</main><div>Tides</div>")
    assert document.blocks[0].text == "Lamp"
    assert [removal.text for removal in document.removed] == ["Weather: fog", "Tides"]


def test_lines_and_inlines():
    document = page('<p>The\nlamp <code>on</code>\nand <a href="b.html">off</a></p>')
    (block,) = document.blocks
    assert [block.line_at(block.text.index(word)) for word in ("The", "lamp", "on", "and")] == [4, 5, 5, 6]
    assert [(block.text[start:end], kind, value) for start, end, kind, value in block.inlines] == [
        ("on", "code", ""),
        ("off", "link", "b.html"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312", "gbk", "gb18030", "big5"])
@pytest.mark.parametrize("declared", [True, False])
def test_encodings(encoding, declared):
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={encoding}">' if declared else ""
    text = f"<html><head>{head}</head><body><p>守灯人上了楼。港口的灯亮了。</p></body></html>"
    if encoding == "big5":
        text = text.replace("守灯人上了楼。港口的灯亮了。", "守燈人上了樓。港口的燈亮了。")
    (block,) = read_html(text.encode(encoding), "p.html").blocks
    assert block.text.startswith("守")


def test_a_wrong_declaration_is_overruled():
    content = '<meta charset="gb2312"><p>守灯人上了楼，因为天气一冷，他的膝盖又开始疼了，真的…€</p>'.encode()
    assert "膝盖" in read_html(content, "p.html").blocks[0].text


def test_a_page_without_text_is_refused():
    with pytest.raises(InputError, match="without text"):
        page("<div id=app></div><script>start()</script>")


def test_depth(tmp_path):
    path = tmp_path / "deep.html"
    path.write_text("<div>x" * 3000, encoding="utf-8")
    with pytest.raises(InputError, match="nested too deeply"):
        read(path)
    assert len(page("<p><font>text" * 3000).blocks) == 3000


def test_a_bold_line_before_a_line_break_is_a_title():
    markup = (
        "<p><b>Cleaning</b><br>Pull the plug</p><p>Pull <b>the</b><br>plug</p><p><b>Pull</b><br><b>the plug</b></p>"
    )
    document = read_html(f"<html><body>{markup}</body></html>".encode(), "t.html")
    assert [block.text for block in document.blocks] == ["Cleaning", "Pull the plug", "Pull the plug", "Pull the plug"]
