"""The registry of corpora, ``registry.toml``, read with a check of its fields."""

from __future__ import annotations

import difflib
import re
import sys
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

from aligner.errors import UsageError
from aligner.interface import _

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

KINDS = ("corpus", "gold")
UNKNOWN = "unknown"
_DIGITS = {"sha256": 64, "md5": 32}


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file of a corpus.

    Attributes:
        address: URL, http or https.
        name: file name after the download.
        size: size in bytes; 0 if it is unknown.
        sha256: published SHA-256, hexadecimal; empty if there is none.
        md5: published MD5, hexadecimal; empty if there is none.
    """

    address: str
    name: str
    size: int = 0
    sha256: str = ""
    md5: str = ""

    def __post_init__(self) -> None:
        if urlsplit(self.address).scheme not in ("http", "https"):
            raise ValueError(f"the address {self.address!r} is neither http nor https")
        if not re.fullmatch(r"[\w.+-]+", self.name) or self.name.startswith("."):
            raise ValueError(f"{self.name!r} is no file name")
        for kind, length in _DIGITS.items():
            if not re.fullmatch(f"(?:[0-9a-f]{{{length}}})?", getattr(self, kind)):
                raise ValueError(f"{getattr(self, kind)!r} is no {kind}")

    @property
    def is_checked(self) -> bool:
        """Whether a checksum is published, so that the downloaded content can be verified."""
        return bool(self.sha256 or self.md5)


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus or gold set.

    Attributes:
        name: short name, unique.
        title: full name given by its authors.
        kind: ``corpus``, or ``gold`` for data made or checked by hand for evaluation.
        languages: BCP 47 tags, in the order of the corpus.
        domain: subject of the texts.
        licence: licence as published; begins with ``unknown`` if none is stated.
        homepage: URL of the description.
        cite: reference for citations.
        pairs: number of sentence pairs; 0 if it is unknown.
        note: advice for users.
        files: files to download; empty if the corpus must be requested from its authors.
    """

    name: str
    title: str
    kind: str
    languages: tuple[str, ...]
    domain: str
    licence: str
    homepage: str
    cite: str
    pairs: int = 0
    note: str = ""
    files: tuple[CorpusFile, ...] = ()

    @property
    def size(self) -> int:
        """Size of all files in bytes; 0 if the size of one is unknown."""
        return sum(file.size for file in self.files) if all(file.size for file in self.files) else 0


@cache
def corpora() -> tuple[Corpus, ...]:
    """Return all corpora, in the order of the registry."""
    text = resources.files("aligner").joinpath("corpora/registry.toml").read_text(encoding="utf-8")
    return read_registry(text)


def read_registry(text: str) -> tuple[Corpus, ...]:
    """Return the corpora of a registry.

    Raises:
        ValueError: a field is unknown, missing or malformed, or a name is not unique.
    """
    entries = [_corpus(table) for table in tomllib.loads(text)["corpus"]]
    names = [corpus.name for corpus in entries]
    if len(set(names)) < len(names):
        raise ValueError(f"a name is not unique: {sorted(names)}")
    return tuple(entries)


def _corpus(table: dict[str, Any]) -> Corpus:
    unknown = table.keys() - {field.name for field in fields(Corpus)}
    if unknown or table.get("kind") not in KINDS or not table.get("licence"):
        raise ValueError(f"{table.get('name')}: unknown fields {sorted(unknown)}, no kind or no licence")
    files = tuple(
        CorpusFile(name=file["as"], **{key: value for key, value in file.items() if key != "as"})
        for file in table.get("files", ())
    )
    return Corpus(**{**table, "languages": tuple(table["languages"]), "files": files})


def find_corpus(name: str) -> Corpus:
    """Return the corpus with this name.

    Raises:
        UsageError: there is no such corpus; the message suggests the most similar name.
    """
    by_name = {corpus.name: corpus for corpus in corpora()}
    if name.lower() in by_name:
        return by_name[name.lower()]
    nearest = difflib.get_close_matches(name.lower(), by_name, n=1)
    hint = _("did you mean {nearest!r}?", nearest=nearest[0]) if nearest else _("see aligner corpora list")
    raise UsageError(_("no corpus {name!r} in the registry: {hint}", name=name, hint=hint))
