"""Check catalogues of messages: two catalogues -> pairs by key -> findings.

Pairing by key needs no model.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aligner.bitext import Bead, Bitext, Block, Document, Segment
from aligner.check.catalogue import RULES
from aligner.check.catalogue_files import kind_of
from aligner.check.compare import findings_in
from aligner.check.findings import FileReport, Finding, Label, Place, in_file
from aligner.check.icu import arguments_of, flatten
from aligner.check.memories import with_sides
from aligner.check.message_keys import Entry, Pairing, pair_entries
from aligner.check.rules.untranslated import ordinary_words
from aligner.check.settings import CheckSettings
from aligner.check.text_marks import inlines_of
from aligner.check.texts import ADDRESS, PLACEHOLDER
from aligner.errors import InputError
from aligner.interface import _
from aligner.languages.scripts import HAN_CHARACTER
from aligner.readers.messages import read_messages
from aligner.readers.messages.gettext import CONTEXT
from aligner.settings import ReadSettings

if TYPE_CHECKING:
    from aligner.glossary import Glossary
    from aligner.protocols import Embedder

REFERENCE = re.compile(r"\$t\([^()\n]{1,100}\)|@(?:\.\w+)?:(?:\([\w.]+\)|[\w.]+)")
"""A reference to another message, of i18next and of vue-i18n."""
WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
CONFIDENCE = 0.95
"""Confidence of findings about keys, values and arguments."""


@dataclass(frozen=True, slots=True)
class Catalogues:
    """Two catalogues with their paired messages.

    Attributes:
        source: path of the source as it is reported.
        target: path of the translation as it is reported.
        pairing: the paired messages.
        settings: settings of the check.
    """

    source: str
    target: str
    pairing: Pairing
    settings: CheckSettings

    def finding(self, rule: str, message: str, source: Entry | None, target: Entry | None) -> Finding:
        """Return a finding about one catalogue message; ``source`` or ``target`` is ``None`` if that side lacks it."""
        places = [
            Place(name, entry.line, " ".join(entry.text.split()), 0, entry.key) if entry else None
            for name, entry in ((self.source, source), (self.target, target))
        ]
        return Finding(rule, RULES[rule].severity, message, places[0], places[1] or Place(self.target), CONFIDENCE)


def check_messages(
    source: str,
    target: str,
    settings: CheckSettings,
    *,
    chosen: ReadSettings,
    embedder: Embedder,
    glossary: Glossary | None = None,
) -> FileReport:
    """Check a translated catalogue of messages.

    Args:
        source: path of a catalogue.
        target: path of its translation in the same format; the same path for a .po file with both languages.
        settings: settings of the check.
        chosen: settings with the languages that the user has given.
        embedder: a loaded model for the rules that need one.
        glossary: terms that the translation must use.

    Raises:
        InputError: a file cannot be read, or has no messages.
    """
    sides = entries_of(source, target)
    if not sides[0]:
        raise InputError(_("holds no messages to compare"), path=source)
    catalogues = Catalogues(source, target, pair_entries(*sides), settings)
    bitext = bitext_of(catalogues, chosen)
    text_report, _unused = findings_in(bitext, settings, embedder=embedder, glossary=glossary)
    key_findings = settings.reported(catalogue_findings(catalogues))
    reported = {(each.rule, each.target.key) for each in key_findings if each.target}
    findings = [
        each
        for each in map(key_adder(catalogues), text_report.findings)
        if not each.target or (each.rule, each.target.key) not in reported
    ]
    findings += key_findings
    findings.sort(key=in_file)
    covered, total = coverage(catalogues)
    labels = () if glossary else tuple(labels_in(catalogues))
    return FileReport(source, target, tuple(findings), covered, total, labels)


def entries_of(source: str, target: str) -> tuple[list[Entry], list[Entry]]:
    """Read the messages of two catalogues.

    In gettext, a source message without text has its msgid (the key) as text.
    """
    ours, theirs = (
        [Entry(each.key, each.text, each.line, each.plural) for each in read_messages(path)]
        for path in (source, target)
    )
    if kind_of(source) == "gettext":
        bilingual = source == target
        ours = [replace(each, text=key_text(each.key) if bilingual or not each.text else each.text) for each in ours]
    return ours, theirs


def key_text(key: str) -> str:
    """Return the msgid of a gettext key, without its context."""
    return key.rpartition(CONTEXT)[2] if CONTEXT in key else key


def bitext_of(catalogues: Catalogues, chosen: ReadSettings) -> Bitext:
    """Return the messages that have text in both catalogues, as a bitext with one bead for each message."""
    pairs = [
        (source, target) for source, target in catalogues.pairing.pairs if source.text.strip() and target.text.strip()
    ]
    documents = [
        document(name, [pair[side] for pair in pairs], [pair[1 - side].text for pair in pairs])
        for side, name in enumerate((catalogues.source, catalogues.target))
    ]
    beads = tuple(Bead((number,), (number,)) for number in range(len(pairs)))
    return with_sides(Bitext(documents[0], documents[1], beads), chosen)


def document(name: str, entries: Sequence[Entry], others: Sequence[str]) -> Document:
    """Return messages as a document with one block for each message.

    Each plural or select argument is replaced by its choice ``other``; see `flatten`.
    """
    blocks, segments = [], []
    for number, (entry, other) in enumerate(zip(entries, others, strict=True)):
        text = flatten(entry.text, other)
        text = text if text.strip() else entry.text
        marks = [*inlines_of(text)]
        marks += [(match.start(), match.end(), "placeholder", match[0]) for match in REFERENCE.finditer(text)]
        blocks.append(Block(text, entry.line, "paragraph", inlines=tuple(sorted(marks))))
        start = len(text) - len(text.lstrip())
        segments.append(Segment(text.strip(), number, start, start + len(text.strip()), entry.line))
    return Document(name, tuple(blocks)).with_segments(segments)


def key_adder(catalogues: Catalogues) -> Callable[[Finding], Finding]:
    """Return a function that adds the key of the catalogue message to a finding and to its places."""
    keys: dict[tuple[object, ...], str] = {}
    for source, target in reversed(catalogues.pairing.pairs):
        ends = (source.line, in_one_line(source, target)), (target.line, in_one_line(target, source))
        keys |= dict.fromkeys((ends, (ends[0], None), (None, ends[1])), source.key)

    def with_key(finding: Finding) -> Finding:
        places = finding.source, finding.target
        key = keys.get(tuple((place.line, place.text) if place else None for place in places), "")
        if not key:
            return finding
        ends = [replace(place, key=key) if place else None for place in places]
        return replace(finding, source=ends[0], target=ends[1], message=f"{short_key(key)}: {finding.message}")

    return with_key


def in_one_line(entry: Entry, other: Entry) -> str:
    """Return the text of a message in one line, as `Place.text` stores it.

    Each plural or select argument is replaced by its choice ``other``.
    """
    return " ".join(flatten(entry.text, other.text).split())


def short_key(key: str) -> str:
    """Return a key in one line, cut to at most 60 characters, because a key of gettext is a whole text."""
    line = " ".join(key.split())
    return line if len(line) <= 60 else f"{line[:59]}…"


def catalogue_findings(catalogues: Catalogues) -> Iterator[Finding]:
    """Yield the findings about keys, empty values, copied values and ICU arguments.

    Other files than catalogues do not have these faults.
    """
    for entry in catalogues.pairing.missing:
        yield catalogues.finding(
            "missing-key", _("{name}: is not in the translation", name=short_key(entry.name)), entry, None
        )
    for entry in catalogues.pairing.extra:
        yield catalogues.finding(
            "extra-key", _("{name}: is not in the source", name=short_key(entry.name)), None, entry
        )
    for source, target in catalogues.pairing.pairs:
        if source.text.strip() and not target.text.strip():
            yield catalogues.finding(
                "untranslated", _("{name}: the translation is empty", name=short_key(target.name)), source, target
            )
        elif is_copied(source.text, target.text, catalogues.settings.keep):
            message = _(
                "{name}: is the text of the source: “{text}”", name=short_key(target.name), text=short_key(source.text)
            )
            yield catalogues.finding("untranslated", message, source, target)
        for message in argument_faults(source.text, target.text):
            yield catalogues.finding("placeholder-mismatch", f"{short_key(target.name)}: {message}", source, target)


def is_copied(source: str, target: str, keep: Sequence[str]) -> bool:
    """Return whether a translation is an untranslated copy of the source.

    A copied name is not a fault. At least half of the English words must therefore be words that
    translations usually change.
    """
    if source.strip() != target.strip():
        return False
    if HAN_CHARACTER.search(source):
        return len(HAN_CHARACTER.findall(source)) > 1
    allowed = {word.lower() for phrase in keep for word in WORD.findall(phrase)}
    text = flatten(source, target)
    characters = list(text)
    for start, end, kind, _unused in inlines_of(text):
        if kind != "link":
            characters[start:end] = " " * (end - start)
    plain = ADDRESS.sub(" ", PLACEHOLDER.sub(" ", REFERENCE.sub(" ", "".join(characters))))
    words = [word for word in WORD.findall(plain) if word.lower() not in allowed]
    ordinary = [word for word in words if word.lower() in ordinary_words() and not word.isupper()]
    return len(ordinary) > 0 and 2 * len(ordinary) >= len(words)


def argument_faults(source: str, target: str) -> Iterator[str]:
    """Yield a description of each fault in the arguments of a translated ICU message (``{count, plural, ...}``)."""
    ours, theirs = arguments_of(source), arguments_of(target)
    if not ours:
        return
    if theirs is None:
        yield _("the braces of the message do not close")
        return
    for name, (kind, choices) in ours.items():
        if name not in theirs:
            yield _("the argument {{{name}, {kind}}} is missing", name=name, kind=kind)
            continue
        other, chosen = theirs[name]
        if kind == "select" and other == kind and choices != chosen:
            changes = [_("{choice} is missing", choice=each) for each in sorted(choices - chosen)]
            changes += [_("{choice} is new", choice=each) for each in sorted(chosen - choices)]
            yield _("the choices of {{{name}, select}} differ: {changes}", name=name, changes=", ".join(changes))
        elif other in ("plural", "select", "selectordinal") and "other" not in chosen:
            yield _("the argument {{{name}, {other}}} lacks the choice other", name=name, other=other)
    for name in theirs:
        if name not in ours and f"{{{name}}}" not in source:
            yield _("the argument {{{name}}} is not in the source", name=name)


def coverage(catalogues: Catalogues) -> tuple[int, int]:
    """Count the characters of the source messages.

    Returns:
        The number of characters of translated messages, and the number of all characters.
    """
    total = covered = 0
    for source, target in catalogues.pairing.pairs:
        weight = len("".join(source.text.split()))
        total += weight
        if target.text.strip() and not is_copied(source.text, target.text, catalogues.settings.keep):
            covered += weight
    return covered, total + sum(len("".join(entry.text.split())) for entry in catalogues.pairing.missing)


def labels_in(catalogues: Catalogues) -> Iterator[Label]:
    """Yield the messages of two catalogues as labels, for the rule about inconsistent labels."""
    for ours, theirs in catalogues.pairing.pairs:
        if ours.plural == theirs.plural and theirs.text.strip():
            yield Label("message", ours.text, theirs.text, ours.line, theirs.line)
