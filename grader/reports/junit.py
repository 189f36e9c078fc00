"""JUnit XML, as CI systems read it: a suite for each student, a case for each check.

What could not be judged is skipped, and says so; what could not be run at all is one failed case.
Names are unique in the whole file: of two cases of one name GitLab would drop the second. Every
text is cleaned, and rid of the characters that XML cannot hold.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from grader.feedback import as_text, clean, one_line
from grader.judging import Check, Outcome, Result
from grader.reports.order import by_student
from grader.sandbox.verdict import Verdict

_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True)
class _Case:
    """One case: what was asked for, what came of it, and why."""

    classname: str
    name: str
    outcome: Outcome
    message: str = ""
    text: str = ""


def render(results: Sequence[Result], environment: Mapping[str, str]) -> str:
    """Return the XML; each suite has the environment as its properties."""
    students = by_student(results)
    root = Element("testsuites")
    counted: Counter[Outcome] = Counter()
    for student, own in students.items():
        who = f"{one_line(student)}: " if len(students) > 1 else ""
        cases = _named_once([case for result in own for case in _cases(result, who)])
        root.append(_suite(student, cases, environment))
        counted.update(case.outcome for case in cases)
    root.attrib |= _counts(counted)
    del root.attrib["skipped"]  # the schema knows it of a suite alone
    indent(root)
    return _DECLARATION + tostring(root, encoding="unicode") + "\n"


def _cases(result: Result, who: str) -> Iterator[_Case]:
    if not result.checks:
        unjudged = result.verdict == Verdict.NOT_GRADED
        outcome = Outcome.NOT_JUDGED if unjudged else Outcome.FAILED
        said = clean(as_text(result.reason)) or result.ending
        yield _Case(result.exercise, f"{who}{result.ending}", outcome, one_line(said), said)
        return
    for check in result.checks:
        place = f"{result.exercise}.{check.part}"
        name = one_line(check.sentence or check.id, limit=500)
        said = clean(as_text(check.explanation))
        yield _Case(place, f"{who}{name}", check.outcome, _message(check), said)


def _message(check: Check) -> str:
    problem = one_line(check.explanation.problem) if check.explanation else ""
    if check.outcome is Outcome.NOT_JUDGED:
        word = str(Outcome.NOT_JUDGED)
        return (
            problem if problem.startswith(word) else f"{word}: {problem or 'its points are held'}"
        )
    return problem or str(check.outcome)


def _named_once(cases: Sequence[_Case]) -> list[_Case]:
    """Number the cases whose names are there already."""
    taken: set[tuple[str, str]] = set()
    named = []
    for case in cases:
        numbered = (f"{case.name} #{number}" for number in count(2))
        name = next(
            each for each in chain([case.name], numbered) if (case.classname, each) not in taken
        )
        taken.add((case.classname, name))
        named.append(replace(case, name=name))
    return named


def _suite(student: str, cases: Sequence[_Case], environment: Mapping[str, str]) -> Element:
    counts = _counts(Counter(case.outcome for case in cases))
    suite = Element("testsuite", {"name": _xml(one_line(student)), **counts})
    properties = SubElement(suite, "properties")
    for name, value in sorted(environment.items()):
        SubElement(properties, "property", name=_xml(name), value=_xml(one_line(value)))
    for case in cases:
        names = {"classname": _xml(case.classname), "name": _xml(case.name)}
        element = SubElement(suite, "testcase", names)
        if case.outcome is not Outcome.PASSED:
            kind = "failure" if case.outcome is Outcome.FAILED else "skipped"
            why = SubElement(element, kind, type=str(case.outcome), message=_xml(case.message))
            why.text = _xml(case.text)
    return suite


def _counts(outcomes: Counter[Outcome]) -> dict[str, str]:
    return {
        "tests": str(outcomes.total()),
        "failures": str(outcomes[Outcome.FAILED]),
        "errors": "0",
        "skipped": str(outcomes[Outcome.NOT_JUDGED]),
    }


def _xml(text: str) -> str:
    return _NOT_XML.sub("", text)
