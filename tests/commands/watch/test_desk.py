"""Tests of the desk: saves, keys and what checks say → the next picture, without any thread."""

from __future__ import annotations

import pytest

from grader.commands.hint import paid
from grader.commands.plot import Plotted
from grader.commands.student_progress import recall, save
from grader.commands.watch.desk import CHECKING, Desk, Start, start
from grader.course.model import Course, load_course
from grader.errors import GraderError, MissingLibrary, UnknownName, UsageError
from grader.judging.results import Outcome
from tests.support.own_results import Wished, check_of, checked_of

GCD, REDUCED, ADD = "greatest_common_divisor", "reduced", "add"


def conclude(desk: Desk, reason: str = "", **signs: str) -> None:
    """Let the last wish's check come to an end."""
    name = desk.watched.exercise.name
    checked = checked_of(desk.watched.course, name, signs, reason)
    desk.concluded(len(desk.worker.wishes), checked)


def save_of(course: Course, name: str) -> list:
    """Give what is heard when an exercise's file is saved."""
    return [course.stub(name).resolve()]


class TestStart:
    """Where a watch begins."""

    def test_at_the_first_part_that_is_not_finished(self, mine: Course) -> None:
        """By what was kept of the last check."""
        passed = {part.name: [1, 1] for part in mine.exercises[0].parts}
        save(mine, {"rationals": {"parts": passed}, "words": {"parts": {"split_words": [1, 1]}}})

        assert start(mine, [], None) == Start(mine, mine.exercises[1], "Counter")

    def test_where_it_is_said_to(self, mine: Course) -> None:
        """An exercise, a part of it, or the exercise in whose folder somebody stands."""
        rationals, words = mine.exercises

        assert start(mine, ["words"], rationals) == Start(mine, words, "split_words")
        assert start(mine, ["words", "Counter"], None) == Start(mine, words, "Counter", True)
        assert start(mine, [], words) == Start(mine, words, "split_words")

    def test_a_finished_course_can_be_looked_at(self, mine: Course) -> None:
        """There is no next part: it is the last exercise."""
        done = {e.name: {"parts": {p.name: [1, 1] for p in e.parts}} for e in mine.exercises}
        save(mine, done)

        assert start(mine, [], None) == Start(mine, mine.exercises[1], "split_words")

    def test_what_cannot_be_watched(self, mine: Course) -> None:
        """Two exercises at once, and what is not there."""
        with pytest.raises(UsageError, match="one exercise"):
            start(mine, ["words", "rationals"], None)
        with pytest.raises(UnknownName):
            start(mine, ["word"], None)


