"""What is tried: a name, whole inputs, and what is done with a damaged one; an `AlignerError` is an answer."""

from __future__ import annotations

import contextlib
import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.fuzz import seeds

Seeds = Callable[[], tuple[bytes, ...]]
Call = Callable[[bytes, Path, random.Random], None]


@dataclass(frozen=True)
class Target:
    """One thing that takes bytes from anywhere.

    Attributes:
        kind: row of the table: documents, messages, pairs, glossaries, stores, commands.
        seeds: whole inputs.
        call: takes a damaged input, an empty folder and random numbers.
        share: of the inputs that a target of its kind gets; less for what is slow.
    """

    kind: str
    seeds: Seeds
    call: Call
    share: float = 1.0


class FaultError(Exception):
    """A command ended with exit code 4, or with one that no table has."""


def encoded(*contents: str) -> Seeds:
    """Return seeds in UTF-8 and, of one of them, in an older encoding."""
    return lambda: (*(each.encode() for each in contents), contents[0].encode("gb18030", "replace"))


def sample(*more: str, lines: int = 14) -> Seeds:
    """Return both languages of a sample document and other texts."""
    return lambda: tuple(
        each.encode() for each in (*more, seeds.texts("en", lines=lines), seeds.texts("zh", lines=lines))
    )


def document(reader: str) -> Call:
    """Read and segment; the text is what later stages see."""

    def call(content: bytes, _folder: Path, _chance: random.Random) -> None:
        from aligner.readers import READERS
        from aligner.segmenters import segment
        from aligner.settings import SegmentSettings

        try:
            found = READERS.load(reader)(content, "report")
        except RecursionError:  # `aligner.readers.read` makes an `InputError` of it for all readers
            return
        segment(found, SegmentSettings())

    return call


def messages(name: str) -> Call:
    """Read a catalogue of messages."""

    def call(content: bytes, _folder: Path, _chance: random.Random) -> None:
        from aligner.readers.messages import CATALOGUES

        for _ in CATALOGUES.load(name)(content, "report"):
            pass

    return call


def pairs(name: str, extension: str) -> Call:
    """Read pairs and write them as another format."""

    def call(content: bytes, folder: Path, chance: random.Random) -> None:
        from aligner.formats import FORMATS, load, read_beads, write

        path = folder / f"pairs{extension}"
        path.write_bytes(content)
        if name == "vecalign":
            read_beads(path)
            return
        found = load(path)
        if chance.random() < 0.1:  # writing costs more than reading, and is the same for all that was read
            write(found, io.BytesIO(), chance.choice([each for each in FORMATS if each not in ("xlsx", "html")]))

    return call


def lint(content: bytes, _folder: Path, _chance: random.Random) -> None:
    """Look for faults of a memory, and mend it."""
    from aligner.formats.lint import repair

    for _ in repair(io.BytesIO(content), "a.tmx", io.BytesIO()):
        pass


def glossary(name: str, extension: str) -> Call:
    """Read a glossary."""

    def call(content: bytes, folder: Path, _chance: random.Random) -> None:
        from aligner.glossary.files import load_glossary

        path = folder / f"terms{extension}"
        path.write_bytes(content)
        load_glossary(path, name)

    return call


def by_path(name: str, read: Callable[[Path], object]) -> Call:
    """Write the input to a file of that name and read it."""

    def call(content: bytes, folder: Path, _chance: random.Random) -> None:
        path = folder / name
        path.write_bytes(content)
        read(path)

    return call


def settings(path: Path) -> None:
    """Read the tables of a run and of the check."""
    from aligner.check.own_patterns import compile_patterns
    from aligner.check.settings_table import load_check_settings
    from aligner.settings_file import load_settings

    with contextlib.suppress(ValueError):
        load_settings(path)
    compile_patterns(load_check_settings(path))


def check_baseline(path: Path) -> None:
    """Read a baseline."""
    from aligner.check.baseline import read_baseline

    read_baseline(str(path))


def check_lock(path: Path) -> None:
    """Read a lock file."""
    from aligner.check.lock import earlier_of, read_lock

    for passages in read_lock(str(path)).values():
        earlier_of(passages)


