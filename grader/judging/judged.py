"""One submission → what became of it: read where that is still to be done, judged, told.

In go where a student's work lies, or the work itself, and an open workshop; out comes a `Judged`.
"""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import GraderError, SandboxError
from grader.judging.results import Result
from grader.judging.warm_judge import WarmJudge
from grader.submission import Entry, Submission, pack, read_submission

PERHAPS_NOT_THEIRS = ("crashed (SIGKILL)", "left early")

SubmissionOrPath = Entry | Submission
"""What was handed in: where it lies, to be read by whoever judges it, or already read."""


@dataclass(frozen=True)
class Judged:
    """What became of one submission: its results, or why it could not be judged.

    ``digest``, ``remarks`` and ``packed`` are of the submission as it was when it was judged.
    """

    submission: SubmissionOrPath
    results: tuple[Result, ...] = ()
    problem: str = ""
    digest: str = ""
    remarks: tuple[str, ...] = ()
    packed: bytes = b""


def judge_one(warm_judge: WarmJudge, handed: SubmissionOrPath, exercises: Sequence[str]) -> Judged:
    """Judge one submission; trouble that is not the course's costs it alone."""
    try:
        submission = read_submission(handed, exercises) if isinstance(handed, Entry) else handed
        results = _results(warm_judge, submission)
        digest, remarks = submission.digest, submission.problems
        return Judged(handed, results, "", digest, remarks, pack(submission))
    except SandboxError as error:
        return Judged(handed, problem=error.message)
    except GraderError:  # the course is broken: it is the same for every student
        raise
    except Exception as error:  # a fault of ours over one submission costs no other one
        where = traceback.extract_tb(error.__traceback__)[-1]
        said = f"{type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})"
        return Judged(handed, problem=f"the grader itself failed over it: {said}")


def _results(warm_judge: WarmJudge, submission: Submission) -> tuple[Result, ...]:
    """Judge, and once more where a guest may have ended by another's hand.

    When memory is short the kernel kills whom it likes, and guests die with their zygote. An end
    of the student's own making comes again.
    """
    results = warm_judge.judge(submission)
    if any(_is_doubtful(result) for result in results):
        results = warm_judge.judge(submission)
    return tuple(results)


def _is_doubtful(result: Result) -> bool:
    ends = {result.ending, *(check.detail for check in result.checks)}
    return any(end in ends or f"GuestEnded: {end}" in ends for end in PERHAPS_NOT_THEIRS)