class TestSaves:
    """What a save does."""

    def test_it_is_checked_with_the_part_in_hand_first(self, desk: Desk) -> None:
        """Once at the beginning, and once for each save."""
        desk.saved(save_of(desk.watched.course, "rationals"))

        assert desk.worker.wishes == [("check", "rationals", GCD)] * 2
        assert desk.watched.busy == CHECKING

    def test_until_a_save_is_heard_of_it_is_said_what_to_do_without_one(self, desk: Desk) -> None:
        """A network drive tells nobody of a save."""
        conclude(desk, **{GCD: "-"})
        assert "press r" in desk.watched.remark

        desk.saved(save_of(desk.watched.course, "rationals"))
        conclude(desk, **{GCD: "-"})
        assert desk.watched.remark == ""

    def test_another_exercises_file_is_told_and_not_checked(self, desk: Desk) -> None:
        """Nobody is thrown out of what they are at."""
        desk.saved(save_of(desk.watched.course, "words"))

        assert len(desk.worker.wishes) == 1
        said = "you saved words, and this is rationals: l goes to another exercise"
        assert desk.watched.remark == said

    def test_cells_change_as_checks_are_done(self, desk: Desk) -> None:
        """Those of the last wish: what comes late of an earlier one is stale."""
        desk.saved(save_of(desk.watched.course, "rationals"))

        desk.heard(1, check_of(GCD, 0, "-"))
        assert desk.watched.live == {}
        desk.heard(2, check_of(GCD, 0, "+"))
        desk.heard(2, check_of(GCD, 1, "-"))
        assert desk.watched.live == {GCD: (Outcome.PASSED, Outcome.FAILED)}
        desk.concluded(1, checked_of(desk.watched.course, "rationals", {GCD: "-"}))
        assert desk.watched.checked is None

    def test_a_save_in_the_middle_of_a_word_is_one_quiet_line(self, desk: Desk) -> None:
        """The last good result stays, with its words and the hint below it."""
        conclude(desk, **{GCD: "+-"})
        desk.hint()
        good = desk.watched
        desk.run()

        conclude(desk, reason="Python cannot read rationals.py, line 3: invalid syntax\n  retu")

        problem, source = desk.watched.broken
        assert problem.endswith("rationals.py:3: invalid syntax")
        assert (source, desk.watched.remark) == ("  retu", "")
        assert (desk.watched.checked, desk.watched.aside) == (good.checked, good.aside)
        assert (desk.watched.busy, desk.watched.live) == ("", {})

    def test_what_is_broken_is_said_until_it_is_mended(self, desk: Desk) -> None:
        """A hint asked for meanwhile does not hide it, nor another run that is under way."""
        conclude(desk, **{GCD: "+-"})
        conclude(desk, reason="Python cannot read rationals.py, line 3: invalid syntax")
        broken = desk.watched.broken

        desk.hint()
        desk.run()
        assert desk.watched.broken == broken != ()
        conclude(desk, **{GCD: "++"})
        assert desk.watched.broken == ()

    def test_a_second_mistake_takes_the_place_of_the_first(self, desk: Desk) -> None:
        """Where nothing could be run yet, there is no good result that could stay."""
        conclude(desk, reason="Python cannot read rationals.py, line 3: invalid syntax")
        conclude(desk, reason="Python cannot read rationals.py, line 9: invalid syntax")

        assert desk.watched.result is not None and desk.watched.result.reason is not None
        assert "line 9" in desk.watched.result.reason.problem
        assert desk.watched.broken == ()

    def test_what_is_broken_from_the_beginning_is_said_in_full(self, desk: Desk) -> None:
        """There is no earlier result to keep."""
        conclude(desk, reason="Python cannot read rationals.py, line 3: invalid syntax")

        assert desk.watched.result is not None
        assert desk.watched.result.reason is not None

    def test_what_stops_a_check_is_said_with_its_remedy(self, desk: Desk) -> None:
        """In one quiet line."""
        desk.failed(1, GraderError("the border broke", "grader doctor"))

        assert desk.watched.remark == "the border broke; try: grader doctor"
        assert desk.watched.busy == ""

    def test_what_installs_a_library_can_be_typed_as_it_stands(self, desk: Desk) -> None:
        """A command for each line, also where there are several; none runs into the next."""
        error = MissingLibrary("rationals needs", ["torch", "sklearn"])

        desk.failed(1, error)

        said, *lines = desk.watched.remark.split("\n")
        assert said == "rationals needs torch and sklearn, which are not installed; try:"
        assert lines == error.remedy.splitlines()
        assert len(lines) == 2


class TestPartInHand:
    """Where the desk thinks that the student is."""

    def test_it_begins_at_the_first_part_that_does_not_pass(self, desk: Desk) -> None:
        """What was kept of an earlier day may be out of date."""
        conclude(desk, **{GCD: "+", REDUCED: ".", ADD: "."})

        assert desk.watched.part == REDUCED

    def test_a_part_that_was_named_stays(self, mine: Course) -> None:
        """Also where an earlier one is open."""
        desk = Desk(Start(mine, mine.exercises[0], ADD, named=True), lambda _: None)
        desk.worker = Wished()
        desk.begin()
        conclude(desk, **{GCD: ".", REDUCED: ".", ADD: "."})

        assert desk.watched.part == ADD

    def test_success_is_shown_before_anything_else(self, desk: Desk) -> None:
        """It goes on with n, and not by itself."""
        conclude(desk, **{GCD: "-", REDUCED: ".", ADD: "."})
        conclude(desk, **{GCD: "+", REDUCED: ".", ADD: "."})
        assert desk.watched.part == GCD

        desk.next()
        assert desk.watched.part == REDUCED

    @pytest.mark.parametrize(
        ("before", "after", "part"),
        [
            ("+..", "+-.", REDUCED),  # somebody went on without n
            ("...", "..-", ADD),  # and somebody began with another part
            ("-..", "-.-", GCD),  # what fails and is in hand stays
            ("...", "...", GCD),
            ("+++", "+++", GCD),
        ],
    )
    def test_it_goes_to_what_is_being_written(
        self, desk: Desk, before: str, after: str, part: str
    ) -> None:
        """Where the part in hand has nothing to say."""
        conclude(desk, **dict(zip((GCD, REDUCED, ADD), before, strict=True)))
        desk.watched = type(desk.watched)(**{**vars(desk.watched), "part": GCD})

        conclude(desk, **dict(zip((GCD, REDUCED, ADD), after, strict=True)))

        assert desk.watched.part == part

    def test_the_last_part_leads_to_the_next_exercise(self, desk: Desk) -> None:
        """Which is checked at once."""
        conclude(desk, **{GCD: "+", REDUCED: "+", ADD: "+"})

        desk.next()

        assert (desk.watched.exercise.name, desk.watched.part) == ("words", "split_words")
        assert desk.worker.wishes[-1] == ("check", "words", "split_words")
        assert desk.watched.checked is None

    def test_a_single_open_part_has_no_next(self, desk: Desk) -> None:
        """That is said."""
        conclude(desk, **{GCD: "-", REDUCED: "+", ADD: "+"})

        desk.next()

        assert desk.watched.part == GCD
        assert "the last part here that does not pass" in desk.watched.remark


