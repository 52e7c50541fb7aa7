"""The rules: each looks at the two sides of a bitext and yields what it finds wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from aligner.check.catalogue import RULES
from aligner.check.findings import Finding
from aligner.errors import AlignerError, UsageError
from aligner.interface import _
from aligner.targets import import_target

if TYPE_CHECKING:
    from aligner.check.comparison import Comparison
    from aligner.glossary import Glossary

Rule = Callable[["Comparison", "Glossary | None"], Iterable[Finding]]


def rules_for(found: Comparison) -> Iterator[Rule]:
    """Yield the rules that can look at a comparison, in the order of the documentation.

    Raises:
        UsageError: a rule of another package cannot be loaded.
    """
    for name, rule in RULES.items():
        own = name in RULES.entries
        # A rule of ours that is off still runs, since its findings explain others; see `without_echoes`.
        if not own and found.settings.severity(name) == "off":
            continue
        for part in rule.parts:
            if part.needs_documents and not found.of_documents:
                continue
            if part.needs_languages and not found.languages_known:
                continue
            yield import_target(part.target) if own else of_package(name, part.target)


def of_package(name: str, target: str) -> Rule:
    """Return a rule of another package, whose failures name the rule and the package.

    Raises:
        UsageError: it cannot be loaded.
    """
    from aligner.plugins import load_target, package_of

    rule: Rule = load_target("rule", RULES.group, name, target)

    def guarded(found: Comparison, glossary: Glossary | None) -> Iterator[Finding]:
        try:
            yield from rule(found, glossary)
        except AlignerError:
            raise
        except Exception as error:  # whatever the other package does
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            package = package_of(RULES.group, name)
            raise UsageError(
                _(
                    "the rule {name!r} of the package {package!r} failed ({reason}): update the package, or leave the "
                    "rule out with --rule {name}=off",
                    name=name,
                    package=package,
                    reason=reason,
                )
            ) from error

    return guarded
