"""Open the package of an Office Open XML file (ECMA-376, part 2): its parts and their relationships."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple

from aligner.errors import InputError
from aligner.interface import _
from aligner.safe_xml import parse_xml
from aligner.safe_zip import Archive

if TYPE_CHECKING:
    from lxml.etree import _Element

_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Relation(NamedTuple):
    """A relationship from one part to another part or to an external address.

    Attributes:
        kind: last component of the relationship's type: ``worksheet``, ``notesSlide``, ``hyperlink``.
        target: a member of the archive, or an external address.
    """

    kind: str
    target: str


class Package:
    """One Office Open XML file.

    Args:
        content: the bytes of the file.
        name: the path, for messages.
        kind: kind of file, for messages (``Excel workbook``).

    Raises:
        InputError: the file is damaged, encrypted, or has no main part.
    """

    def __init__(self, content: bytes, name: str, kind: str) -> None:
        if content.startswith(_OLE) and _ENCRYPTED_PACKAGE in content:
            raise InputError(_("is encrypted: save it without a password"), path=name)
        self.name = name
        self.archive = Archive(content, name)
        self._relations: dict[str, dict[str, Relation]] = {}
        self.main = self.related("", "officeDocument")
        if self.main not in self.archive:
            raise InputError(
                _("is not a valid {kind}: it has no main part; save it again from its program", kind=_(kind)), path=name
            )

    def root(self, part: str) -> _Element:
        """Return the root element of a part.

        Raises:
            InputError: the part does not exist, or is damaged.
        """
        return parse_xml(self.archive.read(part), self.name, part)

    def relations(self, part: str) -> dict[str, Relation]:
        """Return the relationships of a part by their ids.

        Args:
            part: a member of the archive; ``""`` for the relationships of the package itself.
        """
        if part in self._relations:
            return self._relations[part]
        folder, base = posixpath.split(part)
        member = posixpath.join(folder, "_rels", f"{base}.rels")
        relations = self._relations[part] = {}
        for relation in self.root(member).iter("{*}Relationship") if member in self.archive else ():
            target = relation.get("Target") or ""
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            relations[relation.get("Id") or ""] = Relation((relation.get("Type") or "").rpartition("/")[2], target)
        return relations

    def related(self, part: str, kind: str) -> str:
        """Return the first archive member to which a part has a relationship of the given kind.

        The result is empty if there is none.
        """
        targets = (relation.target for relation in self.relations(part).values() if relation.kind == kind)
        return next((target for target in targets if target in self.archive), "")


def relation_of(element: _Element, attribute: str = "id") -> str:
    """Return the relationship id in an attribute of an element, such as ``r:id``; empty if it has none."""
    return next(
        (
            str(value)
            for key, value in element.attrib.items()
            if str(key).endswith(f"}}{attribute}") and "relationships" in str(key).lower()
        ),
        "",
    )
