"""What came of attacks on this machine's border: a table, and the sentence below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich import box
from rich.console import Console, Group
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from grader.attacking import Attack, Blow, Siege
from grader.plain_text import one_line


def besieged(siege: Siege) -> Group:
    """Draw all attacks, and say how many of those that the level claims to stop it stopped."""
    drawn = Table(box=box.SIMPLE)
    for heading in ("attack", "what was tried", "what came of it", "holds"):
        drawn.add_column(heading, overflow="fold")
    for blow in siege.blows:
        name = blow.attack.name.replace("_", " ")
        drawn.add_row(Text(name, "bold"), blow.attack.tried, Text(one_line(blow.came)), _word(blow))
    return Group(drawn, *_below(siege))


def _word(blow: Blow) -> Text:
    if blow.claimed:
        return Text("yes", "green") if blow.held else Text("NO", "bold red")
    return Text("yes, not claimed" if blow.held else "no, not claimed", "yellow")


def _below(siege: Siege) -> Iterator[Text]:
    claimed = siege.claimed
    held = sum(blow.held for blow in claimed)
    style = "bold green" if siege.held else "bold red"
    yield Text(f"{held} of {len(claimed)} held at {siege.level}", style)
    left = [blow for blow in siege.blows if not blow.claimed]
    if left:
        names = ", ".join(blow.attack.name.replace("_", " ") for blow in left)
        yield Text(f"{siege.level} does not claim to stop {len(left)} more: {names}", "yellow")
    for reason in siege.reasons:
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
