"""Write several files into one zip file, so that all of them are written or none."""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Iterable
from typing import BinaryIO

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of all members: it is constant, so that the same bitext gives the same bytes."""


def write_zip(stream: BinaryIO, members: Iterable[tuple[str, bytes]], stored: Collection[str] = ()) -> None:
    """Write files as a zip file; the stream need not be seekable.

    Args:
        stream: the output stream.
        members: the files in order, as ``(name, content)``.
        stored: the names of files that are not compressed.
    """
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            information = zipfile.ZipInfo(name, _EPOCH)
            information.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            information.external_attr = 0o644 << 16
            archive.writestr(information, content)
