"""``python -m docs.generate`` rewrites tables and the reference of commands; its options run what takes longer."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from docs.generate.catalogue import rewrite_catalogues
from docs.generate.sections import ROOT, pages, with_sections


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 where a page is stale.")
@click.option("--sessions", is_flag=True, help="Also run the sessions of all pages again and show what they print now.")
@click.option("--notebooks", is_flag=True, help="Also run the notebooks again and store their outputs.")
@click.option("--pictures", is_flag=True, help="Also draw the figures and take the screenshots (needs Chromium).")
def main(check: bool, sessions: bool, notebooks: bool, pictures: bool) -> None:
    """Rewrite what stands between the markers of all pages, and the catalogues of the interface."""
    stale = rewrite_sections(check=check)
    for path in rewrite_catalogues(check=check):
        click.echo(f"{'stale' if check else 'rewritten'}: {path.relative_to(ROOT)}")
        stale.append(path)
    if sessions:
        rewrite_sessions()
    if notebooks:
        from docs.generate.notebooks import store_all

        store_all()
    if pictures:
        from docs.generate.figures import draw_all
        from docs.generate.screenshots import take_all

        draw_all()
        take_all()
    if check and stale:
        raise SystemExit(1)


def rewrite_sections(*, check: bool) -> list[Path]:
    """Rewrite the marked sections, or only find out which pages are stale; return those."""
    stale = []
    for path, language in pages():
        text = path.read_text(encoding="utf-8")
        renewed = with_sections(text, language, str(path))
        if renewed != text:
            stale.append(path)
            click.echo(f"{'stale' if check else 'rewritten'}: {path.relative_to(ROOT)}")
            if not check:
                path.write_text(renewed, encoding="utf-8")
    return stale


def rewrite_sessions() -> None:
    """Run every session of the pages and of the READMEs, each page in a folder of its own."""
    from docs.generate.examples import prepare, with_sessions

    paths = [ROOT / "README.md", ROOT / "README.zh.md", *(path for path, _ in pages())]
    for path in paths:
        text = path.read_text(encoding="utf-8")
        if "```console" in text:
            with tempfile.TemporaryDirectory() as name:
                prepare(Path(name))
                path.write_text(with_sessions(text, Path(name)), encoding="utf-8")


if __name__ == "__main__":
    main()
