"""Tests of run: what one submission gets, and what its student is told."""

from __future__ import annotations

import gc
import re
import time
import weakref
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.authoring.derive import release
from grader.checks.size_limits import MOST_ELEMENTS, bounded
from grader.course.model import Course, load_course
from grader.course.references import load_references
from grader.errors import CourseError
from grader.feedback.explanation import Explanation, as_text
from grader.judging.judge import BROKEN, HURRIED, judge_submission
from grader.judging.results import Outcome, Result
from grader.judging.score import held
from grader.sandbox.connection import GuestEnded, GuestProcess
from grader.sandbox.interface import Sandbox
from grader.sandbox.session import Session
from grader.submission import Submission
from tests.support.files import edit
from tests.support.fractions import (
    GPU,
    LOOP,
    RATIONALS,
    WORDS,
    WRONG_DIVISOR,
    JudgingContext,
    add_checks,
    checks,
    context_of,
    failed,
    hand_in,
    judged,
    scores,
)
from tests.support.planted import WHOLES

ROOT = Path(__file__).parents[2]
FULL = {"greatest_common_divisor": 2.0, "reduced": 3.0, "add": 2.5}
FORGED = """
import os, struct
head = HEAD
for n in range(3, 64):
    try:
        os.write(n, struct.pack("!IQ", len(head), 0) + head)
    except OSError:
        pass
"""


@pytest.fixture
def hasty(course: Course, plain_sandbox: Sandbox) -> JudgingContext:
    """A room in which a call may take but little time."""
    edit(course.root / "course.yml", "call_seconds: 60,", "call_seconds: 1,")
    return context_of(load_course(course.root, exactly=True), plain_sandbox)


SLOW = """
import math, time
def greatest_common_divisor(p, q):
    while (p, q) == (12, 18):
        time.sleep(1)
    return 2
def reduced(p, q):
    time.sleep(0.3)
    if greatest_common_divisor(1, 1) != 2:
        raise ValueError
    common = math.gcd(p, q) * (1 if q > 0 else -1)
    return [p // common, q // common]
"""
"""A loop that ends but for one pair, and a slow part that builds on its mistake, and is right."""

TWO_NUMBERS = '''

@pytest.mark.part("reduced", alone=False)
def test_two_numbers_come_back(student):
    """Two numbers come back."""
    unpack(student.reduced(3, 5), "p", "q")
'''

CANARIES = '''

from grader.checks import Mismatch, assert_close, assert_shape
INPUT, RIGHT = 776151, 424243


@pytest.mark.part("reduced")
def test_canary_close(student):
    """One."""
    assert_close(student.reduced(INPUT, 1), [RIGHT, RIGHT + 1])


@pytest.mark.part("reduced")
def test_canary_rewritten_assertion(student):
    """Two."""
    assert student.reduced(INPUT, q=776151) == RIGHT, f"{RIGHT}"


@pytest.mark.part("reduced")
def test_canary_of_a_broken_check(student):
    """Three."""
    student.reduced(INPUT, 1)
    {}[f"{RIGHT} {INPUT}"]


@pytest.mark.part("reduced")
def test_canary_failed_by_hand(student):
    """Four."""
    student.reduced(INPUT, 1)
    pytest.fail(f"{RIGHT} {INPUT}")


@pytest.mark.part("reduced")
def test_canary_expected(student):
    """Five."""
    raise Mismatch("six", got=student.reduced(INPUT, 1), expected=RIGHT)


@pytest.mark.part("reduced")
def test_canary_raises(student):
    """Seven."""
    with pytest.raises(OverflowError, match=f"{RIGHT}"):
        student.reduced(INPUT, 1)


@pytest.mark.part("reduced")
def test_canary_shape(student):
    """Eight."""
    assert_shape(student.reduced(INPUT, 1), (2, 3))
'''


class TestTooMuchCode:
    """Code that is more than may cross the border."""

    @pytest.mark.parametrize("many", [False, True])
    def test_it_is_not_judged_and_gives_no_points(
        self, context: JudgingContext, *, many: bool
    ) -> None:
        """The student reads why; the grader does not fail over it, and holds no point."""
        cells = ("a",) * 200_000 if many else ("#" + "\x01" * 3_000_000,)

        result = judged(context, rationals=cells)

        assert (result.score, held(result), result.verdict) == (0, 0, "unreadable")
        assert "more code than can be judged" in as_text(result.reason)

    def test_another_exercise_is_judged_all_the_same(self, context: JudgingContext) -> None:
        """What is too much in one exercise costs it alone, where the others can do without."""
        (work,) = hand_in(rationals=("a",) * 200_000).works
        submission = hand_in(words=WORDS)

        _, words = judge_submission(replace(submission, works=(work, *submission.works)), context)

        assert (words.score, words.verdict) == (5, "graded")


class TestVersions:
    """Of two versions of a work the better counts."""

    @pytest.mark.parametrize("swapped", [False, True])
    def test_the_better_of_two_versions_counts(
        self, context: JudgingContext, *, swapped: bool
    ) -> None:
        """Each is judged as if it were alone, and the note says which counts."""
        (good,) = hand_in(rationals=(RATIONALS,)).works
        (bad,) = hand_in(rationals="def add(p, q:\n").works
        work = replace(bad, other=good) if swapped else replace(good, other=bad)
        only = replace(context, exercises=[context.course.exercise("rationals")])

        (result,) = judge_submission(Submission("ada", (work,), attempts={"rationals": 2}), only)

        assert scores(result) == FULL
        assert (result.verdict, result.attempt) == ("graded", 2)
        assert "were both judged, and the better counts: rationals.ipynb\n" in result.note
        assert "rationals.py, line 1 could not be run: SyntaxError" in result.note

    def test_two_versions_that_are_equally_good(self, context: JudgingContext) -> None:
        """The likelier one counts."""
        (script,) = hand_in(rationals=RATIONALS).works
        (notebook,) = hand_in(rationals=(RATIONALS, "x = 1")).works
        only = replace(context, exercises=[context.course.exercise("rationals")])

        (result,) = judge_submission(Submission("ada", (replace(script, other=notebook),)), only)

        assert scores(result) == FULL
        assert result.note.endswith("the better counts: rationals.py")


