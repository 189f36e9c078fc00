"""A sandbox that is warm already, lent to whatever judges in this process."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from grader.judging import pool
from grader.sandbox.interface import Sandbox
from grader.sandbox.levels import Protection


def lend(patch: pytest.MonkeyPatch, sandbox: Sandbox) -> None:
    """Let workshops, if in this process, work on a border that is warm already."""
    protection = Protection(sandbox.settings.level, (), ())
    patch.setattr(
        "grader.judging.warm_judge.protected_sandbox",
        lambda _: nullcontext((sandbox, protection)),
    )
    patch.setattr(pool, "judge_in_pool", lambda *given: pool.judge_here(*given[:4]))
