"""XML that was made to do harm is refused, whatever encoding it hides in; ordinary XML is read."""

import time

import pytest

from aligner.errors import InputError
from aligner.safe_xml import parse_xml

LAUGHS = '<!DOCTYPE a [<!ENTITY x0 "ha">' + "".join(
    f'<!ENTITY x{number} "{f"&x{number - 1};" * 10}">' for number in range(1, 12)
)


@pytest.mark.parametrize(
    "document",
    [
        LAUGHS + "]><a>&x11;</a>",
        LAUGHS + ']><a b="&x11;"/>',
        '<!DOCTYPE a [<!ENTITY x "' + "y" * 100_000 + '">]><a>' + "&x;" * 100_000 + "</a>",
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]><a/>',
    ],
    ids=["billion laughs", "in an attribute", "quadratic blow-up", "external file", "external address", "parameter"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_entities_are_refused(document, encoding):
    text = f'<?xml version="1.0"{"" if encoding.startswith("utf-8") else " encoding=" + chr(34) + "utf-16" + chr(34)}?>'
    started = time.process_time()
    with pytest.raises(InputError, match="declares XML entities"):
        parse_xml((text + document).encode(encoding), "a.xml")
    assert time.process_time() - started < 10


def test_hiding_in_an_unusual_encoding():
    text = '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'
    with pytest.raises(InputError, match="save it as UTF-8"):
        parse_xml(b'<?xml version="1.0" encoding="utf-7"?>' + text.encode("utf-7"), "a.xml")


def test_a_dtd_is_not_fetched(tmp_path):
    (tmp_path / "a.dtd").write_text('<!ATTLIST a from CDATA "dtd">', encoding="utf-8")
    root = parse_xml(f'<!DOCTYPE a SYSTEM "{tmp_path}/a.dtd"><a/>'.encode(), "a.xml")
    assert root.get("from") is None


def test_depth_and_length_are_bounded():
    for document in (b"<a>" * 100_000, b"<a>" * 100_000 + b"</a>" * 100_000):
        with pytest.raises(InputError, match="damaged XML"):
            parse_xml(document, "a.xml")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5"])
def test_ordinary_documents(encoding):
    declared = encoding.removesuffix("-sig")
    content = f'<?xml version="1.0" encoding="{declared}"?>\n<!-- c --><a b="1">燈</a>'.encode(encoding)
    root = parse_xml(content, "a.xml")
    assert (root.text, root.get("b"), root.sourceline) == ("燈", "1", 2)


def test_names_of_html():
    content = b"<a>x&nbsp;y &lt; &LT; &unknown</a>".replace(b" &unknown", b"")
    assert parse_xml(content, "a.xml", html_names=True).text == "x\u00a0y < <"
    with pytest.raises(InputError, match="damaged XML"):
        parse_xml(content, "a.xml")


def test_messages_say_where():
    with pytest.raises(InputError) as caught:
        parse_xml(b"<a>\n<b>\n</a>", "a.xml")
    assert caught.value.line == 3
    with pytest.raises(InputError, match=r"part\.xml in it holds damaged XML"):
        parse_xml(b"<a>", "a.docx", "part.xml")