class TestScores:
    """What counts, and what one mistake costs."""

    def test_a_right_solution_gets_every_point(self, context: JudgingContext) -> None:
        """Another style than the reference's loses nothing, and nothing is said of it."""
        results = judge_submission(hand_in(rationals=RATIONALS, words=WORDS), context)

        assert [(r.exercise, r.score, r.verdict) for r in results] == [
            ("rationals", 7.5, "graded"),
            ("words", 5.0, "graded"),
        ]
        assert [failed(result) for result in results] == [{}, {}]

    def test_one_mistake_costs_once(self, context: JudgingContext) -> None:
        """Parts that build on a wrong one are judged with the right one in its place."""
        result = judged(context, rationals=WRONG_DIVISOR)

        assert scores(result) == {**FULL, "greatest_common_divisor": 0.0}
        divisor = ("greatest_common_divisor",)
        assert checks(result)["reduced_other_fractions"].stand_ins == divisor
        assert checks(result)["other_sums"].stand_ins == divisor  # and not the right `reduced`

    def test_what_holds_of_any_work_counts_beside_a_right_answer(
        self, course: Course, plain_sandbox: Sandbox
    ) -> None:
        """A check that is not to count alone fails where nothing else holds, and says why."""
        add_checks(course, TWO_NUMBERS)
        context = context_of(course, plain_sandbox)

        right, half, wrong = (
            judged(context, rationals=RATIONALS + text)
            for text in ("", *(f"def reduced(p, q): return {each}\n" for each in ([0, 1], [7, 7])))
        )

        named = "two_numbers_come_back"
        assert scores(right) == FULL
        assert checks(half)[named].outcome is Outcome.PASSED
        assert scores(wrong) == {**FULL, "reduced": 0.0}
        assert "this holds, and counts once `reduced` gives a right answer" in failed(wrong)[named]

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("exercise", "style", "right", "wrong", "part"),
        [
            ("neuron", "by_hand", "return -torch.mean(y *", "return -torch.sum(y *", "train"),
            ("architectures", "own_parameters", ".div(d.sqrt())", ".div(d)", "MultiHeadAttention"),
        ],
    )
    def test_one_mistake_in_torch_costs_once(
        self, safe_sandbox: Sandbox, exercise: str, style: str, right: str, wrong: str, part: str
    ) -> None:
        """Gradients find their way through what stands in, to what was there before it."""
        course = load_course(ROOT, exactly=True)
        source = (ROOT / f"tests/validity/wheats/{exercise}/{style}.py").read_text("utf-8")
        assert right in source

        context = context_of(course, safe_sandbox, exercise=exercise)
        result = judged(context, **{exercise: source.replace(right, wrong)})

        losers = [each.part for each in result.parts if each.score + each.held < each.max_score]
        assert losers == list(course.exercise(exercise).part(part).needs)
        assert any(each.stand_ins for each in result.checks if each.part == part)

    def test_a_mistake_of_ones_own_is_told_with_the_right_part_in_place(
        self, context: JudgingContext
    ) -> None:
        """Not what the other part's stub or mistake made of it."""
        unwritten = RATIONALS.replace("return abs(p) if", "raise NotImplementedError\n    x = 1 if")
        source = unwritten.replace("1 if q > 0 else -1", "1")

        told = failed(judged(context, rationals=source))["reduced_fraction_of_the_lesson"]

        assert told.startswith("6/-8 is -3/4, the lower number positive")
        assert "not written" not in told

    @pytest.mark.parametrize(
        ("own", "got", "said"),
        [
            ("return [5, 7]", "(5, 7)", ""),
            (
                "common = greatest_common_divisor(p, q)\n    return [p // common, q // common]",
                "(6, -8)",
                "it fails beside a right `greatest_common_divisor`, too: what came back here came "
                "with yours",
            ),
            (
                "return [5] * (1 + greatest_common_divisor(p, q) % 2)",
                "",
                "it fails beside a right `greatest_common_divisor`, too: what came back there is "
                "not shown",
            ),
        ],
    )
    def test_a_visible_check_shows_the_call_beside_an_earlier_mistake(
        self, context: JudgingContext, own: str, got: str, said: str
    ) -> None:
        """What was called, and what came back where the student's own parts made it."""
        source = WRONG_DIVISOR.split("    common =")[0] + f"    {own}\n"

        told = checks(judged(context, rationals=source))["reduced_fraction_of_the_lesson"]

        assert told.explanation is not None
        assert told.explanation.called == "reduced(6, -8)"
        assert told.explanation.got == got
        assert told.explanation.advice == said
        assert told.stand_ins == ()

    @pytest.mark.parametrize("deed", ["return [found, found]", "raise ValueError(str(found))"])
    def test_nothing_that_the_reference_gave_is_shown(
        self, context: JudgingContext, deed: str
    ) -> None:
        """Who asks what stands in for a wrong part reads none of its answers in the feedback."""
        asks = f"    found = greatest_common_divisor(7 * 61, 11 * 61)\n    {deed}\n"
        source = WRONG_DIVISOR.split("    common =")[0] + asks

        told = failed(judged(context, rationals=source))

        assert told["reduced_fraction_of_the_lesson"]
        assert not [text for text in told.values() if "61" in text]

    def test_without_the_reference_who_builds_on_a_wrong_part_is_sent_to_it(
        self, context: JudgingContext
    ) -> None:
        """As on a student's machine; but a part that is not written yet, or not there, says so."""
        divisor = "greatest_common_divisor"
        alone = replace(context, references={})
        unwritten = (
            WRONG_DIVISOR.split("def add")[0] + "def add(a, b):\n    raise NotImplementedError"
        )

        told = failed(judged(alone, rationals=WRONG_DIVISOR))
        own = failed(judged(alone, rationals=unwritten))
        missing = failed(judged(alone, rationals=WRONG_DIVISOR.split("def add")[0]))

        first = f"builds on `{divisor}`, above: fix that first"
        assert told["reduced_fraction_of_the_lesson"] == first
        assert told["reduced_other_fractions"] == told["other_sums"] == first
        assert "likely" not in told["greatest_common_divisor_of_the_lesson"]
        assert own["other_sums"].startswith("`add` is not written yet")
        assert missing["other_sums"] == "`add` is not defined in rationals.py"

    def test_a_mistake_of_ones_own_stays(self, context: JudgingContext) -> None:
        """With the right part in its place, a part that is wrong itself fails all the same."""
        source = WRONG_DIVISOR.replace("1 if q > 0 else -1", "1")

        result = judged(context, rationals=source)

        assert scores(result)["greatest_common_divisor"] == 0
        assert 0 < scores(result)["reduced"] < 3
        assert "6/-8 is -3/4" in failed(result)["reduced_fraction_of_the_lesson"]

    def test_nothing_stands_in_for_what_is_right(self, context: JudgingContext) -> None:
        """A part whose needs all passed is not judged again."""
        source = RATIONALS.replace("[p // common, q // common]", "p, q")

        result = judged(context, rationals=source)

        assert scores(result) == {**FULL, "reduced": 0.0}
        assert checks(result)["other_sums"].stand_ins == ("reduced",)
        assert checks(result)["reduced_fraction_of_the_lesson"].stand_ins == ()

    def test_nobody_is_judged_twice_for_nothing(self, context: JudgingContext) -> None:
        """A part that needs no other has one try: one that errs now and then has no second."""
        source = RATIONALS + (
            "\nimport math\ncalls = 0\ndef greatest_common_divisor(p, q):\n"
            "    global calls\n    calls += 1\n    return math.gcd(p, q) + (calls == 10)\n"
        )

        result = judged(context, rationals=source)

        assert scores(result) == {**FULL, "greatest_common_divisor": 1.5}
        assert "zero is divided" in failed(result)["greatest_common_divisor_with_zero"]

    def test_a_half_done_submission_gets_its_half(self, context: JudgingContext) -> None:
        """Parts that are there count in full; the others are named as not defined."""
        result = judged(context, rationals=RATIONALS.split("def reduced")[0])

        assert scores(result) == {"greatest_common_divisor": 2.0, "reduced": 0.0, "add": 0.0}
        assert result.verdict == "graded"
        assert set(failed(result).values()) == {
            "`reduced` is not defined in rationals.py",
            "`add` is not defined in rationals.py",
        }

    def test_a_name_that_is_no_function_is_not_defined(self, context: JudgingContext) -> None:
        """A number under a part's name is no part."""
        result = judged(context, rationals=RATIONALS + "\nadd = 5")

        assert scores(result) == {**FULL, "add": 0.0}

    def test_nothing_handed_in_is_nothing(self, context: JudgingContext) -> None:
        """An exercise that is missing costs its points, and no other exercise's."""
        missing, there = judge_submission(hand_in(words=WORDS), context)

        assert (missing.score, missing.verdict, there.score) == (0.0, "not submitted", 5.0)
        assert all(check.outcome is Outcome.FAILED for check in missing.checks)

    def test_work_that_cannot_be_read_is_said(self, context: JudgingContext) -> None:
        """The reader's sentence reaches the student."""
        submission = hand_in(rationals="")
        broken = replace(submission.works[0], cells=(), problem="rationals.py is not UTF-8")

        result, _ = judge_submission(replace(submission, works=(broken,)), context)

        assert (result.verdict, result.score) == ("unreadable", 0.0)
        assert "not UTF-8" in as_text(result.reason)

    def test_lateness_is_no_matter_of_judging(self, context: JudgingContext) -> None:
        """Work that carries a time after the deadline keeps it; what it costs is applied later."""
        submission = hand_in(rationals=RATIONALS)
        deadline = context.course.exercise("rationals").deadline
        assert deadline is not None
        late = replace(submission.works[0], submitted_at=deadline + timedelta(hours=30))

        result, _ = judge_submission(replace(submission, works=(late,)), context)

        assert (result.late_percent, result.score) == (0.0, 7.5)
        assert result.handed_in == late.submitted_at

    def test_the_same_submission_gets_the_same(self, context: JudgingContext) -> None:
        """Inputs are drawn from the class's secret: a second judgement repeats the first."""
        source = RATIONALS.replace("p // common, q", "p // common, abs(q)")

        assert judged(context, rationals=source) == judged(context, rationals=source)


