"""Read legacy and less common office formats through LibreOffice.

LibreOffice converts such a file to OpenDocument. The OpenDocument readers then read it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from aligner.bitext import Document
from aligner.errors import InputError
from aligner.interface import _
from aligner.readers.odp import read_odp
from aligner.readers.ods import read_ods
from aligner.readers.odt import read_odt
from aligner.readers.programs import LIBREOFFICE
from aligner.readers.signatures import DOC, IWORK, PPT, RTF, WORKS, XLS, XLSB, foreign_format

_READERS = {"odt": read_odt, "ods": read_ods, "odp": read_odp}
_KINDS = {
    RTF: ("rtf", "odt"),
    DOC: ("doc", "odt"),
    WORKS: ("wps", "odt"),
    XLS: ("xls", "ods"),
    XLSB: ("xlsb", "ods"),
    PPT: ("ppt", "odp"),
}
"""For each kind of file, its extension for LibreOffice and the format to convert it to."""
_IWORK = {".numbers": ("numbers", "ods")}
_MAX_CONVERTED_BYTES = 256 << 20
"""Bytes of a converted file, including its pictures."""
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop>
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop>
<prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"""
"""Settings of the temporary profile: no macros, no updates of links, and a proxy that does not exist."""


def read_by_libreoffice(content: bytes, name: str, *, encoding: str | None = None) -> Document:
    """Read an RTF, old Word, Excel or PowerPoint, Works or iWork document with LibreOffice.

    ``line`` is the number of the paragraph, the row or the slide, as LibreOffice counts them.

    Args:
        content: the bytes of the file.
        name: the path, for messages and as the document's name.
        encoding: not used, because the format defines the encoding.

    Raises:
        InputError: LibreOffice is not installed, fails or takes too long; the file is of another kind
            or has no text.
    """
    kind = foreign_format(content) or ""
    extension, made = _KINDS.get(kind, ("", ""))
    if kind == IWORK:
        extension, made = _IWORK.get(Path(name).suffix.lower(), ("pages", "odt"))
    if not made:
        raise InputError(_("is not a document that LibreOffice can convert: correct its extension"), path=name)
    with tempfile.TemporaryDirectory(prefix="aligner-office-") as folder:
        top = Path(folder)
        profile = top / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        given = top / f"document.{extension}"
        given.write_bytes(content)
        LIBREOFFICE.run(
            [
                f"-env:UserInstallation={profile.parent.as_uri()}",
                "--headless",
                "--norestore",
                "--nolockcheck",
                "--convert-to",
                made,
                "--outdir",
                str(top / "made"),
                str(given),
            ],
            name,
            folder=top,
            environment={"HOME": folder, "TMPDIR": folder},
        )
        converted = top / "made" / f"document.{made}"
        # the exit code of LibreOffice is 0 even if it wrote nothing
        if not converted.is_file():
            raise InputError(_("LibreOffice cannot read it: it may be damaged or have a password"), path=name)
        if converted.stat().st_size > _MAX_CONVERTED_BYTES:
            raise InputError(
                _(
                    "becomes larger than {max_converted_bytes} MB: not read, for safety",
                    max_converted_bytes=_MAX_CONVERTED_BYTES >> 20,
                ),
                path=name,
            )
        return _READERS[made](converted.read_bytes(), name)
