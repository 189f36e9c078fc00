"""Parts that a person marks: what is handed in for them, and the rubric by which points are given.

::

    - name: why_layers
      points: 3
      by: hand
      answer: why_layers.md
      rubric:
        - {name: idea, points: 2, text: "says that one line cannot separate the two classes"}
        - {name: example, points: 1, text: "names four points for which that is so"}
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, Field
from pydantic_core import InitErrorDetails, PydanticCustomError

from grader.course.fields import Positive, Strict, Title, broken_rule, whole_hundredths

SUFFIXES = (".md", ".txt", ".png", ".jpg", ".jpeg", ".pdf")
"""What an answer may be: a text, a picture or a document."""
_TAKEN = ("readme.md", "hints.md", "timestamp.txt", "hints-read.txt")
_FILE = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\.[a-z]+")


def _an_answers_file(name: str) -> str:
    fix = "write for example `answer: why.md` (letters, digits, - and _; " + ", ".join(SUFFIXES)
    if not _FILE.fullmatch(name) or not name.endswith(SUFFIXES):
        raise PydanticCustomError("answer", "is no answer's file", {"fix": f"{fix})"})
    if name.casefold() in _TAKEN:
        fix = "call it something else, such as `why.md`"
        raise PydanticCustomError("answer", "is the name of another file", {"fix": fix})
    return name


AnswerFile = Annotated[
    str,
    Field(
        max_length=100, examples=["why.md"],
        description="the file that is handed in: .md, .txt, .png, .jpg or .pdf",
    ),
    AfterValidator(_an_answers_file),
]  # fmt: skip


class RubricItem(Strict):
    """One thing for which a person gives points, from 0 to ``points``."""

    name: Annotated[Title, Field(max_length=60, examples=["idea"])] = Field(
        description="what it is called, in tables too: one line of text, at most 60 letters"
    )
    points: Annotated[Positive, AfterValidator(whole_hundredths)] = Field(
        description="above 0, with two decimals at most", examples=[2]
    )
    text: str = Field(
        default="", max_length=2000, examples=["says why one line is not enough"],
        description="what earns them; students read it with their points, and not before",
    )  # fmt: skip


Rubric = Annotated[
    tuple[RubricItem, ...],
    Field(
        strict=False, examples=[[{"name": "idea", "points": 2, "text": "says why"}]],
        description="what a person gives points for; all its points are the part's",
    ),
]  # fmt: skip


def wrong_marking(
    part: str, points: float, by_hand: bool, rubric: Sequence[RubricItem], others: Sequence[str]
) -> Iterator[InitErrorDetails]:
    """Say what of a part's keys does not go together; ``others`` are those of judged parts."""
    if not by_hand:
        for key in others:
            what = f"part `{part}` has `{key}`, which only a part that is marked by hand has"
            yield broken_rule(what, "add `by: hand`, or take the key out", key)
        return
    for key in others:
        what = f"part `{part}` is marked by hand: `{key}` is of parts that checks judge"
        yield broken_rule(what, "take the key out, or `by: hand`", key)
    if not rubric:
        what = f"part `{part}` is marked by hand, and has no rubric"
        fix = f"add `rubric: [{{name: idea, points: {points:g}, text: what earns them}}]`"
        yield broken_rule(what, fix)
        return
    names = [each.name for each in rubric]
    for number, name in enumerate(names):
        if name in names[:number]:
            what = f"a second item of the rubric is called `{name}`"
            yield broken_rule(what, "rename or remove one of the two", "rubric", number, "name")
    whole = sum(round(100 * each.points) for each in rubric) / 100
    if whole != points:
        what = f"the rubric of `{part}` adds up to {whole:g}, and the part has {points:g} points"
        yield broken_rule(what, f"write `points: {whole:g}`, or change an item", "points")


def wrong_files(exercises: Any) -> Iterator[InitErrorDetails]:
    """Refuse two answers of one name, in plain values: a platform's download has no folders."""
    seen: set[str] = set()
    for number, exercise in enumerate(exercises if isinstance(exercises, list) else []):
        parts = exercise.get("parts") if isinstance(exercise, dict) else None
        for place, part in enumerate(parts if isinstance(parts, list) else []):
            file = answer_of(part)
            if file and file.casefold() in seen:
                what = f"a second answer is called `{file}`"
                fix = "give each its own name: `answer: NAME.md`"
                yield broken_rule(what, fix, "exercises", number, "parts", place, "answer")
            seen.add(file.casefold())


def answer_of(part: Any) -> str:
    """Return the file of a part's answer, given as plain values; nothing of one that is judged."""
    if not isinstance(part, dict) or part.get("by") != "hand":
        return ""
    file = part.get("answer", f"{part.get('name', '')}.md")
    return file if isinstance(file, str) else ""