class TestLoading:
    """Files and cells that do not run."""

    def test_a_syntax_error_costs_its_own_statement(self, context: JudgingContext) -> None:
        """It is shown with its line, and every other statement counts."""
        result = judged(context, rationals=RATIONALS + "\ndef broken(:\n    pass\n")

        assert (scores(result), result.verdict) == (FULL, "graded")
        assert re.search(r"rationals.py, lines \d+ to \d+ could not be run: Syntax", result.note)
        assert "def broken(:" in result.note
        assert "fix that line first" in result.note

    def test_a_part_that_does_not_parse_is_not_defined(self, context: JudgingContext) -> None:
        """Its checks say which line keeps it from being there, and the other part is judged."""
        source = RATIONALS.replace("[p // common, q // common]", "[p // common q]")
        assert source != RATIONALS

        result = judged(context, rationals=source)

        assert 0 < result.score < result.max_score
        whys = {each.explanation.problem for each in result.checks if each.part == "reduced"}
        assert whys == {"`reduced` is not defined in rationals.py, since line 5 could not be run"}

    def test_a_file_of_which_nothing_parses(self, context: JudgingContext) -> None:
        """The reason is its first error, with the student's own line."""
        result = judged(context, rationals="def broken(:\n    pass\n")

        assert (result.score, result.verdict) == (0.0, "import failed")
        assert "rationals.py, lines 1 to 2 could not be run: Synt" in as_text(result.reason)
        assert "def broken(:" in as_text(result.reason)

    def test_an_import_error_names_what_may_be_imported(self, context: JudgingContext) -> None:
        """A module that is not here is named, and so are those that are."""
        result = judged(context, rationals="import nosuchmodule")

        assert (result.score, result.verdict) == (0.0, "import failed")
        assert "No module named 'nosuchmodule'" in as_text(result.reason)
        assert "rationals.py, line 1" in as_text(result.reason)
        assert "you may import numpy" in as_text(result.reason)

    def test_an_import_that_nothing_uses_costs_nothing(self, context: JudgingContext) -> None:
        """It is named, and every other statement counts."""
        result = judged(context, rationals="import nosuchmodule\n" + RATIONALS)

        assert (scores(result), result.verdict) == (FULL, "graded")
        assert "rationals.py, line 1 could not be run: ModuleNotFoundError" in result.note
        assert "(all the other statements were run" in result.note

    def test_a_script_that_ends_python_counts(self, context: JudgingContext) -> None:
        """The statement is left out, and the note says where it belongs."""
        result = judged(context, rationals=RATIONALS + "import os\nos._exit(0)\n")

        assert (scores(result), result.verdict) == (FULL, "graded")
        assert "`os._exit(0)`, ended Python while the file was loaded" in result.note
        assert "if __name__" in result.note

    def test_the_solutions_cannot_be_imported(self, context: JudgingContext) -> None:
        """The reference is nowhere on the student's side."""
        source = "import sys; sys.path.append('{}')\nfrom {} import *"
        folder = context.course.root / "solutions" / "rationals"

        for text in (source.format(folder, "rationals"), source.format(folder, "test_hidden")):
            assert judged(context, rationals=text).score == 0

    def test_a_failing_cell_is_named_and_the_others_count(self, context: JudgingContext) -> None:
        """An exploratory cell that fails voids no function of another cell."""
        result = judged(context, rationals=("1 / 0", RATIONALS, "print(nothing)"))

        assert (scores(result), result.verdict) == (FULL, "graded")
        assert "cell 1, line 1 could not be run: ZeroDivisionError" in result.note
        assert "cell 3, line 1 could not be run: NameError" in result.note
        assert "cell 2" not in result.note

    def test_of_very_many_failing_cells_the_first_are_named(self, context: JudgingContext) -> None:
        """Thirty thousand cells that fail cost no honest function, and fill no report."""
        result = judged(context, rationals=(*["raise ValueError('x' * 3000)"] * 30_000, RATIONALS))

        assert (scores(result), result.verdict) == (FULL, "graded")
        assert "cell 1, line 1 could not be run: ValueError: xxx" in result.note
        assert len(result.note) <= 2_000

    def test_after_eight_failing_cells_it_is_said_that_there_are_more(
        self, context: JudgingContext
    ) -> None:
        """The student need not believe that the others ran."""
        eight = judged(context, rationals=(*["x"] * 8, RATIONALS))
        nine = judged(context, rationals=(*["x"] * 9, RATIONALS))

        assert "cell 8, line 1 could not be run" in eight.note
        assert "more statements could not be run" not in eight.note
        assert "cell 9, line 1 could not be run" not in nine.note
        assert "more statements could not be run" in nine.note

    def test_a_loop_at_the_top_is_a_time_limit(self, hasty: JudgingContext) -> None:
        """A file whose own lines never end is said to do so, and the next exercise counts."""
        start = time.monotonic()
        loop, words = judge_submission(hand_in(rationals="while True: pass", words=WORDS), hasty)

        assert (loop.verdict, loop.score, words.score) == ("time limit", 0.0, 5.0)
        assert "`while True: pass`, took longer than the time limit" in as_text(loop.reason)
        assert time.monotonic() - start < 60  # it takes 3 s

    @pytest.mark.parametrize(
        "head", [b'{"n": 1, "ok": 5}', b'{"n": 1, "ok": ["d", ["names", ["l"]]]}', b"[]"]
    )
    def test_a_forged_report_harms_the_forger_alone(
        self, context: JudgingContext, head: bytes
    ) -> None:
        """What student's code writes into the grader's connection is its end, not the grader's."""
        forged, words = judge_submission(
            hand_in(rationals=FORGED.replace("HEAD", repr(head)), words=WORDS), context
        )

        assert (forged.verdict, forged.score, words.score) == ("protocol violation", 0.0, 5.0)