def kept_result(content: bytes, _folder: Path, _chance: random.Random) -> None:
    """Read a result of the check that was kept, past its signature."""
    import json

    from aligner.check.cache import outcome_from_json

    with contextlib.suppress(ArithmeticError, AttributeError, KeyError, RecursionError, TypeError, ValueError):
        outcome_from_json(json.loads(content), "a", "b")


@cache
def kept_results() -> tuple[bytes, ...]:
    """Return a result of the check as it is kept."""
    import json

    from aligner.check.cache import outcome_to_json
    from aligner.check.findings import FileReport, Finding, Place
    from aligner.check.outcome import Outcome

    place = Place("a", 3, "text", 1, "key")
    report = FileReport("a", "b", (Finding("omission", "error", "m", place, None, 0.9),), 3, 4)
    return (json.dumps(outcome_to_json(Outcome(report, (("0", "1"),), 0, ((), ())))).encode(),)


def journal(path: Path) -> None:
    """Open a journal."""
    from aligner.review.journal import Journal

    Journal.open(path).close()


def ledger(path: Path) -> None:
    """Open the store of a batch, and read and write it."""
    from aligner.tasks.ledger import open_ledger

    with open_ledger(path.parent) as results:
        known = results.begin("a", 0)
        if known is not None and known.key is not None:
            results.content("a")
        results.begin("c", 2)
        results.keep("c", b"k", b"c")


def index(path: Path) -> None:
    """Search an index that was named."""
    from aligner.concordance.search import SearchSettings, search

    search("lamp", [], SearchSettings(index=str(path)))


def model(content: bytes, folder: Path, chance: random.Random) -> None:
    """Load a model of which one file is damaged; half of the time its checksum is right."""
    import hashlib
    import json

    from aligner.embedders.static import CARD, StaticEmbedder

    files = dict(seeds.model())
    name = chance.choice(sorted(files))
    files[name] = content
    if name != CARD and chance.random() < 0.5:
        card = json.loads(files[CARD])
        card["sha256"][name] = hashlib.sha256(content).hexdigest()
        files[CARD] = json.dumps(card).encode()
    for each, inside in files.items():
        (folder / each).write_bytes(inside)
    StaticEmbedder.load(str(folder)).encode(["lamp 灯", ""])


def checkpoint(path: Path) -> None:
    """Load the checkpoint of a training run."""
    from aligner.training.checkpoint import Checkpoints

    Checkpoints(path.parent).load("key")


@cache
def checkpoints() -> tuple[bytes, ...]:
    """Return a checkpoint."""
    import tempfile

    import numpy

    from aligner.training.checkpoint import Checkpoints, TrainingState

    with tempfile.TemporaryDirectory() as folder:
        made = Checkpoints(Path(folder))
        made.save(TrainingState.start(numpy.zeros((3, 2), numpy.float32), numpy.random.default_rng(1)), "key")
        return (made.path.read_bytes(),)


def anchors(path: Path) -> None:
    """Read anchors."""
    from aligner.formats.anchors import read_anchors

    read_anchors(path, (5, 5))


def memory(path: Path) -> None:
    """Read a file of pairs that is only read."""
    from aligner.formats import load

    load(path)


def listed(path: Path) -> None:
    """Read a list of pairs."""
    from aligner.batch.manifest import count_rows

    count_rows(path)


def srx(path: Path) -> None:
    """Read rules of segmentation, and split by them."""
    from aligner.segmenters.srx import load_srx

    rules = load_srx(str(path))
    for language in ("en", "zh"):
        rules.split("Mr. A went. He came。他走了。 ", language)


def command(*arguments: str, files: tuple[str, str] = ("a.txt", "b.txt"), other: bytes | None = None) -> Call:
    """Run a command on the input, which takes the first or the second place; the other one is whole.

    Args:
        arguments: of the program, with ``{0}`` and ``{1}`` for the files.
        files: their names.
        other: what stands in the place that is not damaged; the sample unless given.
    """

    def call(content: bytes, folder: Path, chance: random.Random) -> None:
        whole = [seeds.texts("en", lines=8).encode(), seeds.texts("zh", lines=8).encode()]
        place = chance.randrange(2) if other is None else 0
        contents = [other or whole[0], other or whole[1]]
        contents[place] = content
        for name, inside in zip(files, contents, strict=True):
            (folder / name).write_bytes(inside)
        run([each.format(*(str(folder / name) for name in files), folder=folder) for each in arguments])

    return call