class TestKeys:
    """What else can be asked for."""

    def test_a_hint_stays_until_its_part_passes(self, desk: Desk) -> None:
        """Each one says a little more, and is counted as in `grader hint`."""
        conclude(desk, **{GCD: "-"})
        desk.hint()
        first = desk.watched.aside
        desk.hint()

        assert first.startswith("hint 1 of 3; h gives one more\n  ")
        assert desk.watched.aside.startswith("hint 2 of 3")
        assert recall(desk.watched.course)["rationals"]["hints"] == {GCD: 2}
        conclude(desk, **{GCD: "-"})
        assert desk.watched.aside.startswith("hint 2 of 3")
        conclude(desk, **{GCD: "+"})
        assert desk.watched.aside == ""

    def test_a_hint_with_a_price_waits_for_a_word(self, mine: Course) -> None:
        """Its price is said, it is kept as in `grader hint`, and read again it is free."""
        path = mine.root / "course.yml"
        path.write_text(path.read_text() + "hint_prices: [0, 0.25]\n")
        dear = load_course(mine.root, exactly=True)
        desk = Desk(Start(dear, dear.exercises[0], GCD), lambda _: None)
        assert desk.hint_price() == ""
        desk.hint()
        free = desk.watched.aside

        assert desk.hint_price() == f"hint 2 of 3 of {GCD} costs 0.25 points"
        desk.hint()
        assert desk.watched.aside == free and paid(dear) == {}
        desk.hint(pays=True)

        assert desk.watched.aside.startswith("hint 2 of 3")
        assert "it costs 0.25 points: grader pack tells" in desk.watched.aside
        assert paid(dear) == {"rationals": 0.25}

    def test_a_hint_that_is_not_there(self, desk: Desk) -> None:
        """Is a quiet line."""
        (desk.watched.course.exercise_folder("rationals") / "hints.md").unlink()

        assert desk.hint_price() == ""
        desk.hint()

        assert "hints.md" in desk.watched.remark

    def test_everything_is_explained_until_it_is_asked_for_again(self, desk: Desk) -> None:
        """The key is a switch."""
        desk.all()
        assert desk.watched.everything
        desk.all()
        assert not desk.watched.everything

    def test_a_picture_comes_before_the_check_that_it_displaced(self, desk: Desk) -> None:
        """Its words stand below; then the check is run after all."""
        desk.picture()
        assert desk.worker.wishes[-1] == ("draw", "rationals")

        desk.drawn(2, Plotted("rationals", why="this picture waits for `add`"))

        assert "waits for `add`" in desk.watched.aside
        assert desk.worker.wishes[-1] == ("check", "rationals", GCD)

    def test_a_picture_of_what_is_checked_needs_no_other_check(self, desk: Desk) -> None:
        """Nothing has changed."""
        conclude(desk, **{GCD: "-"})
        desk.picture()

        desk.drawn(2, Plotted("rationals", why="this picture waits for `add`"))

        assert len(desk.worker.wishes) == 2

    def test_a_reset_puts_the_stub_back_and_checks(self, desk: Desk) -> None:
        """The part in hand alone; a copy is kept."""
        stub = desk.watched.course.stub("rationals")
        released = stub.read_text()
        stub.write_text(released.replace("raise NotImplementedError", "return 1 #"))
        conclude(desk, **{GCD: "-"})

        desk.reset()

        assert "raise NotImplementedError" in stub.read_text()
        assert "what you had is kept in" in desk.watched.aside
        assert len(desk.worker.wishes) == 2

    def test_where_an_editor_is_to_open(self, desk: Desk) -> None:
        """At the line of the part in hand, as soon as that is known."""
        stub = desk.watched.course.stub("rationals")

        assert desk.place == (stub, 1)
        conclude(desk, **{GCD: "+", REDUCED: "-"})
        assert desk.place == (stub, 3)
