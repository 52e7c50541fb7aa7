"""How often English forms get the right base: our rules, and the libraries that are installed, on a list by hand.

Run as ``python -m benchmarks.english_forms [--store]``; install ``simplemma``, ``lemminflect`` or ``inflect`` to see
them beside ours. The list (``tests/languages/english_forms.tsv``) was written before the
rules, which were then mended until they passed it: our own share says that nothing is broken, that of a library what
it would cost here.
"""

from __future__ import annotations

import importlib
import json
import resource
import time
from collections import Counter
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).parent.parent
LIST = ROOT / "tests" / "languages" / "english_forms.tsv"
RESULTS = ROOT / "benchmarks" / "results" / "english_forms.json"
Bases = Callable[[str, str], Collection[str]]
"""The kind of a form and the form -> its possible bases."""


def ours() -> Bases:
    """Return the rules of the program."""
    from aligner.languages.english.inflection import lemmas, singular

    return lambda kind, form: [singular(form)] if kind in ("noun", "same") else lemmas(form)


def simplemma() -> Bases:
    """Return simplemma's answer, one for each word whatever its kind."""
    lemmatize = importlib.import_module("simplemma").lemmatize
    return lambda _kind, form: [lemmatize(form, lang="en")]


def lemminflect() -> Bases:
    """Return lemminflect's answers: all for a verb, the first for a noun."""
    lemma_of = importlib.import_module("lemminflect").getLemma
    tags = {"noun": "NOUN", "same": "NOUN", "verb": "VERB", "adjective": "ADJ"}
    return lambda kind, form: lemma_of(form, upos=tags[kind])[: 1 if kind in ("noun", "same") else None]


def inflect() -> Bases:
    """Return inflect's singular; it knows no verbs."""
    engine = importlib.import_module("inflect").engine()
    return lambda kind, form: [engine.singular_noun(form) or form] if kind in ("noun", "same") else []


def measured(load: Callable[[], Bases]) -> dict[str, Any]:
    """Return the right answers of each kind, the time until the first answer and the memory."""
    memory, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    bases = load()
    bases("verb", "went")
    bases("noun", "cats")
    seconds = time.perf_counter() - start
    used = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1024
    right, number = Counter[str](), Counter[str]()
    for line in LIST.read_text(encoding="utf-8").splitlines()[1:]:
        kind, form, base = line.split("\t")
        number[kind] += 1
        right[kind] += base in bases(kind, form)
    kinds = {kind: f"{right[kind]} of {number[kind]}" for kind in number}
    share = round(right.total() / number.total(), 3)
    return {**kinds, "share": share, "load_ms": round(1000 * seconds), "memory_mb": round(used)}


@click.command()
@click.option("--store", is_flag=True, help="Store the results.")
def main(store: bool) -> None:
    """Measure what is installed, ours first."""
    found = {}
    for load in (ours, simplemma, lemminflect, inflect):
        try:
            found[load.__name__] = measured(load)
        except ModuleNotFoundError as error:
            click.echo(f"{load.__name__}: {error}", err=True)
    text = json.dumps(found, ensure_ascii=False, indent=2)
    click.echo(text)
    if store:
        RESULTS.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
