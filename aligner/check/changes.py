"""What changed since a revision of git, and what the two sides of a translation were in its commits."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path, PurePath

from aligner.check.files import FilePairs
from aligner.errors import UsageError
from aligner.interface import _


def only_changed(files: FilePairs, revision: str, source: Path, target: Path | None) -> FilePairs:
    """Return those files of which one side differs from where a branch began.

    Compared are the files as they are now, also those that are not committed or not yet known to git, with the last
    commit that this branch and the revision have in common. Of a file that was renamed both names count. A file whose
    counterpart was deleted counts as well.

    Args:
        files: all files of the check.
        revision: a branch, tag or commit.
        source: the file or folder of the sources.
        target: that of the translation, if it is another one.

    Raises:
        UsageError: there is no git, no repository, no such revision, or the history is cut before it.
    """
    folder = (source if source.is_dir() else source.parent).resolve()
    changed = changed_since(revision, folder)
    roots = [root.resolve() for root in (source, target) if root is not None and root.is_dir()]
    gone = {stem_below(path, roots) for path in changed if not path.exists()} - {None}

    def touched(*paths: Path) -> bool:
        return any(path.absolute() in changed or path.resolve() in changed for path in paths)

    def concerned(path: Path) -> bool:
        return touched(path) or stem_below(path.resolve(), roots) in gone

    return replace(
        files,
        pairs=tuple(pair for pair in files.pairs if touched(*pair)),
        missing=tuple(path for path in files.missing if concerned(path)),
        extra=tuple(path for path in files.extra if concerned(path)),
        others=tuple(path for path in files.others if touched(path)),
        touched=frozenset(
            path.as_posix()
            for path in {*files.missing, *files.extra, *(path for pair in files.pairs for path in pair)}
            if touched(path)
        ),
    )


def stem_below(path: Path, roots: list[Path]) -> PurePath | None:
    """Return a path below one of the folders of the check, without its extension; ``None`` for others."""
    inner = [path.relative_to(root).with_suffix("") for root in roots if path.is_relative_to(root)]
    return min(inner, key=lambda each: len(each.parts)) if inner else None


def changed_since(revision: str, folder: Path) -> set[Path]:
    """Return the files that were changed, renamed, added or deleted since a branch began, as absolute paths.

    Raises:
        UsageError: see `only_changed`.
    """
    top = Path(git(folder, "rev-parse", "--show-toplevel").strip())
    start = base_of(revision, folder)
    names = git(top, "diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", start, "--").split("\0")
    names += git(top, "ls-files", "--others", "--exclude-standard", "-z").split("\0")
    return {top / name for name in names if name}


def base_of(revision: str, folder: Path) -> str:
    """Return the last commit that a revision and this branch have in common.

    Raises:
        UsageError: there is no such revision, or no such commit in the part of the history that is here.
    """
    shallow = git(folder, "rev-parse", "--is-shallow-repository").strip() == "true"
    if revision.startswith("-") or run(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").returncode:
        hint = (
            _("get it with git fetch, in a workflow with fetch-depth: 0")
            if shallow
            else _("check the name, or fetch it")
        )
        raise UsageError(_("--since {revision}: there is no such commit here; {hint}", revision=revision, hint=hint))
    done = run(folder, "merge-base", revision, "HEAD")
    if done.returncode == 0:
        return text_of(done.stdout).split()[0]
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


def text_of(content: bytes) -> str:
    """Return what git printed; names that are not UTF-8 as Python has them in paths."""
    return content.decode("utf-8", "surrogateescape")


def run(folder: Path, *arguments: str, content: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run git in a folder.

    Raises:
        UsageError: it cannot be run.
    """
    try:
        return subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False, input=content)
    except OSError as error:
        raise UsageError(_("--since needs git, which cannot be run: install it")) from error


def git(folder: Path, *arguments: str) -> str:
    """Return what git prints in a folder.

    Raises:
        UsageError: it fails.
    """
    done = run(folder, *arguments)
    if done.returncode:
        said = " ".join(text_of(done.stderr).split())
        raise UsageError(_("--since needs a git repository ({said})", said=said), path=folder.as_posix())
    return text_of(done.stdout)
