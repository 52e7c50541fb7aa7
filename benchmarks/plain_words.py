"""The reader's test: how many docstrings and sentences of the documentation a reader finds clear.

Input: a revision of this repository and a seed. Output: 40 docstrings of ``aligner/`` and 40 sentences of ``docs/en``
as a numbered list. A reader rates each as clear or unclear; the verdicts are stored beside the hashes of the texts.

    python -m benchmarks.plain_words --revision main --seed 26
    python -m benchmarks.plain_words --revision main --seed 26 --verdicts FILE --draw after
    python -m benchmarks.plain_words --summary

A line of FILE is ``NUMBER clear`` or ``NUMBER unclear REASON``. A text is clear if a reader who learnt English as a
second language understands it at the first reading: short sentences, subject first, active verbs, the standard terms.
"""

from __future__ import annotations

import ast
import hashlib
import json
import random
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).parent / "results" / "plain_words.json"
SAMPLE_SIZE = 40
"""Texts drawn of each kind."""
MIN_CLEAR = 39
"""Clear texts of each kind that the draw "after" needs."""
MIN_SENTENCE_WORDS = 5
"""Shorter pieces are labels, not sentences."""
KINDS = {"docstring": ("aligner/", ".py"), "sentence": ("docs/en/", ".md")}
"""Folder and file extension of each kind of text."""
DRAWS = ("before", "after")
VERDICTS = ("clear", "unclear")
_NOT_PROSE = re.compile(r"^(```.*?^```|<!--.*?-->|---\n.*?^---)$", re.MULTILINE | re.DOTALL)
_LINE_OF_PROSE = re.compile(r"\s*(?:[-*] |\d+\. )?(?![|#<!\[:=]|    )\S")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'`*(])")


@dataclass(frozen=True)
class Text:
    """A docstring or a sentence, with its kind and its place: file and name, or file and line."""

    kind: str
    place: str
    text: str


def draw(revision: str, seed: int) -> list[Text]:
    """Return the texts drawn from a revision: first the docstrings, then the sentences."""
    readers = {"docstring": docstrings, "sentence": sentences}
    texts = []
    for kind, (folder, extension) in KINDS.items():
        paths = _git("ls-tree", "-r", "--name-only", revision, folder).splitlines()
        population = [
            text
            for path in sorted(paths)
            if path.endswith(extension)
            for text in readers[kind](path, _git("show", f"{revision}:{path}"))
        ]
        texts += random.Random(seed).sample(population, SAMPLE_SIZE)
    return texts


