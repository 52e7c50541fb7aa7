"""The script that follows the tutorials: it types what the pages say, and notices what differs."""

import os

import click
import pytest

from benchmarks import newcomer


@pytest.mark.parametrize("tutorial", newcomer.TUTORIALS)
def test_both_languages_say_the_same_to_type(tutorial):
    english, chinese = (newcomer.tutorial_page(language, tutorial) for language in newcomer.LANGUAGES)
    assert english == chinese
    kinds = [step.kind for step in english.steps]
    assert kinds[0] == "install"
    assert {"session", "command"} & set(kinds)


@pytest.mark.skipif(os.name == "nt", reason="the script is typed into bash")
def test_a_page_is_followed_in_one_shell(tmp_path):
    text = "```text\n. ./environment\n```\n```console\n$ echo $WORD $HOME\n{}\n```\n```toml\nkey = 1\n```\n"
    (tmp_path / "environment").write_text("WORD=lamp\n", encoding="utf-8")
    result = newcomer.follow(newcomer.read_page(text.format("lamp /nowhere")), tmp_path, "/nowhere")
    assert result["steps"] == 3
    assert (tmp_path / "aligner.toml").read_text(encoding="utf-8") == "key = 1\n"
    with pytest.raises(click.ClickException, match="something else"):
        newcomer.follow(newcomer.read_page(text.format("lantern")), tmp_path, "/nowhere")
    with pytest.raises(click.ClickException, match="exit code 1"):
        newcomer.follow(newcomer.read_page("```sh\ntrue\nfalse\n```\n"), tmp_path, "/nowhere")
