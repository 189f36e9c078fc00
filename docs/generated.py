"""Parts of the manual that are made from what is elsewhere: commands, course.yml's fields, a day.

Out comes Markdown, so that the manual says what the installed version does.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml
from typer.main import get_command

from grader.cli import app
from grader.course.model import course_schema

_PLACEHOLDERS = {"int": "NUMBER", "float": "NUMBER", "Path": "PATH"}


def day() -> str:
    """Return an instructor's day, as README shows it."""
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    return re.findall(r"```console\n.*?```", readme, re.DOTALL)[0]


def commands() -> str:
    """Return a section for each command of ``grader``, with its arguments and options."""
    return "\n".join(_command("grader", get_command(app)))


def _command(name: str, command: Any) -> Iterator[str]:
    below = getattr(command, "commands", {})
    if name != "grader":
        yield f"## `{name}`\n\n{_text(command.help)}\n"
    if not below:
        shown = [each for each in command.params if not each.hidden]
        words = [_usage(each) for each in shown if _is_argument(each)]
        wants = ["[OPTIONS]"] if len(words) < len(shown) else []
        yield f"```text\n{' '.join([name, *words, *wants])}\n```\n"
        yield from _table(("word", "what it says"), [(_typed(each), _said(each)) for each in shown])
    for word, each in below.items():
        yield from _command(f"{name} {word}", each)


def _is_argument(parameter: Any) -> bool:
    return not parameter.opts[0].startswith("-")


def _usage(argument: Any) -> str:
    word = argument.name.upper() + ("…" if argument.nargs == -1 else "")
    return word if argument.required else f"[{word}]"


def _typed(parameter: Any) -> str:
    """Return how a parameter is typed: ``--out PATH``, or an argument's name in capitals."""
    if _is_argument(parameter):
        return f"`{parameter.name.upper()}`"
    kind = getattr(parameter.type_descriptor.annotation, "__name__", "str")
    value = "" if kind == "bool" else parameter.metavar or _PLACEHOLDERS.get(kind, "TEXT")
    return f"`{', '.join([*parameter.opts, *parameter.secondary_opts])} {value}".rstrip() + "`"


def _said(parameter: Any) -> str:
    """Return a parameter's help, with its default where the help does not say it."""
    default = parameter.default
    if parameter.required and not _is_argument(parameter):
        return f"{_text(parameter.help)} It has to be there."
    if default in (None, False, [], ()) or callable(default):
        return _text(parameter.help)
    said = parameter.opts[0] if default is True else getattr(default, "value", default)
    return f"{_text(parameter.help)} Default: `{said}`."


def course_fields() -> str:
    """Return a section for ``course.yml`` and each kind of block in it, with its fields."""
    schema = course_schema()
    blocks = {"The file": schema, **{name: schema["$defs"][name] for name in _in_order(schema)}}
    return "\n".join(line for name, block in blocks.items() for line in _block(name, block))


def _in_order(schema: dict[str, Any]) -> Iterator[str]:
    """Yield each block's name once, as a reader meets it: a block's own, then what those hold."""
    met: dict[str, None] = {}
    waiting = [schema]
    while waiting:
        named = re.findall(r"#/\$defs/(\w+)", repr(waiting.pop(0)["properties"]))
        news = [name for name in dict.fromkeys(named) if name not in met]
        met.update(dict.fromkeys(news))
        waiting += [schema["$defs"][name] for name in news]
        yield from news


def _block(name: str, block: dict[str, Any]) -> Iterator[str]:
    yield f"## {re.sub('(?<=[a-z])(?=[A-Z])', ' ', name).capitalize()}\n"
    said = re.split(r"\.\s", block.get("description", ""))[0]
    yield f"{_text(said).rstrip('.')}.\n"
    required = block.get("required", [])
    rows = [
        (
            f"`{field}`",
            "; ".join(filter(None, (_text(what.get("description")), _example(what)))),
            _kind(what),
            "has to be there" if field in required else _default(what),
        )
        for field, what in block["properties"].items()
    ]
    yield from _table(("field", "what it says", "kind", "default"), rows)


def _kind(what: dict[str, Any]) -> str:
    """Return what may stand in a field, in words; another block is named."""
    if "$ref" in what:
        name = what["$ref"].rsplit("/", 1)[1]
        words = re.sub("(?<=[a-z])(?=[A-Z])", " ", name).capitalize()
        return f"[{words}](#{words.lower().replace(' ', '-')})"
    if "enum" in what:
        return " or ".join(f"`{each}`" for each in what["enum"])
    if "anyOf" in what:
        kinds = dict.fromkeys(_kind(each) for each in what["anyOf"])
        return " or ".join(kind for kind in kinds if kind != "null")
    if what.get("type") == "array":
        return f"list of {_kind(what.get('items', {})) or 'values'}"
    if what.get("type") == "object":
        values = what.get("additionalProperties") or next(
            iter(what.get("patternProperties", {}).values()), {}
        )
        return f"names, each with {_kind(values) or 'values'}" if values else "names and values"
    words = {"string": "text", "boolean": "true or false", "integer": "whole number"}
    return words.get(what.get("type", ""), what.get("type", "")) + _bounds(what)


def _bounds(what: dict[str, Any]) -> str:
    signs = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}
    said = [f"{sign} {what[key]:g}" for key, sign in signs.items() if key in what]
    return f" ({', '.join(said)})" if said else ""


def _example(what: dict[str, Any]) -> str:
    shown = _plain(next(iter(what.get("examples", [])), None))
    return f"for example {shown}" if shown else ""


def _default(what: dict[str, Any]) -> str:
    """Return a field's default; another block has its own, beside its fields."""
    return "" if isinstance(what.get("default"), dict) else _plain(what.get("default"))


def _plain(value: Any) -> str:
    """Return a value as course.yml would hold it, on one line; nothing for what is empty."""
    if value in (None, [], {}, ""):
        return ""
    said = yaml.safe_dump(
        value, default_flow_style=True, sort_keys=False, allow_unicode=True, width=math.inf
    )
    return f"`{said.removesuffix(chr(10)).removesuffix('...').strip()}`".replace("|", "\\|")


def _text(words: str | None) -> str:
    """Return words as one paragraph in which nothing is markup or the edge of a cell."""
    return re.sub(r"([\\<>*_|\[\]{}])", r"\\\1", " ".join((words or "").split()))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if rows:
        lines = [head, ["---"] * len(head), *rows]
        yield "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