def docstrings(path: str, content: str) -> Iterator[Text]:
    """Yield the docstrings of a module, of its classes and of its functions, in the order of the file."""
    for node in ast.walk(ast.parse(content)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            text = ast.get_docstring(node)
            if text:
                yield Text("docstring", f"{path}, {getattr(node, 'name', 'module')}", text)


def sentences(path: str, content: str) -> Iterator[Text]:
    """Yield the sentences of a Markdown page, without its headings, tables and code."""
    prose = _NOT_PROSE.sub(lambda match: "\n" * match[0].count("\n"), content)
    paragraph: list[str] = []
    first = 1
    for number, line in enumerate([*prose.splitlines(), ""], start=1):
        if _LINE_OF_PROSE.match(line) and not (paragraph and re.match(r"\s*(?:[-*]|\d+\.) ", line)):
            first = first if paragraph else number
            paragraph.append(line.strip())
            continue
        yield from _split(path, first, " ".join(paragraph))
        is_item = _LINE_OF_PROSE.match(line) is not None
        paragraph, first = ([line.strip()] if is_item else []), number


def _split(path: str, line: int, paragraph: str) -> Iterator[Text]:
    text = re.sub(r"^(?:[-*]|\d+\.) ", "", _LINK.sub(r"\1", paragraph))
    for sentence in _SENTENCE_END.split(text):
        if len(sentence.split()) >= MIN_SENTENCE_WORDS and sentence.endswith((".", "!", "?")):
            yield Text("sentence", f"{path}, line {line}", sentence)


def read_verdicts(content: str) -> dict[int, tuple[str, str]]:
    """Return ``{number: (verdict, reason)}`` of lines such as ``7 unclear no subject``.

    Raises:
        click.ClickException: a line has another form, or a number is missing.
    """
    verdicts = {}
    for line in filter(str.strip, content.splitlines()):
        match = re.fullmatch(rf"\s*(\d+)\.?\s+({'|'.join(VERDICTS)})\b[\s:]*(.*?)\s*", line)
        if match is None:
            raise click.ClickException(f"expected NUMBER clear, or NUMBER unclear REASON: {line!r}")
        verdicts[int(match[1])] = (match[2], match[3])
    expected = set(range(1, len(KINDS) * SAMPLE_SIZE + 1))
    if set(verdicts) != expected:
        raise click.ClickException(f"expected a verdict for each of {len(expected)} texts, found {len(verdicts)}")
    return verdicts


def stored_draw(texts: list[Text], verdicts: dict[int, tuple[str, str]], revision: str, seed: int) -> dict[str, Any]:
    """Return one draw as it is stored: a hash, a place, a verdict and a reason for each text."""
    rows = []
    for number, each in enumerate(texts, start=1):
        verdict, reason = verdicts[number]
        digest = hashlib.sha256(each.text.encode()).hexdigest()[:16]
        rows.append({"kind": each.kind, "place": each.place, "hash": digest, "verdict": verdict, "reason": reason})
    return {"revision": _git("rev-parse", revision).strip(), "seed": seed, "texts": rows}


def clear_texts(rows: list[dict[str, str]]) -> dict[str, int]:
    """Return how many texts of each kind are clear."""
    return {kind: sum(row["kind"] == kind and row["verdict"] == "clear" for row in rows) for kind in KINDS}


def summary(stored: dict[str, Any]) -> str:
    """Return the number of clear texts of each draw, and the unclear texts with their reasons."""
    lines = []
    for name, each in stored.items():
        counts = ", ".join(f"{clear} of {SAMPLE_SIZE} {kind}s" for kind, clear in clear_texts(each["texts"]).items())
        lines.append(f"{name} (revision {each['revision'][:12]}, seed {each['seed']}): clear are {counts}")
        lines += [f"  {row['place']}: {row['reason']}" for row in each["texts"] if row["verdict"] == "unclear"]
    return "\n".join(lines)


def _git(*arguments: str) -> str:
    """Return the output of a git command in this repository."""
    run = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False)
    if run.returncode:
        raise click.ClickException(run.stderr.decode(errors="replace").strip())
    return run.stdout.decode()


@click.command()
@click.option("--revision", default="HEAD", show_default=True, help="Draw the texts from this git revision.")
@click.option("--seed", default=26, show_default=True, help="Seed of the draw.")
@click.option("--verdicts", type=click.Path(exists=True, dir_okay=False), help="Store the verdicts in this file.")
@click.option("--draw", "name", type=click.Choice(DRAWS), default="after", help="Name of the stored draw.")
@click.option("--summary", "wants_summary", is_flag=True, help="Print the stored results and draw nothing.")
def main(revision: str, seed: int, verdicts: str | None, name: str, wants_summary: bool) -> None:
    """Draw docstrings and sentences for a reader to rate, store the verdicts, or sum them up."""
    stored = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    if wants_summary:
        click.echo(summary(stored) or "no verdicts are stored")
        return
    texts = draw(revision, seed)
    if verdicts is None:
        for number, each in enumerate(texts, start=1):
            click.echo(f"{number}. [{each.place}]\n{each.text}\n")
        return
    stored[name] = stored_draw(texts, read_verdicts(Path(verdicts).read_text(encoding="utf-8")), revision, seed)
    ordered = {each: stored[each] for each in DRAWS if each in stored}
    RESULTS.write_text(json.dumps(ordered, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    click.echo(summary(ordered))


if __name__ == "__main__":
    main()
