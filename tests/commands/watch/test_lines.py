"""Tests of a watch in lines: what is printed of a picture, and the command in a pipe."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from queue import SimpleQueue

import pytest
from rich.console import Console

from grader.commands.hint import paid
from grader.commands.watch.desk import CHECKING, Desk, Start
from grader.commands.watch.lines import Lines, _type, _ways
from grader.commands.watch.watched import Watched
from grader.course.model import Course, load_course
from grader.judging.results import Outcome
from tests.support.own_results import checked_of

GCD, REDUCED, ADD = "greatest_common_divisor", "reduced", "add"


def printed(*pictures: Watched) -> list[str]:
    """Give the lines that pictures leave behind, one after the other."""
    console = Console(width=100, color_system=None, force_terminal=False)
    lines = Lines(console)
    with console.capture() as capture:
        for each in pictures:
            lines.show(each)
    return [line.rstrip() for line in capture.get().splitlines() if line.strip()]


def of(course: Course, **signs: str) -> Watched:
    """Give a picture of the first exercise after these outcomes."""
    return Watched(course, course.exercises[0], GCD, checked_of(course, "rationals", signs))


def test_what_is_new_is_added(mine: Course) -> None:
    """The parts that changed, in words, and what there is to know of the part in hand."""
    first = of(mine, **{GCD: "-", REDUCED: ".", ADD: "."})
    busy = replace(first, busy="checking …", live={GCD: (Outcome.PASSED,)})
    then = of(mine, **{GCD: "+", REDUCED: ".", ADD: "."})

    before, after = printed(first), printed(first, busy, then)

    assert before[:4] == [
        "rationals: Fractions without rounding",
        f"{GCD}: fails, 0 of 1",
        "reduced: not written yet, 0 of 1",
        "add: not written yet, 0 of 1",
    ]
    assert "      the sign is off" in before
    assert after[len(before) :] == [
        f"{GCD}: passes, 1 of 1",
        f"  {GCD}: 1 of 1 visible check",
        f"{GCD} passes",
        "n goes on to reduced",
    ]


def test_what_cannot_be_pressed_is_not_named(mine: Course) -> None:
    """Where nothing is typed: no key and no word for it, in any line that tells how to go on."""
    ways = _ways(typing=False, poll=False)
    passed = replace(of(mine, **{GCD: "+", REDUCED: ".", ADD: "."}), ways=ways)

    assert printed(passed)[-1] == "next: reduced"


def test_a_remark_is_a_line_and_no_box_is_drawn(mine: Course) -> None:
    """Once; what is under way is not said, and no sign needs a sighted reader."""
    first = of(mine, **{GCD: "-", REDUCED: ".", ADD: "."})
    remark = replace(first, remark="Python cannot read it")

    lines = printed(first, remark, replace(remark, busy="checking …"))

    assert lines.count("Python cannot read it") == 1
    assert not {*"".join(lines)} & {*"●○✓✗▶│─…"}


@pytest.mark.parametrize(
    ("typing", "poll", "said"),
    [
        (True, False, "; if nothing happens then, type r, and Enter"),
        (True, True, "; if nothing happens then, type r, and Enter"),
        (False, False, "; if nothing happens then, begin again with --poll; Ctrl-C ends it"),
        (False, True, "; Ctrl-C ends it"),
    ],
)
def test_what_to_do_is_what_can_be_done(typing: bool, poll: bool, said: str) -> None:
    """No key is named where none is heard, and no option that was given already."""
    assert _ways(typing=typing, poll=poll).otherwise == said


def test_a_hint_with_a_price_is_asked_for_by_another_word(
    mine: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """h says what it costs, each time that it is typed; h! shows it."""
    path = mine.root / "course.yml"
    path.write_text(path.read_text() + "hint_prices: [0.25]\n")
    dear = load_course(mine.root, exactly=True)
    remarks: list[str] = []
    desk = Desk(Start(dear, dear.exercises[0], GCD), lambda watched: remarks.append(watched.remark))
    monkeypatch.setattr("sys.stdin", io.StringIO("h\nh\nh!\nq\n"))

    def post(function: Callable[..., object], *args: object) -> None:
        function(*args)

    _type(desk, post, SimpleQueue())

    price = f"hint 1 of 3 of {GCD} costs 0.25 points; to see it, type h! and Enter"
    assert remarks == ["", price, "", price, ""]
    assert desk.watched.aside.startswith("hint 1 of 3")
    assert paid(dear) == {"rationals": 0.25}


def test_what_cannot_be_run_is_told_with_its_line(mine: Course) -> None:
    """At each save; the last result is not read out again, but said to be older."""
    first = of(mine, **{GCD: "-", REDUCED: ".", ADD: "."})
    why = ("Python cannot read rationals.py:3: invalid syntax", "    retu rn", "mend this line")
    broken = replace(first, broken=why)
    again = replace(broken, busy=CHECKING)

    once, twice = printed(first, broken), printed(first, broken, again, broken)

    block = [*why, "what was said before is from before this save"]
    assert once == [*printed(first), *block]
    assert twice == [*once, *block]


@pytest.mark.slow
def test_in_a_pipe_it_is_lines_and_ctrl_c_ends_it(mine: Course) -> None:
    """Each save adds some; nothing is coloured or written over."""
    process = subprocess.Popen(
        [sys.executable, "-m", "grader", "watch", "rationals"], cwd=mine.root,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    assert process.stdout is not None
    said: list[str] = []

    def hear(words: str) -> None:
        while words not in "".join(said[-1:]):
            line = process.stdout.readline()
            assert line, "".join(said)
            said.append(line)

    hear("if nothing happens then, begin again with --poll; Ctrl-C ends it")
    hear("its lesson is")
    mine.stub("rationals").write_text("def greatest_common_divisor(p, q):\n    return 1\n")
    hear("greatest_common_divisor: fails")
    hear("failed: ")
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=300)

    assert (process.returncode, error) == (130, "")
    assert not {"\x1b", "\r"} & {*"".join(said), *out}
    assert "press" not in "".join(said)
