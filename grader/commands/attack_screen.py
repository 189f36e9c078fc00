"""What came of attacks on this machine's border: a table, and the sentence below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich import box
from rich.console import Console, Group
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from grader.commands.attack import Attack, AttackOutcome, AttackReport
from grader.feedback.sanitize import one_line


def besieged(report: AttackReport) -> Group:
    """Draw all attacks, and say how many of those that the level claims to stop it stopped."""
    drawn = Table(box=box.SIMPLE)
    for heading in ("attack", "what was tried", "what came of it", "holds"):
        drawn.add_column(heading, overflow="fold")
    for outcome in report.outcomes:
        name = outcome.attack.name.replace("_", " ")
        drawn.add_row(
            Text(name, "bold"), outcome.attack.tried, Text(one_line(outcome.came)), _word(outcome)
        )
    return Group(drawn, *_below(report))


def _word(outcome: AttackOutcome) -> Text:
    if outcome.claimed:
        return Text("yes", "green") if outcome.held else Text("NO", "bold red")
    return Text("yes, not claimed" if outcome.held else "no, not claimed", "yellow")


def _below(report: AttackReport) -> Iterator[Text]:
    claimed = report.claimed
    held = sum(outcome.held for outcome in claimed)
    style = "bold green" if report.held else "bold red"
    yield Text(f"{held} of {len(claimed)} held at {report.level}", style)
    left = [outcome for outcome in report.outcomes if not outcome.claimed]
    if left:
        names = ", ".join(outcome.attack.name.replace("_", " ") for outcome in left)
        yield Text(f"{report.level} does not claim to stop {len(left)} more: {names}", "yellow")
    for reason in report.reasons:
        yield Text(f"not better: {one_line(reason, 500)}", "yellow")


@contextmanager
def under_siege(console: Console) -> Iterator[Callable[[str, int], Callable[[Attack], None]]]:
    """Show how far it is: a bar on a terminal, else a plain line for each attack."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    shown = console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=not shown) as progress:
        task = progress.add_task("trying what this machine can stop", total=None)

        def begin(level: str, total: int) -> Callable[[Attack], None]:
            progress.update(task, total=total, completed=-1)

            def trying(attack: Attack) -> None:
                name = attack.name.replace("_", " ")
                progress.update(task, advance=1, description=f"{level}: {name}")
                if not shown:
                    console.print(f"{level}: {name}", markup=False)

            return trying

        yield begin