class TestEnds:
    """Ends of the student's process, and what they cost."""

    def test_an_endless_loop_costs_its_part_alone(self, hasty: JudgingContext) -> None:
        """A loop is cut off once, and the parts that need the looping one are judged without."""
        source = RATIONALS.replace(
            "def greatest_common_divisor(p, q):\n", "def greatest_common_divisor(p, q):\n" + LOOP
        )

        result = judged(hasty, rationals=source)

        assert scores(result) == {**FULL, "greatest_common_divisor": 0.0}
        assert result.verdict == "time limit"
        told = failed(result)
        assert "is there a loop that cannot end?" in told["greatest_common_divisor_of_the_lesson"]
        assert "not run again" in told["greatest_common_divisor_with_zero"]

    @pytest.fixture
    def ended(self, monkeypatch: pytest.MonkeyPatch) -> list[float]:
        """Note the limit of each call that ran into it."""
        limits: list[float] = []
        ask = GuestProcess.ask

        def noting(guest: GuestProcess, message: Any, seconds: float, *rest: Any) -> Any:
            try:
                return ask(guest, message, seconds, *rest)
            except GuestEnded:
                limits.append(seconds)
                raise

        monkeypatch.setattr(GuestProcess, "ask", noting)
        return limits

    ENDLESS = RATIONALS.replace(
        "def greatest_common_divisor(p, q):\n", "def greatest_common_divisor(p, q):\n" + LOOP
    )

    def test_an_endless_loop_is_waited_for_once(
        self, hasty: JudgingContext, ended: list[float]
    ) -> None:
        """Parts that build on it get little time; who has no reference is sent to the loop."""
        limit = hasty.exercises[0].limits.call_seconds
        short = pytest.approx(HURRIED * limit)

        graded = judged(hasty, rationals=self.ENDLESS)
        own = judged(replace(hasty, references={}), rationals=self.ENDLESS)

        assert ended == [limit, short, short] * 2
        assert (scores(graded), scores(own)) == (
            {**FULL, "greatest_common_divisor": 0.0}, dict.fromkeys(FULL, 0.0),
        )  # fmt: skip
        divisor = "greatest_common_divisor"
        told = {text for name, text in failed(own).items() if not name.startswith(divisor)}
        assert told == {f"builds on `{divisor}`, above: fix that first"}

    def test_little_time_costs_no_point(self, hasty: JudgingContext, ended: list[float]) -> None:
        """What needs longer, and does not bear the right one in the endless one's place, has it."""
        result = judged(hasty, rationals=SLOW)

        limit = hasty.exercises[0].limits.call_seconds
        assert ended == [limit, pytest.approx(HURRIED * limit)]
        assert scores(result)["reduced"] == FULL["reduced"]
        assert checks(result)["reduced_other_fractions"].stand_ins == ()

    def test_leaving_python_costs_its_part_alone(self, context: JudgingContext) -> None:
        """os._exit in a function ends that call, and the other parts are judged."""
        source = "import os\n" + RATIONALS.replace("    common =", "    os._exit(0)\n    common =")

        result = judged(context, rationals=source)

        assert (scores(result), result.verdict) == ({**FULL, "reduced": 0.0}, "left early")
        assert "ended Python itself" in failed(result)["reduced_fraction_of_the_lesson"]

    def test_a_crash_costs_its_part_alone(self, context: JudgingContext) -> None:
        """A fault in C brings down one call."""
        source = RATIONALS + "\ndef add(a, b):\n    import ctypes\n    ctypes.string_at(0)\n"

        result = judged(context, rationals=source)

        assert (scores(result), result.ending) == ({**FULL, "add": 0.0}, "crashed (SIGSEGV)")

    def test_raising_system_exit_is_a_failure_like_any_other(self, context: JudgingContext) -> None:
        """sys.exit in a function is told as such and ends nothing."""
        source = RATIONALS + "\ndef add(a, b):\n    raise SystemExit\n"

        result = judged(context, rationals=source)

        assert (scores(result), result.verdict) == ({**FULL, "add": 0.0}, "graded")
        assert "a function should return instead" in failed(result)["sum_of_the_lesson"]

    def test_a_skip_is_a_failure(self, context: JudgingContext) -> None:
        """A student who raises pytest's or unittest's skip has not passed."""
        source = RATIONALS + "\nfrom unittest import SkipTest\ndef add(a, b):\n    raise SkipTest\n"

        assert scores(judged(context, rationals=source)) == {**FULL, "add": 0.0}

    def test_an_exercise_has_limits_of_its_own(
        self, course: Course, plain_sandbox: Sandbox
    ) -> None:
        """The limit of a call is the exercise's, not the course's."""
        edit(course.root / "course.yml", "{call_seconds: 30}", "{call_seconds: 1}")
        context = context_of(load_course(course.root, exactly=True), plain_sandbox)
        start = time.monotonic()

        result = judged(context, words=f"def split_words(sentence):\n{LOOP}")

        assert result.verdict == "time limit"
        assert time.monotonic() - start < 60  # the course's, for one call; it takes 3 s


