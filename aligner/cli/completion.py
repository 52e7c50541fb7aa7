"""``aligner completion``: shell completion of commands, options, formats and file names.

Scripts exist for bash, zsh and fish.
"""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from aligner.cli.options import debug_option
from aligner.interface import _

PROGRAM = "aligner"


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@debug_option
def completion(shell: str) -> None:
    """Print the script with which a shell completes the commands of aligner.

    \b
    bash: put this line into ~/.bashrc
      eval "$(aligner completion bash)"
    zsh: put this line into ~/.zshrc, after compinit
      eval "$(aligner completion zsh)"
    fish: run this once
      aligner completion fish > ~/.config/fish/completions/aligner.fish

    A new shell then completes verbs, options, names of formats and files.
    """  # noqa: D301 - click wants the character itself
    completion_class = get_completion_class(shell)
    if completion_class is None:  # click knows all three
        raise click.UsageError(_("no completion for {shell}", shell=shell))
    from aligner.cli.group import COMPLETION_VARIABLE, group

    click.echo(completion_class(group, {}, PROGRAM, COMPLETION_VARIABLE).source())
