"""Run the checks in one pass over a file; a repair writes each unit immediately after its checks."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from aligner.errors import InputError
from aligner.formats.lint.facts import Facts
from aligner.formats.lint.findings import Finding
from aligner.formats.lint.header import DEFAULTS, VERSIONS, header_findings
from aligner.formats.lint.raw import RawText
from aligner.formats.lint.units import is_incomplete, unit_findings
from aligner.formats.xml_stream import DAMAGED, DamagedXmlError, EntityError, elements, line_of, local_name
from aligner.interface import _, values_in

if TYPE_CHECKING:
    from lxml.etree import _Element

_PROLOGUE = b'<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'


def lint(stream: BinaryIO, name: str) -> Iterator[Finding]:
    """Yield the findings for a TMX file, roughly in the order of lines.

    The use of memory does not depend on the number of units.

    Args:
        stream: the file's bytes.
        name: the file's name, for messages.

    Raises:
        InputError: the file is not TMX, or its bytes are not valid in its encoding.
    """
    return _Walk(stream, name, Facts()).findings()


def repair(stream: BinaryIO, name: str, output: BinaryIO) -> Iterator[Finding]:
    """Write a repaired copy of a file as TMX 1.4, and yield all findings.

    Each finding that has a safe remedy is repaired. The output is complete when the iteration ends.

    Args:
        stream: the file's bytes; it is read twice, so it must be seekable.
        name: the file's name, for messages.
        output: the stream for the repaired copy.

    Raises:
        InputError: the file is not TMX, or it is not well-formed XML, which cannot be repaired.
    """
    first = _Walk(stream, name, Facts())
    for finding in first.findings():
        if finding.rule in ("not-well-formed", "entities"):
            raise InputError(_("cannot be repaired: {message}", message=finding.message), path=name, line=finding.line)
    stream.seek(0)
    first.facts.ids.clear()
    return _Walk(stream, name, first.facts, output).findings()


class _Walk:
    """One pass over a file that checks it and, if there is an output, repairs it."""

    def __init__(self, stream: BinaryIO, name: str, known: Facts, output: BinaryIO | None = None) -> None:
        self.facts = Facts()
        self._known = known
        self._text = RawText(stream, name)
        self._name = name
        self._output = output
        self._source_tag: str | None = None
        self._had_namespace = False

    def findings(self) -> Iterator[Finding]:
        """Yield all findings.

        If there is an output, repair each finding before it is yielded, and write the result.
        """
        is_tmx = False
        self._write(_PROLOGUE)
        try:
            for tag, element in elements(self._text, ("header", "tu", "tmx"), self._name):
                yield from self._raw_findings()
                is_tmx = is_tmx or self._checked_root(element)
                for finding in self._element_findings(tag, element):
                    if self._output is not None and finding.repair is not None:
                        finding.repair()
                    yield finding
                self._write_element(tag, element)
        except DamagedXmlError as error:
            yield from self._raw_findings()
            if not is_tmx and (error.line or 1) <= 1:
                raise InputError(_("is not a TMX file: it is not XML"), path=self._name, line=1) from error
            parts = values_in(error.message, _(DAMAGED)) or {"reason": error.message}
            yield Finding("not-well-formed", error.line or 1, parts["reason"])
            return
        except EntityError as error:
            yield Finding("entities", error.line or 1, _("the DOCTYPE declares entities"))
            return
        if not is_tmx:
            raise self._no_tmx()
        yield from self._raw_findings()
        if self._source_tag is None:
            yield Finding("header-missing", 1, _("no header"), "added", _nothing)
            self._write_default_header()
        if len(self.facts.tags) > 2:
            yield Finding("several-languages", 1, _("the units are in {tags}", tags=", ".join(sorted(self.facts.tags))))
        self._write(b"</body>\n</tmx>\n")

    def _checked_root(self, element: _Element) -> bool:
        if local_name(element.getroottree().getroot()) != "tmx":
            raise self._no_tmx()
        return True

    def _no_tmx(self) -> InputError:
        return InputError(_("is not a TMX file: its root element is not <tmx>"), path=self._name, line=1)

    def _raw_findings(self) -> Iterator[Finding]:
        yield from self._text.findings
        self._text.findings.clear()

    def _element_findings(self, tag: str, element: _Element) -> Iterator[Finding]:
        if tag == "tmx":
            yield from _root_findings(element)
            return
        if str(element.tag).startswith("{"):
            if not self._had_namespace:
                yield Finding("namespace", line_of(element), _("the elements are in a namespace"), "removed", _nothing)
            self._had_namespace = True
            _without_namespace(element)
        if tag == "header":
            yield from header_findings(element, self._known)
            self._source_tag = element.get("srclang", "").strip()
            return
        if self._source_tag is None:
            yield Finding("header-missing", line_of(element), _("no header before the first unit"), "added", _nothing)
            self._source_tag = self._write_default_header()
        yield from unit_findings(element, self._source_tag, self.facts)

    def _write_default_header(self) -> str:
        from lxml import etree

        source_tag = self._known.source_tag() or DEFAULTS["srclang"]
        header = etree.Element("header", {**DEFAULTS, "srclang": source_tag})
        self._write(etree.tostring(header) + b"\n<body>\n")
        return source_tag

    def _write_element(self, tag: str, element: _Element) -> None:
        from lxml import etree

        if self._output is None or tag == "tmx" or (tag == "tu" and is_incomplete(element)):
            return
        if self._had_namespace:  # the root still declares it; a copy is separate from the root
            element = deepcopy(element)
            etree.cleanup_namespaces(element)
        element.tail = None
        self._write(etree.tostring(element, encoding="utf-8", xml_declaration=False))
        self._write(b"\n<body>\n" if tag == "header" else b"\n")

    def _write(self, content: bytes) -> None:
        if self._output is not None:
            self._output.write(content)


def _root_findings(root: _Element) -> Iterator[Finding]:
    version = root.get("version", "")
    if local_name(root) == "tmx" and not VERSIONS.fullmatch(version):
        message = _("the version is {version!r}", version=version) if version else _("the tmx element has no version")
        yield Finding("version", line_of(root), message, _("set to 1.4"), partial(root.set, "version", "1.4"))


def _nothing() -> None:
    """Do nothing: the repair function of a finding that is repaired when the output is written."""


def _without_namespace(element: _Element) -> None:
    for part in element.iter():
        if isinstance(part.tag, str):
            part.tag = local_name(part)
