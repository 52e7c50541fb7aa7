"""Find the files that have changed since a revision of git."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path, PurePath

from aligner.check.files import FilePairs
from aligner.errors import UsageError
from aligner.interface import _


def only_changed(files: FilePairs, revision: str, source: Path, target: Path | None) -> FilePairs:
    """Return the file pairs of which at least one side has changed since a branch began.

    The current files, including uncommitted and untracked ones, are compared with the merge base of
    this branch and the revision. The old and the new name of a renamed file count as changed. A file
    whose counterpart was deleted also counts as changed.

    Args:
        files: all files of the check.
        revision: a branch, tag or commit.
        source: file or folder of the sources.
        target: file or folder of the translations; ``None`` if it is the same folder.

    Raises:
        UsageError: git is not installed, the repository or the revision does not exist, or the clone is
            too shallow.
    """
    folder = (source if source.is_dir() else source.parent).resolve()
    changed = changed_since(revision, folder)
    roots = [root.resolve() for root in (source, target) if root is not None and root.is_dir()]
    deleted = {stem_below(path, roots) for path in changed if not path.exists()} - {None}

    def touched(*paths: Path) -> bool:
        return any(path.absolute() in changed or path.resolve() in changed for path in paths)

    def affected(path: Path) -> bool:
        return touched(path) or stem_below(path.resolve(), roots) in deleted

    return replace(
        files,
        pairs=tuple(pair for pair in files.pairs if touched(*pair)),
        missing=tuple(path for path in files.missing if affected(path)),
        extra=tuple(path for path in files.extra if affected(path)),
        others=tuple(path for path in files.others if touched(path)),
        touched=frozenset(
            path.as_posix()
            for path in {*files.missing, *files.extra, *(path for pair in files.pairs for path in pair)}
            if touched(path)
        ),
    )


def stem_below(path: Path, roots: list[Path]) -> PurePath | None:
    """Return a path without extension, relative to its root folder; ``None`` if no root contains it."""
    inner = [path.relative_to(root).with_suffix("") for root in roots if path.is_relative_to(root)]
    return min(inner, key=lambda each: len(each.parts)) if inner else None


def changed_since(revision: str, folder: Path) -> set[Path]:
    """Return the absolute paths of files that were changed, renamed, added or deleted since a branch began.

    Raises:
        UsageError: see `only_changed`.
    """
    top = Path(git_output(folder, "rev-parse", "--show-toplevel").strip())
    start = base_of(revision, folder)
    names = git_output(top, "diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", start, "--").split("\0")
    names += git_output(top, "ls-files", "--others", "--exclude-standard", "-z").split("\0")
    return {top / name for name in names if name}


def base_of(revision: str, folder: Path) -> str:
    """Return the merge base of a revision and this branch.

    Raises:
        UsageError: there is no such revision, or the clone does not contain the merge base.
    """
    shallow = git_output(folder, "rev-parse", "--is-shallow-repository").strip() == "true"
    if (
        revision.startswith("-")
        or run_git(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").returncode
    ):
        hint = (
            _("get it with git fetch, in a workflow with fetch-depth: 0")
            if shallow
            else _("check the name, or fetch it")
        )
        raise UsageError(_("--since {revision}: there is no such commit here; {hint}", revision=revision, hint=hint))
    done = run_git(folder, "merge-base", revision, "HEAD")
    if done.returncode == 0:
        return decoded(done.stdout).split()[0]
    if shallow:
        raise UsageError(
            _(
                "--since {revision}: this clone is shallow, and where the branch began is not in it: get more of the "
                "history with git fetch --unshallow (in a workflow: fetch-depth: 0)",
                revision=revision,
            )
        )
    raise UsageError(
        _("--since {revision}: it has no commit in common with this branch; name another one", revision=revision)
    )


def decoded(content: bytes) -> str:
    """Return output of git as text; bytes that are not UTF-8 become surrogates, as in Python's paths."""
    return content.decode("utf-8", "surrogateescape")


def run_git(folder: Path, *arguments: str, content: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run a git command in a folder, and return its exit code and output.

    Raises:
        UsageError: git cannot be run.
    """
    try:
        return subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False, input=content)
    except OSError as error:
        raise UsageError(_("--since needs git, which cannot be run: install it")) from error


def git_output(folder: Path, *arguments: str) -> str:
    """Return the output of a git command that runs in a folder.

    Raises:
        UsageError: git fails.
    """
    done = run_git(folder, *arguments)
    if done.returncode:
        message = " ".join(decoded(done.stderr).split())
        raise UsageError(_("--since needs a git repository ({said})", said=message), path=folder.as_posix())
    return decoded(done.stdout)
