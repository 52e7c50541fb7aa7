"""What two files were when the translation was last committed, as git remembers it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from aligner.errors import UsageError


def at_last_translation(source: Path, target: Path) -> tuple[bytes, bytes] | None:
    """Return source and translation as they were in the last commit that touched the translation.

    Returns:
        The contents; ``None`` where git does not say: the translation was never committed, or the source was not there.

    Raises:
        UsageError: there is no git, the files are in no repository, or the history is cut.
    """
    folder = target.resolve().parent
    top = Path(_git(folder, "rev-parse", "--show-toplevel").decode("utf-8", "surrogateescape").strip()).resolve()
    commit = _run(folder, "log", "-1", "--format=%H", "--", str(target.resolve())).stdout.decode().strip()
    if not commit:
        return None
    contents = []
    for path in (source, target):
        if not path.resolve().is_relative_to(top):
            return None
        inside = path.resolve().relative_to(top).as_posix()
        done = _run(folder, "show", f"{commit}:{inside}")
        if done.returncode:
            return None
        contents.append(done.stdout)
    return contents[0], contents[1]


def require_history(folder: Path) -> None:
    """Raise a `UsageError` where the history of a folder cannot tell what is stale."""
    if _git(folder, "rev-parse", "--is-shallow-repository").strip() == b"true":
        raise UsageError(
            "--stale-by-git needs the whole history, and this clone is shallow: get it with git fetch --unshallow "
            "(in a workflow: fetch-depth: 0)",
            path=folder.as_posix(),
        )


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)
    except OSError as error:
        raise UsageError("--stale-by-git needs git, which cannot be run: install it, or use --lock FILE") from error


def _git(folder: Path, *arguments: str) -> bytes:
    """Return what git says in a folder."""
    done = _run(folder, *arguments)
    if done.returncode:
        said = " ".join(done.stderr.decode("utf-8", "replace").split())
        raise UsageError(f"--stale-by-git needs a git repository ({said}): use --lock FILE", path=folder.as_posix())
    return done.stdout
