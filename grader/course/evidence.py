"""What course.yml says of how a part is to be written: what a person is shown, not what is judged.

`avoid` names what a part is to do without: a library's module, class or function with all in it
(``torch.optim``), an attribute of whatever it is (``.backward``), or an operator on two values.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

_NAME = r"[A-Za-z_][A-Za-z0-9_]*"


def _once_each(names: tuple[str, ...]) -> tuple[str, ...]:
    for number, name in enumerate(names):
        if name in names[:number]:
            raise PydanticCustomError("twice", "names {name} twice", {"name": name})
    return names


Avoided = Annotated[
    str,
    Field(
        pattern=rf"^({_NAME}(\.{_NAME})*|\.{_NAME}|!=|\^)$", max_length=100,
        examples=["torch.optim"],
    ),
]  # fmt: skip
Avoid = Annotated[
    tuple[Avoided, ...],
    AfterValidator(_once_each),
    Field(
        strict=False, examples=[["torch.optim"]],
        description="what it is to be written without: a full name, as torch.optim, an attribute, "
        "as .backward, or the operator != or ^; where it is used, a person is shown the line",
    ),
]  # fmt: skip
Trains = Annotated[
    bool,
    Field(
        examples=[True],
        description="it learns from what it is given: long lists of numbers in it, or nothing that "
        "could learn, are shown to a person",
    ),
]
