"""Find in the git history from which version of the source each passage was translated."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from aligner.check.lock import EarlierVersion
from aligner.errors import UsageError
from aligner.interface import _

Hashes = Callable[[bytes, Path], "frozenset[str] | None"]
"""Returns the hashes of the blocks of a file's content; ``None`` if the content cannot be read."""
MAX_COMMITS = 100
"""Number of commits of one translation that are read; older passages are dated to the oldest of them."""
SOURCE_COMMIT = re.compile(
    rb"^(?:l10n:[ \t]*\n(?:[ \t]+\w+:[^\n]*\n)*[ \t]+sourceCommit|l10n\.sourceCommit|sourceCommit|default_lang_commit)"
    rb"[ \t]*:[ \t]*[\"']?([0-9a-fA-F]{7,40})\b",
    re.MULTILINE,
)
"""Keys of the front matter that name the translated commit of the source, as used by MDN and OpenTelemetry."""
FRONT_MATTER = re.compile(rb"\A\xef?\xbb?\xbf?---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)


def earlier_by_git(source: Path, target: Path, hashes: Hashes) -> EarlierVersion | None:
    """Return the version of the source from which a translation was made.

    The front matter of a translation may name the commit of its source (``l10n.sourceCommit``,
    ``default_lang_commit``). Otherwise the version of each passage is that of the commit in which the
    passage got its current text. Commits that change only white space or other passages are ignored.

    Args:
        source: path of the source file.
        target: path of its translation.
        hashes: a function that returns the hashes of the blocks of a file, given its content and path.

    Returns:
        The version; ``None`` if git does not know it: the translation was never committed, or the
        source did not exist at that time.

    Raises:
        UsageError: git is not installed, or the files are not in a repository.
    """
    folder = target.resolve().parent
    top = Path(_git(folder, "rev-parse", "--show-toplevel").decode("utf-8", "surrogateescape").strip()).resolve()
    if not all(path.resolve().is_relative_to(top) for path in (source, target)):
        return None
    named = by_named_commit(source, target, top, hashes)
    return named or by_passages(source, target, top, hashes)


def by_named_commit(source: Path, target: Path, top: Path, hashes: Hashes) -> EarlierVersion | None:
    """Return the source version in the commit that the translation names; ``None`` if it names none."""
    content = target.read_bytes() if target.is_file() else b""
    commit = named_commit(content)
    target_hashes = hashes(content, target) if commit else None
    if not commit or target_hashes is None:
        return None
    old_content = content_at(top, commit, source)
    source_hashes = hashes(old_content, source) if old_content is not None else None
    return EarlierVersion(source_hashes, target_hashes) if source_hashes is not None else None


def named_commit(content: bytes) -> str:
    """Return the source commit that the front matter of a translation names; empty if it names none."""
    front = FRONT_MATTER.match(content)
    commit = SOURCE_COMMIT.search(front[1].replace(b"\r\n", b"\n")) if front else None
    return commit[1].decode() if commit else ""


def by_passages(source: Path, target: Path, top: Path, hashes: Hashes) -> EarlierVersion | None:
    """Find the version of the source from which each block of the translation was made.

    This is the version in the earliest commit since which the block has not changed. Return ``None`` if
    the history has no version of the source.
    """
    versions: list[frozenset[str]] = []
    since: dict[str, int] = {}
    newest: frozenset[str] | None = None
    unchanged: frozenset[str] = frozenset()  # passages of the newest version that all commits so far contain
    last_source: frozenset[str] | None = None
    for ours, theirs in versions_of(source, target, top, hashes):
        if newest is None:
            newest = unchanged = theirs
        unchanged &= theirs
        if not unchanged:
            break
        if last_source is None and theirs != newest:
            last_source = versions[-1]
        versions.append(ours)
        since |= dict.fromkeys(unchanged, len(versions) - 1)
    if newest is None or not versions:
        return None
    # the source at the last change of the translation shows what was added to the source since
    return EarlierVersion(last_source or versions[-1], newest, tuple(sorted(since.items())), tuple(versions))


def versions_of(
    source: Path, target: Path, top: Path, hashes: Hashes
) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """Yield the block hashes of source and translation for each commit of the translation, newest first."""
    place = str(target.resolve())
    log = _run(top, "log", f"-{MAX_COMMITS}", "--format=%H", "--", place).stdout.decode().split()
    for commit in log:
        contents = [content_at(top, commit, path) for path in (source, target)]
        if contents[0] is None or contents[1] is None:
            return
        sides = hashes(contents[0], source), hashes(contents[1], target)
        if sides[0] is None or sides[1] is None:  # a file was empty or damaged, so it cannot be compared
            return
        yield sides[0], sides[1]


def content_at(top: Path, commit: str, path: Path) -> bytes | None:
    """Return the content of a file in a commit; ``None`` if it did not exist."""
    inside = path.resolve().relative_to(top).as_posix()
    done = _run(top, "show", f"{commit}:{inside}")
    return None if done.returncode else done.stdout


def require_history(folder: Path) -> None:
    """Check that the clone of a folder has its whole history.

    Raises:
        UsageError: the clone is shallow, or there is no repository.
    """
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
    """Return the output of a git command that runs in a folder."""
    done = _run(folder, *arguments)
    if done.returncode:
        message = " ".join(done.stderr.decode("utf-8", "replace").split())
        raise UsageError(
            _("--stale-by-git needs a git repository ({said}): use --lock FILE", said=message),
            path=folder.as_posix(),
        )
    return done.stdout