class TestTelling:
    """What a student reads."""

    def test_a_visible_check_tells_call_answer_and_what_must_hold(
        self, context: JudgingContext
    ) -> None:
        """The call as typed, what came back, and the sentence."""
        source = RATIONALS.replace("[p // common, q // common]", "p, q")

        told = failed(judged(context, rationals=source))["reduced_fraction_of_the_lesson"]

        assert "reduced(6, -8)" in told
        assert "(6, -8)" in told.split("got")[1]
        assert "6/-8 is -3/4" in told

    def test_a_traceback_holds_the_students_lines_only(self, context: JudgingContext) -> None:
        """The line that raised is shown; no line of ours is."""
        source = RATIONALS + "\ndef add(a, b):\n    return a[5]\n"

        told = failed(judged(context, rationals=source))["sum_of_the_lesson"]

        assert "IndexError: tuple index out of range" in told
        assert "return a[5]" in told
        assert "grader" not in told
        assert "guest.py" not in told

    def test_a_part_not_written_yet_is_told_so(self, context: JudgingContext) -> None:
        """A stub's NotImplementedError is no riddle."""
        source = RATIONALS + "\ndef add(a, b):\n    raise NotImplementedError\n"

        assert "`add` is not written yet" in failed(judged(context, rationals=source))["other_sums"]

    @pytest.mark.parametrize(
        "body",
        [
            "return p, q",
            "return None",
            "return 'a text'",
            "return {p: q}",
            "return object()",
            "import numpy; return numpy.array([p, p])",
            "return [[p] * 9] * 9",
            "raise ValueError('no')",
            "raise OverflowError('no')",
            "raise NotImplementedError",
            "return reduced(p, q)",
            "import os; os._exit(0)",
        ],
    )
    def test_no_word_of_a_hidden_check_leaks(
        self, course: Course, plain_sandbox: Sandbox, body: str
    ) -> None:
        """Whatever a student's code does, neither inputs nor expected values are told."""
        add_checks(course, CANARIES)

        result = judged(
            context_of(course, plain_sandbox), rationals=f"def reduced(p, q):\n    {body}\n"
        )

        told = _all_that_is_told(result)
        canaries = [check for name, check in checks(result).items() if "canary" in name]
        assert len(canaries) == 7
        assert Outcome.PASSED not in {check.outcome for check in canaries}
        unjudged = [check.id for check in canaries if check.outcome is Outcome.NOT_JUDGED]
        assert set(unjudged) <= {"hidden::test_canary_of_a_broken_check"}
        why = [check.explanation for check in canaries if check.explanation]
        assert len(why) == 7
        assert {(each.called, each.expected) for each in why} == {("", "")}
        assert "776151" not in told
        assert "424243" not in told


