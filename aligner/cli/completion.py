"""``aligner completion``: what makes bash, zsh and fish complete verbs, options, formats and file names."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from aligner.cli.options import debug_option

PROGRAM = "aligner"
_FOLDERS = ("DIR", "FOLDER")
_FORMAT_OPTIONS = ("to", "input_format")


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@debug_option
def completion(shell: str) -> None:
    """Print the script that makes a shell complete aligner's commands.

    \b
    bash: put this line into ~/.bashrc
      eval "$(aligner completion bash)"
    zsh: put this line into ~/.zshrc, after compinit
      eval "$(aligner completion zsh)"
    fish: run this once
      aligner completion fish > ~/.config/fish/completions/aligner.fish

    A new shell then completes verbs, options, names of formats and files.
    """  # noqa: D301 - click wants the character itself
    found = get_completion_class(shell)
    if found is None:  # click knows all three
        raise click.UsageError(f"no completion for {shell}")
    from aligner.cli.group import COMPLETION_VARIABLE, group  # which imports this module

    click.echo(found(group, {}, PROGRAM, COMPLETION_VARIABLE).source())


def with_file_names(command: click.Command) -> click.Command:
    """Return the command so changed that it completes files, folders and formats where it takes their names.

    Its values are plain texts when it runs: the library says best what is wrong with them.
    """
    from aligner.formats import FORMATS

    if isinstance(command, click.Group):
        for part in command.commands.values():
            with_file_names(part)
    for parameter in command.params:
        if not isinstance(parameter.type, click.types.StringParamType) or getattr(parameter, "is_flag", False):
            continue
        named = (parameter.metavar or parameter.name or "").upper()
        if parameter.name in _FORMAT_OPTIONS:
            parameter.type = click.Choice(list(FORMATS))
        elif any(word in named for word in _FOLDERS):
            parameter.type = click.Path(file_okay=False)
        elif isinstance(parameter, click.Argument) or any(
            word in named for word in ("FILE", "PATH", "PAIRS", "MEMORY")
        ):
            parameter.type = click.Path()
    return command
