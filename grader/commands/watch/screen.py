"""A watch on a full screen, drawn by textual: parts, what there is to know of one, and the keys."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import ClassVar

from rich.columns import Columns
from rich.console import Group
from rich.padding import Padding
from rich.text import Text
from textual.app import App, ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from grader.commands.hand_in import users_environment
from grader.commands.standing import bar, unfinished
from grader.commands.student_progress import recall
from grader.commands.watch.desk import Desk, Start
from grader.commands.watch.editor import opening
from grader.commands.watch.saves import Saves
from grader.commands.watch.watched import (
    BROKEN,
    FAILS,
    KEYS,
    PASSES,
    UNKNOWN,
    UNWRITTEN,
    Row,
    Watched,
    asked_for,
    explained,
    rows,
)
from grader.commands.watch.worker import Worker
from grader.course import Course
from grader.judging import Outcome

_MARKS = {
    PASSES: ("✓", "green"),
    FAILS: ("✗", "red"),
    UNWRITTEN: ("·", "dim"),
    UNKNOWN: ("·", "dim"),
}
_CELLS = {
    Outcome.PASSED: ("●", "green"),
    Outcome.FAILED: ("○", "red"),
    Outcome.NOT_JUDGED: ("–", "yellow"),
}
_MOST_CELLS = 9


def row_text(row: Row) -> Text:
    """Draw a part: whether it passes, its name, and a sign for each check."""
    mark, style = _MARKS[row.state]
    text = Text.assemble("▶ " if row.in_hand else "  ", (mark, style), " ")
    text.append(row.part, "bold" if row.in_hand else "")
    if row.state == UNWRITTEN:
        return text.append("  not written yet", "dim")
    if len(row.outcomes) > _MOST_CELLS:
        return text.append(f"  {row.figures}", style)
    return text.append("  ").append_text(Text.assemble(*(_CELLS[each] for each in row.outcomes)))


class WatchApp(App[None]):
    """One screen over a `Desk`; threads bring it saves and what checks say."""

    TITLE = "grader watch"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - textual's own
    CSS = """
    Screen { layout: vertical; }
    #head { height: auto; padding: 0 1; }
    #middle { height: 1fr; }
    #parts, #told { scrollbar-size-vertical: 1; }
    #told { padding: 0 1; height: 1fr; width: 1fr; border-top: solid $foreground 40%; }
    .-wide #middle { layout: horizontal; }
    .-wide #parts { width: auto; max-width: 45%; height: 1fr; border-top: solid $foreground 40%; }
    .-wide #told { border-left: solid $foreground 40%; }
    .-narrow #middle { layout: vertical; }
    .-narrow #parts { height: auto; max-height: 35%; border-top: solid $foreground 40%; }
    #parts Static { width: auto; }
    #told Static { height: auto; }
    #remark, #keys { height: auto; padding: 0 1; }
    #keys { border-top: solid $foreground 40%; }
    Ask { align: center middle; }
    #box { width: 64; max-width: 90%; height: auto; max-height: 80%; padding: 0 1; }
    #box { border: round $foreground; }
    OptionList { height: auto; border: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, f"press('{word}')", word) for key, word in KEYS.items()),
        Binding("ctrl+c", "press('quit')", show=False),
    ]

    def __init__(self, start: Start, *, poll: bool = False) -> None:
        super().__init__()
        self.theme = "ansi-dark"
        self._start, self._poll = start, poll
        self._last: Watched | None = None
        self._rows: list[Row] = []
        self._cells: list[Static] = []
        self._head, self._told, self._remark = Static(id="head"), Static(), Static(id="remark")
        self._asked = Static(id="asked")
        self._parts = VerticalScroll(id="parts", can_focus=False)
        self.desk = Desk(start, self.show)
        self._actions: dict[str, Callable[[], object]] = {
            "hint": self._hint, "next": self.desk.next, "all": self.desk.all,
            "picture": self.desk.picture, "run": self.desk.run, "list": self._list,
            "open": self._open, "reset": self._reset, "quit": self.exit,
        }  # fmt: skip

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        yield self._head
        with Container(id="middle"):
            yield self._parts
            with VerticalScroll(id="told"):
                yield self._told
                yield self._asked
        yield self._remark
        keys = [Text(f"{key} {word}", no_wrap=True) for key, word in KEYS.items()]
        yield Static(Columns(keys, padding=(0, 2)), id="keys")

    def on_mount(self) -> None:
        """Begin to watch."""
        self.query_one("#told").focus()
        self.desk.worker = self._worker = Worker(self._start.course, self.desk, self.call_later)
        folder = self._start.course.exercise_folder()
        self._saves = Saves(folder, self._saved, poll=self._poll)
        self.desk.begin()

    def _saved(self, paths: Collection[Path]) -> None:
        self.call_later(self.desk.saved, paths)

    def on_unmount(self) -> None:
        """End the threads, and the sandbox."""
        self._saves.close()
        self._worker.close()

    def show(self, watched: Watched) -> None:
        """Draw what is new in a picture: a run changes a cell at a time."""
        last, self._last = self._last, watched
        self._show_rows(rows(watched))
        newly_broken = watched.broken != (last.broken if last else ())
        if last is None or newly_broken or watched.result_shown != last.result_shown:
            self._head.update(head(watched))
            self._told.update(hanging(explained(watched)))
            self._asked.update(hanging(asked_for(watched)))
            self._asked.display = bool(watched.aside)
        if newly_broken:
            self.query_one("#told").scroll_home(animate=False)
        elif last is not None and watched.aside != last.aside:
            self._reveal()
        self._remark.update(foot(watched))

    def _reveal(self) -> None:
        """Scroll as far as it takes to see what was asked for, once it is laid out."""
        if self._asked.display:
            told = self.query_one("#told", VerticalScroll)
            self.call_after_refresh(told.scroll_to_widget, self._asked, animate=False)

    def _show_rows(self, now: list[Row]) -> None:
        drawn, self._rows = self._rows, now
        if [row.part for row in drawn] != [row.part for row in now]:
            self._parts.remove_children()
            self._cells = [Static(row_text(row)) for row in now]
            self._parts.mount_all(self._cells)
            drawn = []
        for cell, before, row in zip(self._cells, drawn, now, strict=False):
            if row != before:
                cell.update(row_text(row))
        at = [row.in_hand for row in now].index(True)
        if not drawn or not drawn[at].in_hand:
            self.call_after_refresh(self._parts.scroll_to_widget, self._cells[at], animate=False)

    def action_press(self, word: str) -> None:
        """Do what a key stands for."""
        self._actions[word]()

    def _list(self) -> None:
        course = self._start.course

        def chosen(name: str | None) -> None:
            if name is not None:
                self.desk.choose(course.exercise(name))

        here = self.desk.watched.exercise.name
        self.push_screen(Ask("go to which exercise?", _exercises(course), here), chosen)

    def _hint(self) -> None:
        price = self.desk.hint_price()

        def show(*, pays: bool) -> None:
            self.desk.hint(pays=pays)
            self._reveal()  # the last one may stand there already

        def chosen(answer: str | None) -> None:
            if answer == "yes":
                show(pays=True)

        if not price:
            show(pays=False)
            return

        yes_or_no = [("no", Text("no")), ("yes", Text("yes"))]
        self.push_screen(Ask(f"{price}. Show it?", yes_or_no, "no"), chosen)

    def _reset(self) -> None:
        def chosen(answer: str | None) -> None:
            if answer == "yes":
                self.desk.reset()

        what = f"put {self.desk.watched.part} back as it was handed out? A copy is kept."
        self.push_screen(Ask(what, [("no", Text("no")), ("yes", Text("yes"))], "no"), chosen)

    def _open(self) -> None:
        path, line = self.desk.place
        editor = opening(path, line, os.environ)
        if editor is None:
            self.desk.remark(f"open {path}:{line}; to open it from here, set EDITOR")
            return
        try:
            if not editor.in_terminal:
                subprocess.Popen(
                    editor.command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL, start_new_session=True, env=users_environment(),
                )  # fmt: skip
                return
            with self.suspend():
                subprocess.run(editor.command, check=False, env=users_environment())
        except (OSError, SuspendNotSupported) as error:
            self.desk.remark(f"{editor.command[0]} cannot be started: {error}")