def _all_that_is_told(result: Result) -> str:
    hidden = [check for check in result.checks if not check.visible]
    told = (f"{each.id} {as_text(each.explanation)} {each.sentence}" for each in hidden)
    return "\n".join([result.note, as_text(result.reason), *told])


MISCONCEPTIONS = """
import rationals as right

from grader.course import misconception


@misconception("greatest_common_divisor", "you always say 1: divide until nothing is left")
def always_one(p, q):
    return 1


@misconception("reduced", "you give one number: two belong there")
def one_number(p, q):
    return 2


@misconception("reduced", "the sign stays below: the lower number is positive")
def sign_below(p, q):
    divisor = right.greatest_common_divisor(p, q)
    return p // divisor, q // divisor


@misconception("reduced", "nothing is reduced: divide by the common divisor")
def as_it_was(p, q):
    return p, q


@misconception("add", "you add above and below: bring them to one lower number first")
def above_and_below(a, b):
    return right.reduced(a[0] + b[0], a[1] + b[1])
"""
MANY = '''


@pytest.mark.parametrize("answers", [1])
@pytest.mark.part("greatest_common_divisor")
def test_many(guest, answers):
    """Many numbers at once."""
    given = list(guest.many("greatest_common_divisor", [(6, 4), (9, 6), (7, 5)]))
    assert_holds(given == [2, 3, 1], "all of them", got=given)
'''


class TestPrints:
    """What a student's code printed in a check that failed, where that gives nothing away."""

    SOURCE = "print('as it is loaded')\n" + RATIONALS.replace(
        "    common = greatest", "    print('reduced', p, q)\n    common = 2 * greatest"
    )

    def test_a_visible_suite_alone_shows_them(self, course: Course, plain_sandbox: Sandbox) -> None:
        """Those of the check itself: not of the others, nor of the file as it was loaded."""
        add_checks(course, WHOLES, suite="test_visible.py")
        release(course)
        told = failed(
            judged(context_of(course, plain_sandbox, hidden=False), rationals=self.SOURCE)
        )

        assert told["reduced_fraction_of_the_lesson"].endswith("  printed   reduced 6 -8")
        assert told["reduced_whole_numbers"].endswith("  printed   reduced 7 1")
        assert "loaded" not in "".join(told.values())

    def test_a_grade_of_record_shows_none(self, course: Course, plain_sandbox: Sandbox) -> None:
        """They may hold hidden inputs, also where they are printed in a visible check."""
        told = failed(judged(context_of(course, plain_sandbox), rationals=self.SOURCE))

        assert len(told) > 2
        assert not any("printed" in each for each in told.values())

    def test_a_guest_that_ended_shows_none(self, course: Course, plain_sandbox: Sandbox) -> None:
        """How much of it arrived would be chance."""
        source = self.SOURCE.replace(
            "    common = 2", "    import os\n    os._exit(0)\n    common ="
        )
        told = failed(judged(context_of(course, plain_sandbox, hidden=False), rationals=source))

        assert told and not any("printed" in each for each in told.values())


class TestMisconceptions:
    """A failed check names the misconception that its calls tell of."""

    @pytest.fixture
    def knowing(self, course: Course, plain_sandbox: Sandbox) -> JudgingContext:
        """A room of a course that has misconceptions."""
        path = course.root / "solutions" / "rationals" / "misconceptions.py"
        path.write_text(MISCONCEPTIONS, encoding="utf-8")
        add_checks(course, MANY)
        return context_of(course, plain_sandbox)

    def test_its_sentence_follows_the_problem(self, knowing: JudgingContext) -> None:
        """The student reads it in every failed check that shows it, hidden ones too."""
        source = RATIONALS.replace("[p // common, q // common]", "p, q")

        told = failed(judged(knowing, rationals=source))

        problem, likely, *_ = told["reduced_other_fractions"].splitlines()
        assert problem == "lowest terms, q > 0"
        assert likely == "  likely    nothing is reduced: divide by the common divisor"

    def test_calls_that_crossed_together_are_known(self, knowing: JudgingContext) -> None:
        """Each of many calls, with its own answer, tells."""
        told = failed(judged(knowing, rationals=WRONG_DIVISOR))

        assert "likely    you always say 1" in told["many[1]"]

    def test_another_mistake_is_not_named(self, knowing: JudgingContext) -> None:
        """What no misconception gives is told as it was."""
        source = RATIONALS.replace("return abs(p) if", "return 2 if")

        told = failed(judged(knowing, rationals=source))

        assert not any("likely" in message for message in told.values())

    def test_it_is_named_without_the_mistakes_of_what_it_needs(
        self, knowing: JudgingContext
    ) -> None:
        """Two mistakes at once: the second shows with the right part in the first's place."""
        source = WRONG_DIVISOR.replace("1 if q > 0 else -1", "1")

        result = judged(knowing, rationals=source)

        assert scores(result)["reduced"] < 3
        told = [m for name, m in failed(result).items() if name.startswith("reduced")]
        assert any("likely    the sign stays below" in message for message in told)
        assert not any("nothing is reduced" in message for message in told)

    def test_what_another_mistake_made_look_so_is_taken_back(self, knowing: JudgingContext) -> None:
        """With the right part in its place, the check tells what is wrong then."""
        source = WRONG_DIVISOR.split("def reduced")[0] + (
            "def reduced(p, q):\n    common = greatest_common_divisor(p, q)\n"
            "    return [p, q] if common == 1 else [0, 5]\n"
        )

        told = failed(judged(knowing, rationals=source))

        assert told["reduced_other_fractions"].splitlines()[0] == "lowest terms, q > 0"
        assert "likely" not in told["reduced_other_fractions"]

    def test_one_mistake_still_costs_once(self, knowing: JudgingContext) -> None:
        """Parts that build on a wrong one are carried, and no misconception of theirs is named."""
        result = judged(knowing, rationals=WRONG_DIVISOR)

        assert scores(result) == {**FULL, "greatest_common_divisor": 0.0}
        assert checks(result)["other_sums"].stand_ins == ("greatest_common_divisor",)

    def test_broken_misconceptions_are_the_courses_trouble(
        self, course: Course, plain_sandbox: Sandbox
    ) -> None:
        """The grader stops, and names the file."""
        path = course.root / "solutions" / "rationals" / "misconceptions.py"
        path.write_text("import nothing_of_this_name", encoding="utf-8")

        with pytest.raises(CourseError, match=r"misconceptions\.py"):
            judged(context_of(course, plain_sandbox), rationals=WRONG_DIVISOR)


