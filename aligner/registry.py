"""One kind of table for everything that has variants: a name, where its code lives, what it needs.

Nothing is imported until it is asked for, so ``aligner --help`` stays fast and a missing optional
package is reported only to who needs it.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from aligner.errors import UsageError


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
        entries: name to entry, in the order of help texts.
    """

    kind: str
    entries: dict[str, Entry] = field(default_factory=dict)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names."""
        return iter(self.entries)

    def load(self, name: str) -> Any:  # noqa: ANN401 - each registry's users know its face
        """Import and return the variant called ``name``.

        Raises:
            UsageError: there is no such variant, or its extra is not installed.
        """
        entry = self.entries.get(name)
        if entry is None:
            raise UsageError(f"unknown {self.kind} {name!r}: choose one of {', '.join(self.entries)}")
        module, _, attribute = entry.target.partition(":")
        if entry.package and importlib.util.find_spec(entry.package) is None:
            raise UsageError(
                f"{self.kind} {name!r} needs the package {entry.package!r}: pip install 'bitext-aligner[{entry.extra}]'"
            )
        return getattr(importlib.import_module(module), attribute)

    def name_for_path(self, path: str) -> str | None:
        """Return the variant that a file name's extension selects, the longest extension first."""
        lowered = path.lower()
        matches = [
            (len(extension), name)
            for name, entry in self.entries.items()
            for extension in entry.extensions
            if lowered.endswith(extension)
        ]
        return max(matches)[1] if matches else None
