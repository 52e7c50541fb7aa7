"""Read the messages of YAML files: locale files of Rails, Symfony and others.

The nodes of PyYAML give the line numbers.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from aligner.errors import InputError
from aligner.interface import _
from aligner.languages.tags import is_language_tag, language_of_tag
from aligner.readers.encodings import decode
from aligner.readers.messages import Message

MAX_NODES = 200_000
"""Nodes that are visited: aliases let a small file stand for a huge one."""
_TEXT = "tag:yaml.org,2002:str"
_PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})


def read_yaml(content: bytes, name: str) -> Iterator[Message]:
    """Yield the strings of a YAML file.

    If the root key names the language, as in Rails, it is not a part of the message keys.

    Raises:
        InputError: the file is not valid YAML, or its aliases expand to too many nodes.
    """
    text, _unused = decode(content, name)
    try:
        documents = list(yaml.compose_all(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        line = mark.line + 1 if mark else None
        raise InputError(_("is no YAML ({problem}): repair it", problem=problem), path=name, line=line) from error
    except RecursionError as error:
        raise InputError(_("is nested too deeply: not read, for safety"), path=name) from error
    visited = 0
    waiting: list[tuple[str, yaml.Node]] = [("", _without_language(node)) for node in reversed(documents) if node]
    while waiting:
        key, node = waiting.pop()
        visited += 1
        if visited > MAX_NODES:
            raise InputError(_("repeats its parts without end through aliases: not read, for safety"), path=name)
        if isinstance(node, yaml.ScalarNode):
            if node.tag == _TEXT:
                head, _unused, last = key.rpartition(".")
                is_plural = bool(head) and last in _PLURALS
                yield Message(head if is_plural else key, node.value, _line(node), last if is_plural else "")
        else:
            waiting += [(f"{key}.{part}" if key else part, each) for part, each in reversed(_members(node))]


def _members(node: yaml.Node) -> list[tuple[str, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        return [(str(key.value), value) for key, value in node.value]
    return [(str(number), each) for number, each in enumerate(node.value)]


def _without_language(node: yaml.Node) -> yaml.Node:
    if isinstance(node, yaml.MappingNode) and len(node.value) == 1:
        key, value = node.value[0]
        tag = str(key.value).replace("_", "-")
        if isinstance(value, yaml.MappingNode) and is_language_tag(tag) and language_of_tag(tag):
            return value
    return node


def _line(node: yaml.ScalarNode) -> int:
    # the text of a block scalar (| or >) begins on the line below its mark
    return int(node.start_mark.line) + (2 if node.style in ("|", ">") else 1)