class Ask(ModalScreen[str | None]):
    """A question with a few answers, one of which is chosen by arrows and Enter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)", "back"),
        Binding("j", "down", show=False),
        Binding("k", "up", show=False),
    ]

    def __init__(self, question: str, answers: Sequence[tuple[str, Text]], first: str) -> None:
        super().__init__()
        self._question, self._answers, self._first = question, answers, first

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with VerticalScroll(id="box", can_focus=False):
            yield Static(Text(self._question, "bold"))
            yield OptionList(*(Option(text, id=answer) for answer, text in self._answers))
            yield Static(Text("arrows and Enter; Escape goes back", "dim"))

    def on_mount(self) -> None:
        """Begin at the likeliest answer."""
        answers = self.query_one(OptionList)
        answers.highlighted = answers.get_option_index(self._first)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Give the answer."""
        self.dismiss(event.option.id)

    def action_down(self) -> None:
        """Go down, as in vi."""
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        """Go up, as in vi."""
        self.query_one(OptionList).action_cursor_up()


def head(watched: Watched) -> Group:
    """Draw the exercise's name, and how much of the course passes."""
    exercise = watched.exercise
    return Group(
        Text.assemble((exercise.name, "bold"), f"  {exercise.title}"), bar(watched.reached)
    )


def foot(watched: Watched) -> Text:
    """Draw what is under way, or else what keeps the file from being run, and the quiet line."""
    if watched.busy:
        return Text(watched.busy, "dim")
    broken = [Text(line, BROKEN) for line in watched.broken[:1]]
    quiet = [Text(watched.remark, "yellow")] if watched.remark else []
    return Text("\n").join([*broken, *quiet])


def hanging(text: Text) -> Group:
    """Break each line that is too long so that it goes on where it begins."""
    drawn = []
    for line in text.split("\n"):
        indent = len(line.plain) - len(line.plain.lstrip())
        drawn.append(Padding(line[indent:], (0, 0, 0, indent)))
    return Group(*drawn)


def _exercises(course: Course) -> list[tuple[str, Text]]:
    progress = recall(course)
    answers = []
    for exercise in course.exercises:
        parts = progress.get(exercise.name, {}).get("parts", {})
        done = len(exercise.parts) - len(unfinished(exercise, parts))
        whole = done == len(exercise.parts)
        parts = "part" if len(exercise.parts) == 1 else "parts"
        figures = f"{done} of {len(exercise.parts)} {parts}"
        mark = ("✓", "green") if whole else ("·", "dim")
        answers.append(
            (exercise.name, Text.assemble(mark, f" {exercise.name}  ", (figures, "dim")))
        )
    return answers
