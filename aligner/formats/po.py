"""PO, the message file of GNU gettext: one entry for each bead, marked as fuzzy if it is doubtful.

An extracted comment (``#. aligner: ...``) has score, confidence, shape and lines, and another one
has the reason for a review. A reference (``#:``) has the file and line of the source. If a source
text is repeated, its entry gets the number of the bead as context, because gettext refuses
duplicate entries. Placeholders (``%s``, ``{name}``) stay unchanged in the text.

Additions are left out, because in PO an entry without a source text is the header. NUL and lone
surrogates become U+FFFD.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, BinaryIO

from aligner import __version__
from aligner.bitext import Bead, Bitext
from aligner.errors import InputError
from aligner.formats.base import WriteOptions, one_sided_remark
from aligner.formats.pairs import Pair, bitext_from_pairs
from aligner.formats.review_state import APPROVED, is_doubtful, review_of, status_after
from aligner.formats.rows import first_line
from aligner.interface import _, counted
from aligner.languages.tags import language_of_tag, language_tags

if TYPE_CHECKING:
    from polib import POEntry, POFile

_ESCAPES = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v", "\b": "\\b", "\f": "\\f"}
)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_OWN_COMMENT = re.compile(r"^aligner: (.*)$", re.MULTILINE)
_FACT = re.compile(r"(?<![a-z-])([a-z-]+)=(\S+)")
_ERROR_LINE = re.compile(r"\(line (\d+)\)")
_HEADER = """\
msgid ""
msgstr ""
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: {target}\\n"
"X-Source-Language: {source}\\n"
"X-Generator: aligner {version}\\n"
"""


@dataclass(frozen=True)
class Po:
    """The format PO: messages and their translations.

    Attributes:
        options: the language codes.
    """

    options: WriteOptions = field(default_factory=WriteOptions)

    def with_options(self, options: WriteOptions) -> Po:
        """Return a copy of this format that writes with the given options."""
        return replace(self, options=options)

    def write(self, bitext: Bitext, stream: BinaryIO) -> tuple[str, ...]:
        """Write the header and one entry for each bead; return remarks on left-out beads and altered texts."""
        tags = [tag.replace("-", "_") for tag in language_tags(bitext, self.options.language_codes)]
        stream.write(_HEADER.format(source=tags[0], target=tags[1], version=__version__).encode())
        seen: set[str] = set()
        left_out = altered = 0
        for number, bead in enumerate(bitext.beads):
            source, changed = _UNSTORABLE.subn("\N{REPLACEMENT CHARACTER}", bitext.source_text(bead))
            if not source:
                left_out += 1
                continue
            target, changed_too = _UNSTORABLE.subn("\N{REPLACEMENT CHARACTER}", bitext.target_text(bead))
            altered += changed + changed_too
            context = f'msgctxt "{number}"\n' if source in seen else ""
            seen.add(source)
            flag = "#, fuzzy\n" if target and is_doubtful(bead) else ""
            texts = f'msgid "{source.translate(_ESCAPES)}"\nmsgstr "{target.translate(_ESCAPES)}"\n'
            stream.write(f"\n{_comments(bitext, bead)}{flag}{context}{texts}".encode())
        remarks = one_sided_remark(left_out, _("an entry needs a source text"))
        if altered:
            remarks += (
                _(
                    "{characters} that PO cannot hold (NUL, lone surrogates) became U+FFFD",
                    characters=counted(altered, "character"),
                ),
            )
        return remarks

    def read(self, stream: BinaryIO, name: str) -> Bitext:
        """Read the entries as pairs. An untranslated entry becomes an omission; an obsolete entry is left out.

        Raises:
            InputError: the file is not a PO file, or it is damaged; the message names the line.
        """
        file = _parse(stream.read(), name)
        return bitext_from_pairs(
            (pair for entry in file if not entry.obsolete for pair in _pairs(entry)),
            names=(name, name),
            languages=(
                language_of_tag(file.metadata.get("X-Source-Language", "")),
                language_of_tag(file.metadata.get("Language", "")),
            ),
        )


def _comments(bitext: Bitext, bead: Bead) -> str:
    facts = {
        "score": f"{round(float(bead.score), 4) + 0.0:.4f}",
        "confidence": f"{round(float(bead.confidence), 4) + 0.0:.4f}",
        "shape": bead.shape,
        "status": "-".join(_UNSTORABLE.sub("", bead.status).split()),
        "source-line": str(first_line(bitext.source, bead.source)),
        "target-line": str(first_line(bitext.target, bead.target)) if bead.target else "",
    }
    own = " ".join(f"{key}={value}" for key, value in facts.items() if value)
    # GNU gettext encloses a file name with spaces in these two marks
    file = " ".join(_UNSTORABLE.sub("", bitext.source.name).split())
    file = f"\N{FIRST STRONG ISOLATE}{file}\N{POP DIRECTIONAL ISOLATE}" if " " in file else file
    review = _UNSTORABLE.sub("", review_of(bitext, bead))
    extracted = f"#. review: {review}\n" if review else ""
    return f"#. aligner: {own}\n{extracted}#: {file}:{facts['source-line']}\n"


def _parse(content: bytes, name: str) -> POFile:
    import polib

    # a file, because polib splits a string at every line separator of Unicode
    descriptor, path = tempfile.mkstemp(suffix=".po")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        parsed = polib.pofile(path)
    except UnicodeDecodeError as error:
        raise InputError(
            _("is not {encoding}, the encoding of its header: save it as UTF-8", encoding=error.encoding), path=name
        ) from error
    except (OSError, ValueError, IndexError) as error:
        line = _ERROR_LINE.search(str(error))
        message = _("is a damaged PO file: this line is not a comment, msgid, msgstr or quoted text")
        raise InputError(message, path=name, line=int(line.group(1)) if line else None) from error
    finally:
        os.unlink(path)
    if not len(parsed) and not parsed.metadata:
        raise InputError(_("is not a PO file: it has no msgid"), path=name)
    return parsed


def _pairs(entry: POEntry) -> Iterator[Pair]:
    """Yield the pair of an entry.

    If the translation has several plural forms, yield one pair for the singular and one for the plural
    of the source.
    """
    facts = dict(_FACT.findall(" ".join(_OWN_COMMENT.findall(entry.comment))))
    flagged = "fuzzy" in entry.flags
    texts = [(entry.msgid, entry.msgstr)]
    if entry.msgid_plural:
        forms = [text for _, text in sorted(entry.msgstr_plural.items())] or [""]
        # Chinese has no plural, so one form translates both; it is paired with the plural, which contains the number
        texts = [(entry.msgid_plural, forms[0])]
        if len(forms) > 1:
            texts = [(entry.msgid, forms[0]), (entry.msgid_plural, forms[1])]
    for source, target in texts:
        yield _pair(source, target, facts, entry.linenum or 1, flagged=flagged)


def _pair(source: str, target: str, facts: dict[str, str], line: int, *, flagged: bool) -> Pair:
    try:
        score, confidence = float(facts.get("score", 0)), float(facts.get("confidence", 0))
        lines = int(facts.get("source-line", line)), int(facts.get("target-line", line))
    except ValueError:  # somebody edited the comment: the pair is read without its values
        facts, score, confidence, lines = {}, 0.0, 0.0, (line, line)
    written = Bead((), (), score, confidence, facts.get("status", "")) if facts else None
    status = status_after(written, approved=facts.get("status") in APPROVED and not flagged, flagged=flagged)
    return Pair(source, target, score, confidence, *lines, status if target else facts.get("status", ""))


PO = Po()
