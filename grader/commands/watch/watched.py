"""What a watch shows: a plain picture of the moment, and the words for it. Nothing here acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from rich.text import Text

from grader.commands.check import Checked, is_green
from grader.commands.check_screen import REST, files_of
from grader.commands.screen import clickable
from grader.commands.standing import Standing, lesson, standing
from grader.course import Course, Exercise
from grader.judging import Outcome, Result
from grader.reports import not_begun, own_feedback, part_feedback, remarks_of

KEYS = {
    "h": "hint", "n": "next", "l": "list", "a": "all", "p": "picture", "o": "open", "r": "run",
    "x": "reset", "q": "quit",
}  # fmt: skip


@dataclass(frozen=True)
class Ways:
    """What a student can do where the watch runs, in words: if no save is heard, and to go on."""

    otherwise: str
    onward: str
    elsewhere: str


_IF = "; if nothing happens then, "
BY_KEYS = Ways(f"{_IF}press r", "n goes on to", "l goes to another exercise")
BY_WORDS = Ways(f"{_IF}type r, and Enter", "n goes on to", "type its name to go there")
BY_SAVES = Ways(
    f"{_IF}begin again with --poll; Ctrl-C ends it", "next:", "grader watch takes its name"
)
BY_POLLING = replace(BY_SAVES, otherwise="; Ctrl-C ends it")
"""Keys on a screen, lines that are typed, and nothing but files that are saved."""


@dataclass(frozen=True)
class Watched:
    """An exercise and the part in hand, the last good result, and what is under way.

    ``live`` are the outcomes of the run under way, by part. ``remark`` is one quiet line, ``aside``
    what was asked for: a hint, a picture's words. With ``everything`` each failure is explained.
    ``broken`` says, in lines, why what was saved last cannot be run: the result is from before.
    """

    course: Course
    exercise: Exercise
    part: str
    checked: Checked | None = None
    live: Mapping[str, tuple[Outcome, ...]] = field(default_factory=dict)
    busy: str = ""
    remark: str = ""
    broken: tuple[str, ...] = ()
    aside: str = ""
    everything: bool = False
    ways: Ways = BY_KEYS

    @property
    def result(self) -> Result | None:
        """The last result of the exercise, if there is one."""
        return self.checked.results[0] if self.checked else None

    @property
    def result_shown(self) -> tuple[object, ...]:
        """What the words of `told` are made of, but for what is broken: new when this is."""
        return self.exercise, self.part, self.checked, self.aside, self.everything

    @property
    def reached(self) -> Standing:
        """How far the student is in the course."""
        return standing(self.course, self.checked.progress if self.checked else None)

    @property
    def open_parts(self) -> list[str]:
        """The parts that do not pass; all of them, before the first result."""
        return [row.part for row in rows(self) if row.state != PASSES]


BROKEN = "bold red reverse"  # stands out without colour, too
OLDER = "what follows is from before this save"
PASSES, FAILS, UNWRITTEN, UNKNOWN = "passes", "fails", "not written yet", "not checked yet"


@dataclass(frozen=True)
class Row:
    """One part: its state in words, and what became of each of its checks."""

    part: str
    state: str
    outcomes: tuple[Outcome, ...]
    in_hand: bool

    @property
    def figures(self) -> str:
        """How many checks pass, and of how many."""
        passed = sum(each is Outcome.PASSED for each in self.outcomes)
        return f"{passed} of {len(self.outcomes)}" if self.outcomes else ""


def rows(watched: Watched) -> list[Row]:
    """Return a row for each part: what the run under way has said, else what the last one did."""
    result = watched.result
    waiting = not_begun(result) if result else []
    found = []
    for part in (each.name for each in watched.exercise.parts):
        last = tuple(each.outcome for each in result.checks_of(part)) if result else ()
        live = watched.live.get(part, ())
        outcomes = live + last[len(live) :]
        state = UNKNOWN if not outcomes else FAILS if Outcome.FAILED in outcomes else PASSES
        if state == FAILS and part in waiting and Outcome.PASSED not in outcomes:
            state = UNWRITTEN
        found.append(Row(part, state, outcomes, part == watched.part))
    return found


def told(watched: Watched) -> Text:
    """Say what there is to know of the part in hand, and below it what was asked for."""
    return explained(watched).append_text(asked_for(watched))


def explained(watched: Watched) -> Text:
    """Say what there is to know of the part in hand."""
    return _from_before(watched.broken).append_text(clickable(_of_the_part(watched)))


def asked_for(watched: Watched) -> Text:
    """Say what was asked for, below an empty line; or nothing."""
    return clickable(Text(f"\n{watched.aside}\n" if watched.aside else ""))


def _from_before(broken: Sequence[str]) -> Text:
    """Say what is to be mended first, as `grader check` does, and that the rest is older."""
    if not broken:
        return Text()
    problem, *rest = broken
    text = Text().append(f"{problem}\n", BROKEN)
    text.append("".join(f"{line}\n" for line in rest))
    return clickable(text).append(f"{OLDER}\n\n", "bold")


def _of_the_part(watched: Watched) -> Text:
    checked, result, part = watched.checked, watched.result, watched.part
    if checked is None or result is None:
        return Text()
    files = files_of(checked, result.exercise)
    if result.reason is not None or watched.everything:
        return own_feedback(result, path_of=files.path_of, places=files.places())
    text = remarks_of(result, files.path_of)
    mine = result.checks_of(part)
    if part in not_begun(result):
        text.append(f"{part} is not written yet\n", "bold")
        place = files.places().get(part)
        return text.append(f"  write it in {place}\n" if place else "").append(
            f"  its lesson is {lesson(watched.course, watched.exercise)}\n"
        )
    first = next((each for each in mine if each.outcome is Outcome.FAILED), None)
    text.append_text(part_feedback(part, mine, first, files.path_of, files.places()))
    return text if first else text.append_text(_after_green(watched, result))


def _after_green(watched: Watched, result: Result) -> Text:
    text = Text(f"\n{watched.part} passes\n", "bold green")
    if not is_green(result):
        return text.append(f"{watched.ways.onward} {next_part(watched)}\n")
    exercise = watched.reached.exercise
    text.append(f"every visible check of {result.exercise} passes: {REST}\n", "green")
    if exercise is None:
        return text.append("every visible check of the course passes\n", "bold green")
    where = f"{exercise.name}: {lesson(watched.course, exercise)}"
    return text.append(f"{watched.ways.onward} {where}\n")


def next_part(watched: Watched) -> str:
    """Return the part after the one in hand that does not pass, or the first; none: ""."""
    names = [part.name for part in watched.exercise.parts]
    at = names.index(watched.part)
    left = watched.open_parts
    return next((name for name in names[at + 1 :] + names[:at] if name in left), "")
