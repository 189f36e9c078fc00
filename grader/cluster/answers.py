"""What a worker says, as JSON, and read again with every field checked: nothing is believed.

A `Result` is written and read as in the store. A worker says nothing of what was handed in: the
client has that.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from grader.feedback import clean, one_line
from grader.judging import Judged, PackedWork, Result, packed_works
from grader.store import pack_result, unpack_result
from grader.submission import Submission

MOST_BYTES = 64 << 20


class _Said(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False, frozen=True)

    def pack(self) -> bytes:
        """Write it as JSON."""
        return self.model_dump_json().encode("utf-8")


class Ready(_Said):
    """A warm process stands by, at this level of protection; ``reasons`` say why at no better."""

    kind: Literal["ready"] = "ready"
    level: Literal["L1", "L2", "L3"]
    reasons: tuple[str, ...] = ()


class Refused(_Said):
    """This worker is not one for this class, or cannot judge at all."""

    kind: Literal["refused"] = "refused"
    why: str


class Broken(_Said):
    """The course is broken: it is so for every worker and every student."""

    kind: Literal["broken"] = "broken"
    message: str
    remedy: str


class Done(_Said):
    """What became of a submission: results in the course's order, or a problem."""

    kind: Literal["done"] = "done"
    results: tuple[Result, ...] = ()
    problem: str = ""
    starved: bool = False
    cpu_seconds: dict[str, float] = {}


Answer = Ready | Refused | Broken | Done
_ANSWER: TypeAdapter[Answer] = TypeAdapter(Annotated[Answer, Field(discriminator="kind")])


def pack_judged(judged: Judged) -> bytes:
    """Write what became of a submission, but for whose it is and what was handed in."""
    results = [json.loads(pack_result(replace(each, student=""))) for each in judged.results]
    said = {"problem": judged.problem, "starved": judged.starved, "results": results}
    spent = dict(judged.cpu_seconds)
    return json.dumps({"kind": "done", "cpu_seconds": spent, **said}).encode("ascii")


def read_answer(packed: bytes) -> Answer:
    """Read what a worker said, its words made harmless. Raises `ValueError`."""
    if len(packed) > MOST_BYTES:
        raise ValueError(f"more than {MOST_BYTES >> 20} MiB")
    try:
        said = _ANSWER.validate_json(packed)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise ValueError(one_line(f"{where}: {first['msg']}")) from None
    if isinstance(said, Done):
        results = [json.dumps(each) for each in json.loads(packed).get("results", [])]
        # as the store reads them: pydantic would make 1.0 of a 1
        read = tuple(unpack_result(each, Path("an answer")) for each in results)
        return said.model_copy(update={"results": read, "problem": clean(said.problem)})
    words = {name: clean(each) for name, each in said if isinstance(each, str)}
    return said.model_copy(update=words)


def judged_of(
    done: Done, submission: Submission, exercises: Sequence[str]
) -> tuple[tuple[Result, ...], dict[str, PackedWork]]:
    """Return a submission's results in these exercises, and the works from which they were made.

    Raises `ValueError` for results of anything else.
    """
    asked = [name for name in exercises if name in (submission.attempts or exercises)]
    if [each.exercise for each in done.results] != asked:
        raise ValueError("results of other exercises")
    for each in done.results:
        work = submission.only(each.exercise)
        if (each.digest, each.attempt) != (work.code_digest, work.attempts[each.exercise]):
            raise ValueError(f"a result of other work in {each.exercise}")
    if not _are_of(done.cpu_seconds, asked):
        raise ValueError("what other exercises cost")
    results = tuple(replace(each, student=submission.student) for each in done.results)
    return results, packed_works(submission, asked)


def _are_of(named: Collection[str], exercises: Collection[str]) -> bool:
    return set(named) <= set(exercises)
