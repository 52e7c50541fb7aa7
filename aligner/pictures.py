"""Write pictures with matplotlib, which the extra ``plot`` installs; the same drawing gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aligner.errors import UsageError
from aligner.interface import _

if TYPE_CHECKING:
    from matplotlib.figure import Figure

EXTENSIONS = (".png", ".svg", ".pdf")
DOTS_PER_INCH = 160
DEFAULT_FONT = "DejaVu Sans"
"""The font that comes with matplotlib."""


def check_plot_path(path: str | Path) -> str:
    """Return the picture format of a file name.

    Raises:
        UsageError: the extension is not one of `EXTENSIONS`, or matplotlib is not installed.
    """
    extension = Path(path).suffix.lower()
    if extension not in EXTENSIONS:
        raise UsageError(
            _(
                "{path!r} has no extension of a picture: use one of {extensions}",
                path=str(path),
                extensions=", ".join(EXTENSIONS),
            )
        )
    try:
        import matplotlib  # noqa: F401
    except ModuleNotFoundError:
        raise UsageError(_("a plot needs the package 'matplotlib': pip install 'bitext-aligner[plot]'")) from None
    return extension[1:]


@contextmanager
def picture(path: str | Path, size: tuple[float, float], fonts: Sequence[str] = (DEFAULT_FONT,)) -> Iterator[Figure]:
    """Return a context manager that yields an empty figure, and writes it to a file at the end.

    The file is written only if the ``with`` block ends without an error.

    Args:
        path: a ``.png``, ``.svg`` or ``.pdf`` file.
        size: width and height in inches.
        fonts: font families in order; each is used for the characters that the earlier ones lack.

    Raises:
        OutputError: the file cannot be written.
        UsageError: the extension is not supported, or matplotlib is not installed.
    """
    kind = check_plot_path(path)
    import matplotlib
    from matplotlib.figure import Figure

    from aligner.formats.atomic import replacing

    style: Any = {
        "font.family": list(fonts),
        "axes.unicode_minus": False,
        "text.parse_math": False,  # a name may hold dollar signs
        "svg.hashsalt": "aligner",
        "pdf.fonttype": 42,
    }
    with matplotlib.rc_context(style):
        figure = Figure(figsize=size, dpi=DOTS_PER_INCH, layout="constrained")
        yield figure
        dates: dict[str, Any] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind, {})
        with replacing(path) as stream:
            figure.savefig(stream, format=kind, metadata=dates)
