"""What an audit found: a table for each exercise on the terminal, the same as Markdown for a file.

The text holds no date: it changes only with a figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from grader.authoring import surroundings
from grader.authoring.audit import Count, CourseVerdict, PartLine, Verdict
from grader.errors import UsageError
from grader.feedback import one_line
from grader.reports import class_table, counted
from grader.store import fingerprints, write_whole

BEGIN, END = "<!-- audit: begin -->", "<!-- audit: end -->"
HEADINGS = (
    "part", "wheats", "mis-\nconceptions", "visible", "chaffs", "mutants", "equi-\nvalent",
    "checks", "ms",
)  # fmt: skip
MOST_SHOWN = 40
_HEADING = "### "


def shown(verdict: CourseVerdict, *, terminal: bool) -> Group | Text:
    """Draw every exercise, and last whether the course is clean; for a file as plain text."""
    drawn = [part for each in verdict.exercises for part in _drawn(each)]
    drawn += [Text(_seen(verdict)), *_faults(verdict.own_faults)]
    faults = len(verdict.to_fix)
    lucky = sum(each.lucky for each in verdict.exercises)
    but = f", but for {counted(lucky, 'mutant')} passing a gate by luck" if lucky else ""
    so_far = ", as far as a sample goes" if verdict.sampled else ""
    clean = Text(f"the audit is clean{so_far}{but}", "bold green")
    whole = Group(*drawn, Text(f"{faults} to fix", "bold red") if faults else clean)
    return whole if terminal else Text(class_table.plain(whole), end="")


def shown_visible(verdict: CourseVerdict) -> Text:
    """List by part what visible checks alone catch, and name what they let through."""
    text = Text()
    for each in verdict.exercises:
        text.append(f"{each.exercise}: {_rate_of(each.visible)}\n", "bold")
        for line in each.parts:
            text.append(f"  {line.part}: {_rate_of(line.visible)}\n")
            text.append("".join(f"    passes: {name}\n" for name in line.unseen))
        text.append("".join(f"  fix: {said}\n" for said in each.to_fix), "red")
    text.append(f"{_seen(verdict)}\n", "bold")
    text.append("".join(f"fix: {said}\n" for said in verdict.own_faults), "red")
    return text


def _seen(verdict: CourseVerdict | Verdict) -> str:
    return f"visible checks alone catch {_rate_of(verdict.visible)} misconceptions"


def _rate_of(count: Count) -> str:
    return f"{count} ({100 * count.some / count.all:.3g} %)" if count.all else "none of none"


def _drawn(verdict: Verdict) -> Iterator[Table | Text]:
    table = Table(box=box.SIMPLE, title=verdict.exercise, title_justify="left")
    for heading in HEADINGS:
        table.add_column(heading, justify="left" if heading == "part" else "right", no_wrap=True)
    for line in verdict.parts:
        table.add_row(*_row(verdict, line))
    yield table
    yield from map(Text, _sentences(verdict))
    yield from _faults(verdict.to_fix[:MOST_SHOWN])
    if len(verdict.to_fix) > MOST_SHOWN:
        yield Text(f"fix: {len(verdict.to_fix) - MOST_SHOWN} more", "red")
    yield Text()


def _faults(said: Sequence[str]) -> Iterator[Text]:
    return (Text(f"fix: {one_line(each, 300)}", "red") for each in said)


def _row(verdict: Verdict, line: PartLine) -> list[str]:
    mine = [check for check in verdict.checks if check.part == line.part]
    counts = (line.wheats, line.misconceptions, line.visible, line.chaffs, line.mutants)
    milliseconds = 1000 * sum(check.seconds for check in mine)
    equivalent = str(line.equivalent or "-")
    cost = [str(len(mine)), f"{milliseconds:.0f}"] if mine else ["-", "-"]
    return [line.part, *map(str, counts), equivalent, *cost]


def _sentences(verdict: Verdict) -> list[str]:
    fails, passes, unseen = verdict.false_fails, verdict.false_passes, verdict.unseen_passes
    said = [
        f"false-fail: {_rate(fails)} of right parts; false-pass: {_rate(passes)} of wrong "
        f"variants, {_rate(unseen)} of those that the suites' authors had not seen",
        f"flaky: {_rate(verdict.seeds)} of fresh seeds failed the reference, "
        f"{_rate(verdict.reseeded)} a wheat",
        f"named in the feedback: {verdict.named} misconceptions{_but(verdict.unnamed)}; "
        f"truly so: {verdict.truly} of the unseen mistakes that were given a name",
        f"{_seen(verdict)}{_but(verdict.unseen)}",
    ]
    said += [
        f"gate {gate.name}, calibrated anew: {gate.failures} of {gate.runs} right trainings "
        f"miss it, p⁺ = {gate.upper:.2e}; a right solution's bad luck is {gate.false_fail:.1e}"
        for gate in verdict.gates
    ]
    if verdict.lucky:
        mutants = counted(verdict.lucky, "mutant")
        said.append(f"pass a gate by luck: {mutants}, counted as false passes")
    hidden = [check for check in verdict.checks if check.id.startswith("hidden")]
    dead = ", ".join(id.removeprefix("hidden::") for id in verdict.dead)
    if hidden and verdict.dead:
        said.append(f"catch nothing alone: {len(verdict.dead)} of {len(hidden)} hidden: {dead}")
    return said


def _but(names: Sequence[str]) -> str:
    return f", and not {', '.join(names)}" if names else ""


def _rate(count: Count) -> str:
    return f"{count} (≤ {100 * count.bound:.2g} %)" if count.all else "none"


def write_tables(verdict: CourseVerdict, path: Path) -> None:
    """Put the tables into a Markdown file, each below the machine and the versions that made it.

    An audit of some exercises leaves those of the others, and what all have together, as they are.
    """
    here = surroundings()
    named = ", ".join(f"{name} {version}" for name, version in here["versions"].items())
    by = f"{here['machine']}; nngrader {fingerprints.own_version()}, {named}."
    found = sections(verdict, f"{by} A sample." if verdict.sampled else by)
    if not verdict.whole:
        _, kept, _ = split_at_markers(path)
        found = _by_heading(kept) | {name: text for name, text in found.items() if name}
    put_between_markers(path, "\n\n".join(found.values()))


def sections(course: CourseVerdict, machine: str) -> dict[str, str]:
    """Return the same as Markdown: for each exercise a table, and sentences below it.

    Under "" stands what all have together.
    """
    faults = [f"- **to fix**: {said}" for said in course.own_faults]
    found = {"": "\n\n".join([f"All together: {_seen(course)}.", *faults])}
    for verdict in course.exercises:
        rule = ["---", *["---:"] * (len(HEADINGS) - 1)]
        drawn = [_row(verdict, line) for line in verdict.parts]
        rows = [[f"`{part}`", *cells] for part, *cells in drawn]
        headings = [heading.replace("-\n", "") for heading in HEADINGS]
        table = "\n".join(f"| {' | '.join(row)} |" for row in (headings, rule, *rows))
        said = [*_sentences(verdict), *(f"**to fix**: {one_line(e, 300)}" for e in verdict.to_fix)]
        listed = "\n".join(f"- {each}" for each in said)
        blocks = [_HEADING + verdict.exercise, machine, table, listed]
        found[verdict.exercise] = "\n\n".join(blocks)
    return found


def _by_heading(text: str) -> dict[str, str]:
    """Read sections again, by what follows their heading; "" is above the first one."""
    first, *others = re.split(f"^{_HEADING}", text, flags=re.MULTILINE)
    named = {each.split("\n")[0]: _HEADING + each.strip() for each in others}
    return {"": first.strip(), **named} if first.strip() else named


def put_between_markers(path: Path, text: str) -> None:
    """Put a text in the place of what stands between the markers of a file."""
    before, _, after = split_at_markers(path)
    write_whole(path, f"{before}{BEGIN}\n{text}\n{END}{after}")


def split_at_markers(path: Path) -> tuple[str, str, str]:
    """Return what stands before, in and behind the place for the figures.

    Raises `UsageError` if the file has not both markers, once and in order.
    """
    whole = path.read_text(encoding="utf-8") if path.is_file() else ""
    if whole.count(BEGIN) != 1 or whole.count(END) != 1 or whole.index(BEGIN) > whole.index(END):
        raise UsageError(f"{path} has no place for the figures", f"add lines {BEGIN} and {END}")
    before, rest = whole.split(BEGIN)
    between, after = rest.split(END)
    return before, between, after