class TestDevices:
    """Checks that need a GPU."""

    def test_without_one_they_are_held(self, course: Course, plain_sandbox: Sandbox) -> None:
        """Points of a check that cannot be judged are neither given nor lost."""
        add_checks(course, GPU)

        result = judged(context_of(course, plain_sandbox), rationals=RATIONALS)

        check = checks(result)["sums_on_a_gpu"]
        assert check.outcome == Outcome.NOT_JUDGED
        assert check.explanation == Explanation("not judged: needs a GPU")
        (part,) = (part for part in result.parts if part.part == "add")
        assert (part.score, part.held, part.max_score) == (1.67, 0.83, 2.5)
        assert result.verdict == "graded"

    def test_with_one_they_are_judged_there(self, course: Course, plain_sandbox: Sandbox) -> None:
        """The check is told the device; the others stay on the CPU."""
        add_checks(course, GPU)

        result = judged(context_of(course, plain_sandbox, device="cuda"), rationals=RATIONALS)

        assert (result.score, failed(result)) == (7.5, {})


def _check(arguments: str, line: str) -> str:
    """Write a check of `add`, with one line."""
    head = f'@pytest.mark.part("add")\ndef test_author({arguments}):\n    """A."""\n'
    return f"\n\nimport math\n\n\n{head}    {line}\n"


class TestCourse:
    """A course that is broken is its author's to mend, never a student's loss."""

    @pytest.mark.parametrize(
        ("arguments", "line", "said"),
        [
            ("gate", "gate('typo', abs)", "UnknownName: "),
            ("student", "assert_close(1.0, None)", "CourseError: the expected value is None"),
            ("student", "assert_close(1.0, [[1, 2], [3]])", "CourseError: the expected value"),
            ("student", "assert math.nosuch(1)", "AttributeError: module 'math' has no"),
            ("student", "nosuch(student)", "NameError: name 'nosuch' is not defined"),
            ("student", "import nosuch", "ModuleNotFoundError: "),
            ("rgn", "pass", "there is no fixture 'rgn'"),
            ("rng", "{}['typo']", "KeyError: 'typo'"),
            ("student", "student.add((1, 2), (1, 3)).sum()", "AttributeError: 'tuple' object"),
        ],
    )
    def test_a_broken_check_is_never_the_students(
        self, course: Course, plain_sandbox: Sandbox, arguments: str, line: str, said: str
    ) -> None:
        """It is not judged, its points are held, and its author reads the file and the line."""
        suite = course.root / "solutions/rationals/test_hidden.py"
        add_checks(course, _check(arguments, f"from grader.checks import assert_close; {line}"))
        last = len(suite.read_text().splitlines())

        right = RATIONALS.replace("return [p // common", "return (p // common")
        right = right.replace("q // common]", "q // common)")
        result = judged(context_of(course, plain_sandbox), rationals=right)

        check = checks(result)["author"]
        assert check.outcome == Outcome.NOT_JUDGED
        assert check.explanation == BROKEN
        place = last - 3 if arguments == "rgn" else last
        assert check.detail.startswith(f"solutions/rationals/test_hidden.py:{place}: {said}")
        assert (result.score, result.verdict) == (7.5 - held(result), "graded")
        assert held(result) > 0

    @pytest.mark.parametrize(
        "line",
        [
            "student.add((1, 2), (1, 3)).count(5)",
            "student.add((1, 2), (1, 3))[0] + 1",
            "assert student.add((1, 2), (1, 3)) == (5, 6)",
            "sum(student.add((1, 2), (1, 3)))",
        ],
    )
    def test_a_value_that_a_check_cannot_use_is_the_students(
        self, course: Course, plain_sandbox: Sandbox, line: str
    ) -> None:
        """The reference's answer can be used by the same check."""
        add_checks(course, _check("student", line))
        none = RATIONALS.replace("return reduced(a[0]", "reduced(a[0]")

        result = judged(context_of(course, plain_sandbox), rationals=none)

        assert checks(result)["author"].outcome == Outcome.FAILED
        assert held(result) == 0

    @pytest.mark.parametrize(("text", "said"), [("1 / 0", "ZeroDivisionError"), ("def", "Syntax")])
    def test_a_broken_reference(self, course: Course, text: str, said: str) -> None:
        """The file and what it raised are named."""
        path = course.root / "solutions" / "words" / "words.py"
        path.write_text(text)

        with pytest.raises(CourseError, match=rf"words\.py:1: {said}"):
            load_references(course, course.exercises)

    def test_a_missing_reference(self, course: Course) -> None:
        """The file is named."""
        (course.root / "solutions" / "words" / "words.py").unlink()

        with pytest.raises(CourseError, match=r"words\.py"):
            load_references(course, course.exercises)


