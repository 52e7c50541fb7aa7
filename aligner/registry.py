"""One kind of table for everything that has variants: a name, where its code lives, what it needs.

Nothing is imported until it is asked for, so ``aligner --help`` stays fast and a missing optional
package is reported only to who needs it.

Another installed package can add variants: an entry point in the table's group, such as
``bitext_aligner.formats``, that names an `Entry` of its own. `aligner.plugins` looks for them, and only
when a name or an extension is not in the table, or when all names are listed.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from aligner.errors import UsageError
from aligner.targets import imported

DISTRIBUTION = "bitext-aligner"
"""The name under which the program is installed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One variant.

    Attributes:
        target: ``package.module:attribute``.
        summary: half a line for help texts.
        extensions: file extensions that select it, with the dot, lower case; longest first.
        package: what it imports that may not be installed; empty when it needs nothing more.
        extra: the optional dependency group that provides the package.
    """

    target: str
    summary: str
    extensions: tuple[str, ...] = ()
    package: str = ""
    extra: str = ""


@dataclass(frozen=True)
class Registry:
    """A named table of variants.

    Attributes:
        kind: what the variants are, for messages (``format``, ``segmenter``, ...).
        entries: name to entry of those that come with the program, in the order of help texts.
        group: of the entry points by which other packages add to the table; empty where they cannot.
    """

    kind: str
    entries: dict[str, Entry] = field(default_factory=dict)
    group: str = ""

    def __iter__(self) -> Iterator[str]:
        """Iterate over all names, those of other packages last."""
        yield from self.entries
        yield from self.added()

    def __contains__(self, name: object) -> bool:
        """Tell whether there is a variant of this name."""
        return name in self.entries or name in self.added()

    def added(self) -> dict[str, Entry]:
        """Return what other packages add, name to entry."""
        if not self.group:
            return {}
        from aligner.plugins import added_entries

        return added_entries(self.kind, self.group, Entry, tuple(self.entries))

    def find(self, name: str) -> Entry:
        """Return the entry called ``name``.

        Raises:
            UsageError: there is no such variant.
        """
        entry = self.entries.get(name) or self.added().get(name)
        if entry is None:
            raise UsageError(f"unknown {self.kind} {name!r}: choose one of {', '.join(self)}")
        return entry

    def load(self, name: str) -> Any:  # noqa: ANN401 - each registry's users know its face
        """Import and return the variant called ``name``.

        Raises:
            UsageError: there is no such variant, its extra is not installed, or the package that adds it is broken.
        """
        entry = self.find(name)
        if entry.package:
            require(entry.package, entry.extra, f"{self.kind} {name!r}")
        if name not in self.entries:
            from aligner.plugins import load_target

            return load_target(self.kind, self.group, name, entry.target)
        return imported(entry.target)

    def extensions(self) -> Iterator[str]:
        """Iterate over the file extensions of all variants."""
        for entry in (*self.entries.values(), *self.added().values()):
            yield from entry.extensions

    def name_for_path(self, path: str) -> str | None:
        """Return the variant that a file name's extension selects, the longest extension first.

        The extensions of other packages count only where none of the program's own fits.
        """
        return self.own_name_for_path(path) or _longest_match(self.added(), path)

    def own_name_for_path(self, path: str) -> str | None:
        """Return the same among the program's own variants: no installed package is looked at."""
        return _longest_match(self.entries, path)


def require(package: str, extra: str, what: str) -> None:
    """Raise an error with the command that installs ``package``, if it is missing.

    Args:
        package: as it is imported.
        extra: the optional dependency group that provides it.
        what: what needs it, for the message.

    Raises:
        UsageError: the package is not installed.
    """
    if importlib.util.find_spec(package) is None:
        raise UsageError(f"{what} needs the package {package!r}: pip install '{DISTRIBUTION}[{extra}]'")


def _longest_match(entries: dict[str, Entry], path: str) -> str | None:
    lowered = path.lower()
    matches = [
        (len(extension), name)
        for name, entry in entries.items()
        for extension in entry.extensions
        if lowered.endswith(extension)
    ]
    return max(matches)[1] if matches else None