def run(arguments: list[str]) -> None:
    """Run the program in this process.

    Raises:
        FaultError: it ends with exit code 4, or says more than it should.
    """
    from aligner.cli.group import group

    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = group.main(arguments, standalone_mode=False)
    err.flush()
    said = err.buffer.getvalue().decode("utf-8", "replace")
    if code not in (0, 1, 2, 3) or "Traceback" in said:
        raise FaultError(f"exit code {code}: {said[-300:]}")


def query(content: bytes, folder: Path, chance: random.Random) -> None:
    """Search a file of pairs for a damaged query."""
    path = folder / "a.csv"
    path.write_bytes(seeds.pairs_in("csv")[0])
    text = content.decode("utf-8", "replace").replace("\0", "")[:500]
    options = chance.choice((["--regex"], [], ["--lemma"], ["--exact"]))
    run(["search", *options, "--index", str(folder / "i"), "-q", "--", text, str(path)])


def own_pattern(content: bytes, _folder: Path, _chance: random.Random) -> None:
    """Compile a pattern of the settings and look for it."""
    from aligner.check.own_patterns import compile_patterns
    from aligner.check.settings import CheckSettings

    table = {"target": content.decode("utf-8", "replace"), "message": "m"}
    (pattern,) = compile_patterns(CheckSettings(patterns=(table,)))
    for _ in pattern.offsets("target", "灯lamp" * 5 + "a" * 20):
        pass


READ = {
    "text": sample(),
    "markdown": sample(seeds.MARKDOWN, seeds.MDX),
    "html": encoded(seeds.HTML),
    "rst": encoded(seeds.RST),
    "asciidoc": encoded(seeds.ASCIIDOC),
    "subtitles": encoded(seeds.SUBTITLES, seeds.VTT),
    "pdf": seeds.pdf,
}
OFFICE = ("docx", "odt", "xlsx", "ods", "pptx", "odp", "epub")
PAIRS = {
    "tmx": ".tmx", "xliff": ".xliff", "xliff2": ".xliff2", "po": ".po", "csv": ".csv", "tsv": ".tsv", "xlsx": ".xlsx",
    "jsonl": ".bitext.jsonl", "pairs": ".jsonl", "parquet": ".parquet", "tei": ".tei.xml",
    "intertext": ".intertext.zip", "docx": ".docx", "vecalign": ".align",
}  # fmt: skip
GLOSSARIES = {"xlsx": ".xlsx", "csv": ".csv", "tsv": ".tsv", "memoq": ".csv", "tbx": ".tbx", "tbx2": ".tbx",
              "jsonl": ".jsonl"}  # fmt: skip