def test_a_stand_in_answers_small_questions_only() -> None:
    """The student's code asks it, so that its work on the near side is bounded."""
    answer = bounded(lambda *args, **kwargs: "answered")

    assert answer([1, 2], key={"a": [3]}) == "answered"
    for args, kwargs in [
        (([0] * (MOST_ELEMENTS + 1),), {}),
        ((), {"deep": {"a": [[0] * MOST_ELEMENTS, 1]}}),
    ]:
        with pytest.raises(ValueError, match="too many numbers"):
            answer(*args, **kwargs)


def test_an_exercise_may_import_another_that_was_handed_in(context: JudgingContext) -> None:
    """What works on the student's machine works here: their other exercises can be imported."""
    handed_in = hand_in(rationals=RATIONALS, words=f"from rationals import add\n{WORDS}")
    words_alone = replace(context, exercises=[context.course.exercise("words")])

    (result,) = judge_submission(handed_in, words_alone)

    assert result.score == result.max_score


SLOW_CHECKS = '''


@pytest.mark.part("add")
def test_that_loops_over_an_answer(student):
    """What a student says is looked at, row by row."""
    for _ in range(int(student.add((1, 2), (1, 2))[0]) ** 12):
        pass


@pytest.mark.part("reduced")
def test_that_never_ends(student):
    """The author's own mistake."""
    student.reduced(1, 2)
    while True:
        pass


@pytest.mark.part("add")
def test_behind_them(student):
    """The next check goes on, by a guest that owes no answer."""
    assert list(student.add((1, 2), (1, 2))) == [1, 1]
'''


KEPT = '''


@pytest.mark.part("add")
def test_that_keeps_its_own_error(student):
    """So that only a collection would free what it holds."""
    try:
        answer = student.add((1, 2), (1, 2))
        assert list(answer) == [1, 1]
    except AssertionError as error:
        kept = error
        raise
'''


class TestWhatAnAnswerMayCost:
    """Tests of how much of the near side's time and memory a student's answers may take."""

    @pytest.fixture
    def brief(self, course: Course, plain_sandbox: Sandbox) -> JudgingContext:
        """A room in which a check may take a second of CPU time."""
        add_checks(course, SLOW_CHECKS)
        edit(course.root / "course.yml", "call_seconds: 60,", "call_seconds: 60, check_seconds: 1,")
        return context_of(load_course(course.root, exactly=True), plain_sandbox)

    def test_a_check_that_takes_too_long_fails_and_the_next_goes_on(
        self, brief: JudgingContext
    ) -> None:
        """It says so; one that does so over the reference's answers, too, is not judged."""
        source = RATIONALS + "\n_add = add\ndef add(a, b): return [10 * n for n in _add(a, b)]\n"

        right, wrong = (checks(judged(brief, rationals=text)) for text in (RATIONALS, source))

        looped, endless, behind = "that_loops_over_an_answer", "that_never_ends", "behind_them"
        assert [right[each].outcome for each in (looped, behind)] == [Outcome.PASSED] * 2
        assert wrong[looped].outcome is Outcome.FAILED
        assert "took too long over what `add` returned" in as_text(wrong[looped].explanation)
        assert {each[endless].outcome for each in (right, wrong)} == {Outcome.NOT_JUDGED}
        assert wrong[behind].outcome is Outcome.FAILED

    def test_a_check_that_is_broken_off_in_a_call_is_heard_by_nobody(
        self, course: Course, plain_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The next check is answered by another guest, and not with what the last one waits for."""
        add_checks(
            course,
            SLOW_CHECKS.replace(
                "    for _ in",
                "    for _ in iter(lambda: student.add((1, 2), (1, 2)), 0): pass\n    for _ in",
            ),
        )
        edit(course.root / "course.yml", "call_seconds: 60,", "call_seconds: 60, check_seconds: 1,")
        brief = context_of(load_course(course.root, exactly=True), plain_sandbox)

        abandoned: list[Session] = []
        real = Session.abandon
        monkeypatch.setattr(Session, "abandon", lambda one: (abandoned.append(one), real(one)))

        found = checks(judged(brief, rationals=RATIONALS))

        assert len(abandoned) == 2  # by this check, and by the one that never ends
        assert found["that_loops_over_an_answer"].outcome is Outcome.NOT_JUDGED
        assert found["behind_them"].outcome is Outcome.PASSED

    def test_nothing_of_an_answer_is_kept(
        self, course: Course, plain_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """When a submission is judged its answers are free, though its checks failed over them."""
        answers: list[weakref.ref[Any]] = []
        real = GuestProcess.ask

        def ask(guest: GuestProcess, *given: Any) -> Any:
            answer = real(guest, *given)
            if isinstance(answer, np.ndarray):
                answers.append(weakref.ref(answer))
            return answer

        monkeypatch.setattr(GuestProcess, "ask", ask)
        source = "import numpy as np\ndef add(a, b): return np.zeros(1000)\n"
        add_checks(course, KEPT)
        context = context_of(course, plain_sandbox)
        gc.collect()
        gc.disable()
        try:
            result = judged(context, rationals=source)
        finally:
            gc.enable()

        assert scores(result)["add"] == 0
        assert answers and not [each for each in answers if each() is not None]
