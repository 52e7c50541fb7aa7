"""What a source was when each passage of its translation was written, as git remembers it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from aligner.check.lock import Earlier
from aligner.errors import UsageError
from aligner.interface import _

Hashes = Callable[[bytes, Path], "frozenset[str] | None"]
"""Returns the hashes of the blocks of a file's content; ``None`` where it cannot be read."""
MOST_COMMITS = 100
"""Commits of one translation that are looked at; passages that are older count as of the last of them."""
BASE = re.compile(
    rb"^(?:l10n:[ \t]*\n(?:[ \t]+\w+:[^\n]*\n)*[ \t]+sourceCommit|l10n\.sourceCommit|sourceCommit|default_lang_commit)"
    rb"[ \t]*:[ \t]*[\"']?([0-9a-fA-F]{7,40})\b",
    re.MULTILINE,
)
"""Front matter that says of which commit of the source a translation was made: MDN's and OpenTelemetry's."""
FRONT_MATTER = re.compile(rb"\A\xef?\xbb?\xbf?---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)


def earlier_by_git(source: Path, target: Path, hashes: Hashes) -> Earlier | None:
    """Return what the source was when the passages of a translation were written.

    A translation may name the commit of its source in its front matter (``l10n.sourceCommit``,
    ``default_lang_commit``). Otherwise each passage is as old as the commit that gave it the text that it has now:
    commits that only change white space or other passages do not make it fresh.

    Args:
        source: the file that is translated.
        target: its translation.
        hashes: see `Hashes`.

    Returns:
        ``None`` where git does not say: the translation was never committed, or the source was not there.

    Raises:
        UsageError: there is no git, the files are in no repository, or the history is cut.
    """
    folder = target.resolve().parent
    top = Path(_git(folder, "rev-parse", "--show-toplevel").decode("utf-8", "surrogateescape").strip()).resolve()
    if not all(path.resolve().is_relative_to(top) for path in (source, target)):
        return None
    named = by_named_commit(source, target, top, hashes)
    return named or by_passages(source, target, top, hashes)


def by_named_commit(source: Path, target: Path, top: Path, hashes: Hashes) -> Earlier | None:
    """Return what the source was in the commit that the translation names, if there is one and git has it."""
    content = target.read_bytes() if target.is_file() else b""
    commit = named_commit(content)
    now = hashes(content, target) if commit else None
    if not commit or now is None:
        return None
    old = at_commit(top, commit, source)
    known = hashes(old, source) if old is not None else None
    return Earlier(known, now) if known is not None else None


def named_commit(content: bytes) -> str:
    """Return the commit of the source that a translation names in its front matter; empty without one."""
    front = FRONT_MATTER.match(content)
    found = BASE.search(front[1].replace(b"\r\n", b"\n")) if front else None
    return found[1].decode() if found else ""


def by_passages(source: Path, target: Path, top: Path, hashes: Hashes) -> Earlier | None:
    """Return the versions of the source, and in which of them each passage of the translation was written."""
    versions: list[frozenset[str]] = []
    since: dict[str, int] = {}
    newest: frozenset[str] | None = None
    unchanged: frozenset[str] = frozenset()  # passages of the newest version that all later ones have as well
    fresh: frozenset[str] | None = None
    for ours, theirs in versions_of(source, target, top, hashes):
        if newest is None:
            newest = unchanged = theirs
        unchanged &= theirs
        if not unchanged:
            break
        if fresh is None and theirs != newest:
            fresh = versions[-1]
        versions.append(ours)
        since |= dict.fromkeys(unchanged, len(versions) - 1)
    if newest is None or not versions:
        return None
    # the source as it was when the translation last changed, for what was added to it since
    return Earlier(fresh or versions[-1], newest, tuple(sorted(since.items())), tuple(versions))


def versions_of(
    source: Path, target: Path, top: Path, hashes: Hashes
) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """Yield the blocks of source and translation in each commit that touched the translation, the newest first."""
    place = str(target.resolve())
    log = _run(top, "log", f"-{MOST_COMMITS}", "--format=%H", "--", place).stdout.decode().split()
    for commit in log:
        contents = [at_commit(top, commit, path) for path in (source, target)]
        if contents[0] is None or contents[1] is None:
            return
        sides = hashes(contents[0], source), hashes(contents[1], target)
        if sides[0] is None or sides[1] is None:  # it was empty, or broken: nothing to compare with
            return
        yield sides[0], sides[1]


def at_commit(top: Path, commit: str, path: Path) -> bytes | None:
    """Return the content of a file in a commit, ``None`` where it was not there."""
    inside = path.resolve().relative_to(top).as_posix()
    done = _run(top, "show", f"{commit}:{inside}")
    return None if done.returncode else done.stdout


def require_history(folder: Path) -> None:
    """Raise a `UsageError` where the history of a folder cannot tell what is stale."""
    if _git(folder, "rev-parse", "--is-shallow-repository").strip() == b"true":
        raise UsageError(
            _(
                "--stale-by-git needs the whole history, and this clone is shallow: get it with git fetch --unshallow "
                "(in a workflow: fetch-depth: 0)"
            ),
            path=folder.as_posix(),
        )


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)
    except OSError as error:
        raise UsageError(_("--stale-by-git needs git, which cannot be run: install it, or use --lock FILE")) from error


def _git(folder: Path, *arguments: str) -> bytes:
    """Return what git says in a folder."""
    done = _run(folder, *arguments)
    if done.returncode:
        said = " ".join(done.stderr.decode("utf-8", "replace").split())
        raise UsageError(
            _("--stale-by-git needs a git repository ({said}): use --lock FILE", said=said), path=folder.as_posix()
        )
    return done.stdout
