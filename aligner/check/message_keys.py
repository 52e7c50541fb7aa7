"""Pair the messages of two catalogues by key; each language may have other plural forms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

OLD_PLURAL = "_plural"
"""Suffix of i18next up to version 3: ``item`` and ``item_plural``; languages with one form have ``item_0``."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One message of a catalogue.

    Attributes:
        key: key of the message without its plural category.
        text: value of the message.
        line: line in its file, from 1.
        plural: plural category, such as ``other``; empty for a message without plural forms.
    """

    key: str
    text: str
    line: int
    plural: str = ""

    @property
    def name(self) -> str:
        """The key of the catalogue message with its plural category, for output to the user."""
        return f"{self.key} ({self.plural})" if self.plural else self.key


@dataclass(frozen=True, slots=True)
class Pairing:
    """The messages of two catalogues, paired by key.

    Attributes:
        pairs: source and translation of each message, in the order of the source.
        missing: messages that only the source has.
        extra: messages that only the translation has.
    """

    pairs: tuple[tuple[Entry, Entry], ...]
    missing: tuple[Entry, ...]
    extra: tuple[Entry, ...]


def pair_entries(source: Sequence[Entry], target: Sequence[Entry]) -> Pairing:
    """Pair the messages of two catalogues.

    Every language has the plural form ``other``, and Chinese has only this form (CLDR, plural rules).
    If the translation has ``other``, a missing form is therefore not a fault. A form that only one
    language has is not a fault either.
    """
    ours, theirs = by_key(source), by_key(target)
    pairs, missing, extra = [], [], []
    for key, forms in ours.items():
        counterparts = theirs.get(key) or old_forms(key, theirs)
        if counterparts is None:
            if not (key.endswith(OLD_PLURAL) and key.removesuffix(OLD_PLURAL) in theirs):
                missing.append(general_form(forms))
            continue
        common = [form for form in forms if form in counterparts]
        if not common:
            pairs.append((general_form(forms), general_form(counterparts)))
        pairs += [(forms[form], counterparts[form]) for form in common]
        if "other" in forms and common and "other" not in counterparts:
            missing.append(forms["other"])
    for key, forms in theirs.items():
        base = key.removesuffix("_0").removesuffix(OLD_PLURAL)
        if key not in ours and not (base != key and base in ours):
            extra.append(general_form(forms))
    return Pairing(tuple(pairs), tuple(missing), tuple(extra))


def by_key(entries: Sequence[Entry]) -> dict[str, dict[str, Entry]]:
    """Return the messages by key and then by plural category, in their original order."""
    forms: defaultdict[str, dict[str, Entry]] = defaultdict(dict)
    for entry in entries:
        forms[entry.key][entry.plural] = entry
    return dict(forms)


def old_forms(key: str, entries: dict[str, dict[str, Entry]]) -> dict[str, Entry] | None:
    """Return a message of i18next with the old key of its only plural form; ``None`` if there is none.

    Up to version 3, i18next adds the suffix ``_0`` to the key in languages with one plural form. It
    replaces the suffix ``_plural``.
    """
    return entries.get(f"{key}_0") or entries.get(f"{key.removesuffix(OLD_PLURAL)}_0")


def general_form(forms: dict[str, Entry]) -> Entry:
    """Return the plural form ``other`` of a message, or its last form if it has no ``other``."""
    return forms.get("other") or next(reversed(forms.values()))