STORES = {
    "settings": Target("stores", encoded(seeds.SETTINGS), by_path("aligner.toml", settings)),
    "baseline": Target("stores", lambda: (seeds.baseline(),), by_path("known.json", check_baseline)),
    "lock": Target("stores", lambda: (seeds.lock(),), by_path("lock.json", check_lock)),
    "kept result": Target("stores", kept_results, kept_result),
    "journal": Target("stores", lambda: (seeds.journal(),), by_path("a.review.jsonl", journal)),
    "batch store": Target("stores", lambda: (seeds.ledger(),), by_path("results.sqlite", ledger), 0.5),
    "search index": Target("stores", lambda: (seeds.index(),), by_path("index", index), 0.5),
    "model": Target("stores", lambda: tuple(seeds.model().values()), model, 0.5),
    "checkpoint": Target("stores", checkpoints, by_path("checkpoint.npz", checkpoint)),
    "anchors": Target("stores", lambda: seeds.pairs_in("vecalign"), by_path("a.align", anchors)),
    "list of pairs": Target("stores", encoded("source,target,document\na.txt,b.txt,c\n"), by_path("l.csv", listed)),
    "SRX": Target("stores", encoded(seeds.SRX), by_path("r.srx", srx), 0.5),
}
SHORT = 8
LENGTH = ("--model", "length")
COMMANDS = {
    "align": command("align", "{0}", "{1}", "-o", "{folder}/o.tmx", "-q", *LENGTH),
    "align, the model": command("align", "{0}", "{1}", "-o", "{folder}/o.csv", "-q"),
    "align one file": command("align", "{0}", "-o", "{folder}/o.jsonl", "-q", *LENGTH),
    "align Markdown": command("align", "{0}", "{1}", "-o", "{folder}/o.html", "-q", *LENGTH, files=("a.md", "b.md")),
    "check": command("check", "{0}", "{1}", "-q", "--no-cache", "-j", "1", "--format", "json", files=("a.md", "b.md")),
    "check pairs": command("check", "{0}", "-q", "--no-cache", "-j", "1", files=("a.csv", "b.csv"), other=b" "),
    "stats": command("stats", "{0}", files=("a.csv", "b.csv"), other=b" "),
    "convert": command("convert", "{0}", "{folder}/o.tmx", "-q", files=("a.tmx", "b"), other=b" "),
    "glossary": command("glossary", "{0}", "-q", "-o", "{folder}/g.csv", *LENGTH, files=("a.csv", "b"), other=b" "),
    "evaluate": command("evaluate", "--gold", "{1}", "{0}", files=("a.align", "b.align"), other=b"[0]:[0]\n[1]:[1]\n"),
    "lint": command("lint", "{0}", files=("a.tmx", "b"), other=b" "),
}
COMMAND_SEEDS = {
    "align Markdown": sample(seeds.MARKDOWN, lines=SHORT),
    "check": sample(seeds.MARKDOWN, lines=SHORT),
    "convert": lambda: seeds.pairs_in("tmx"),
    "lint": lambda: seeds.pairs_in("tmx"),
    "evaluate": lambda: seeds.pairs_in("vecalign"),
    **dict.fromkeys(("check pairs", "stats", "glossary"), lambda: seeds.pairs_in("csv")),
}
SLOW = {
    **dict.fromkeys(("text", "rst", "pdf", "subtitles"), 0.5),
    "xlsx": 0.4,
    "align, the model": 0.02,
    "check": 0.05,
    "check pairs": 0.1,
    "glossary": 0.05,
}
TARGETS: dict[str, Target] = {
    **{name: Target("documents", found, document(name), SLOW.get(name, 1.0)) for name, found in READ.items()},
    **{name: Target("documents", lambda name=name: seeds.office(name), document(name)) for name in OFFICE},
    **{
        f"{name} messages": Target("messages", encoded(text), messages(name)) for name, text in seeds.CATALOGUES.items()
    },
    **{
        f"{name} pairs": Target(
            "pairs", lambda name=name: seeds.pairs_in(name), pairs(name, extension), SLOW.get(name, 1.0)
        )
        for name, extension in PAIRS.items()
    },
    "sdltm": Target("pairs", lambda: (seeds.sdltm(),), by_path("memory.sdltm", memory)),
    "tmx lint": Target("pairs", lambda: seeds.pairs_in("tmx"), lint),
    **{
        f"{name} glossary": Target("glossaries", lambda name=name: seeds.glossaries(name), glossary(name, extension))
        for name, extension in GLOSSARIES.items()
    },
    **STORES,
    **{
        name: Target("commands", COMMAND_SEEDS.get(name, sample(lines=SHORT)), call, SLOW.get(name, 0.2))
        for name, call in COMMANDS.items()
    },
    "search": Target("commands", encoded("lamp", "步骤 NEAR 灯", '"the lamp" -x', *seeds.HOSTILE_PATTERNS), query, 0.3),
    "own pattern": Target("commands", encoded(*seeds.HOSTILE_PATTERNS), own_pattern, 0.3),
}


def shared_out(inputs: int, names: list[str]) -> dict[str, int]:
    """Return how many of some inputs each target gets, by its share."""
    total = sum(TARGETS[name].share for name in names)
    return {name: max(1, round(inputs * TARGETS[name].share / total)) for name in names}
