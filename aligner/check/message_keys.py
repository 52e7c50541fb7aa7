"""Messages of two catalogues -> pairs by key; the forms of a plural are those that each language has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

OLD_PLURAL = "_plural"
"""i18next up to version 3: ``item`` and ``item_plural``; languages of one form have ``item_0``."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One message.

    Attributes:
        key: of the message, without its plural category.
        text: its value.
        line: 1-based line in its file.
        plural: category of the plural, such as ``other``; empty for a message without forms.
    """

    key: str
    text: str
    line: int
    plural: str = ""

    @property
    def name(self) -> str:
        """The key with its plural category, as a person looks for it."""
        return f"{self.key} ({self.plural})" if self.plural else self.key


@dataclass(frozen=True, slots=True)
class Pairing:
    """The messages of two catalogues.

    Attributes:
        pairs: source and translation, in the order of the source.
        missing: messages that the translation lacks.
        extra: messages that only the translation has.
    """

    pairs: tuple[tuple[Entry, Entry], ...]
    missing: tuple[Entry, ...]
    extra: tuple[Entry, ...]


def paired(source: Sequence[Entry], target: Sequence[Entry]) -> Pairing:
    """Return which messages belong together.

    Every language has the form ``other``, Chinese has no other one (CLDR, plural rules). So a form that the
    translation lacks is no fault as long as it has ``other``, nor is a form that only its language needs.
    """
    ours, theirs = by_key(source), by_key(target)
    pairs, missing, extra = [], [], []
    for key, forms in ours.items():
        counterparts = theirs.get(key) or old_forms(key, theirs)
        if counterparts is None:
            if not (key.endswith(OLD_PLURAL) and key.removesuffix(OLD_PLURAL) in theirs):
                missing.append(general(forms))
            continue
        common = [form for form in forms if form in counterparts]
        if not common:
            pairs.append((general(forms), general(counterparts)))
        pairs += [(forms[form], counterparts[form]) for form in common]
        if "other" in forms and common and "other" not in counterparts:
            missing.append(forms["other"])
    for key, forms in theirs.items():
        base = key.removesuffix("_0").removesuffix(OLD_PLURAL)
        if key not in ours and not (base != key and base in ours):
            extra.append(general(forms))
    return Pairing(tuple(pairs), tuple(missing), tuple(extra))


def by_key(entries: Sequence[Entry]) -> dict[str, dict[str, Entry]]:
    """Return the messages by key and plural category, in their order."""
    found: defaultdict[str, dict[str, Entry]] = defaultdict(dict)
    for entry in entries:
        found[entry.key][entry.plural] = entry
    return dict(found)


def old_forms(key: str, entries: dict[str, dict[str, Entry]]) -> dict[str, Entry] | None:
    """Return the message that stands for a key in a language of one form, as i18next named it up to version 3."""
    return entries.get(f"{key}_0") or entries.get(f"{key.removesuffix(OLD_PLURAL)}_0")


def general(forms: dict[str, Entry]) -> Entry:
    """Return the form that holds for most numbers."""
    return forms.get("other") or next(reversed(forms.values()))
