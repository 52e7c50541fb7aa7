"""Read the members of untrusted ZIP files, with a limit on their expanded size.

Nothing is written to the disk. Office documents and e-books are ZIP files. The sizes in a ZIP
header may be false, so bytes are counted during decompression. Only the two compression methods of
those formats are supported, because the decompression of others cannot be stopped at a limit.
Nested archives are not opened.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from aligner.errors import InputError
from aligner.interface import _

MAX_EXPANDED_BYTES = 64 << 20
"""Maximum number of bytes of all members read from one archive: a novel of a million words has about ten million."""
MAX_MEMBERS = 10_000
MAX_EXPANSION_RATIO = 200
"""Maximum expansion of a member above `MIN_SUSPICIOUS_BYTES`: XML of documents expands 5 to 50 times, a bomb more."""
MIN_SUSPICIOUS_BYTES = 8 << 20

_DIRECTORY_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CHUNK = 1 << 18


class Archive:
    """The members of one ZIP file, by name.

    Args:
        content: all bytes of the file.
        path: the file, for messages.
        largest: maximum number of bytes of all members that are read.

    Raises:
        InputError: the bytes are not a ZIP file, the file is damaged, or it has too many members.
    """

    def __init__(self, content: bytes, path: str, *, largest: int = MAX_EXPANDED_BYTES) -> None:
        self.path = path
        self._remaining = self._largest = largest
        # every entry of the directory begins with these bytes, whatever number of entries the directory declares
        if content.count(_DIRECTORY_ENTRY) > MAX_MEMBERS:
            raise InputError(
                _("is an archive of more than {max_members:,} members: not read, for safety", max_members=MAX_MEMBERS),
                path=path,
            )
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
            raise self._damaged(error) from error
        self.names = tuple(self._archive.namelist())

    def __contains__(self, member: str) -> bool:
        """Tell whether the archive has a member with this name."""
        return member in self._archive.NameToInfo

    def read(self, member: str) -> bytes:
        """Return the bytes of a member.

        Raises:
            InputError: the member does not exist, is encrypted or damaged, or its expanded size is above
                the limit.
        """
        information = self._archive.NameToInfo.get(member)
        if information is None:
            raise InputError(
                _("is damaged: it lacks {member}; save it again from its program", member=member), path=self.path
            )
        if information.flag_bits & _ENCRYPTED:
            raise InputError(_("is encrypted: save it without a password"), path=self.path)
        if information.compress_type not in _METHODS:
            raise InputError(
                _("uses an unusual compression for {member}: save it again", member=member), path=self.path
            )
        if information.file_size > self._remaining:
            raise self._too_large(member)
        try:
            return self._expanded(information)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
            raise self._damaged(error) from error

    def _expanded(self, information: zipfile.ZipInfo) -> bytes:
        chunks = []
        size = 0
        with self._archive.open(information) as stream:
            while chunk := stream.read(_CHUNK):
                chunks.append(chunk)
                size += len(chunk)
                self._remaining -= len(chunk)
                suspicious = size > MIN_SUSPICIOUS_BYTES and size > MAX_EXPANSION_RATIO * information.compress_size
                if self._remaining < 0 or suspicious:
                    raise self._too_large(information.filename)
        return b"".join(chunks)

    def _too_large(self, member: str) -> InputError:
        limit = _(
            "{largest} MB in all, {max_expansion_ratio} times the packed size",
            largest=self._largest >> 20,
            max_expansion_ratio=MAX_EXPANSION_RATIO,
        )
        return InputError(
            _("expands too far ({member} goes beyond {limit}): not read, for safety", member=member, limit=limit),
            path=self.path,
        )

    def _damaged(self, error: Exception) -> InputError:
        return InputError(_("is a damaged archive ({error}): get or save it again", error=error), path=self.path)
