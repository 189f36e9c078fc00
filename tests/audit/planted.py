"""The second course with all that an audit looks at, and what a test may plant into it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from grader.audit.verdicts import Verdict
from grader.auditing import Steps, Wish, audit
from grader.course import Course, load_course
from tests.fractions import RATIONALS

FOLDER = Path("tests") / "validity"
MISTAKES = '''"""What students get wrong with fractions."""

import rationals as right

from grader.misconceptions import misconception


@misconception("greatest_common_divisor", "you always say 1: divide until nothing is left")
def always_one(p, q):
    return 1


@misconception("reduced", "the sign stays below: the lower number is positive")
def sign_below(p, q):
    divisor = right.greatest_common_divisor(p, q)
    return p // divisor, q // divisor
'''
UNSEEN = '''"""What else students get wrong with fractions."""

import rationals as right

from grader.misconceptions import misconception


@misconception("add", "you add above and below: bring them to one lower number first")
def above_and_below(a, b):
    return right.reduced(a[0] + b[0], a[1] + b[1])
'''


@dataclass(frozen=True)
class Planted:
    """A course that can be audited, in a folder of a test's own."""

    course: Course

    @property
    def out(self) -> Path:
        """Where the journal lies."""
        return self.course.root / "out"

    def put(self, name: str, text: str) -> None:
        """Write a file of the course."""
        path = self.course.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def wheat(self, style: str, text: str) -> None:
        """Add a right solution, or what is meant to be one."""
        self.put(f"{FOLDER}/wheats/rationals/{style}.py", text)

    def misconceptions(self, text: str) -> None:
        """Add wrong variants that the suites know."""
        self.put("solutions/rationals/misconceptions.py", MISTAKES + text)

    def chaffs(self, text: str) -> None:
        """Add wrong variants that they do not."""
        self.put(f"{FOLDER}/chaffs/rationals.py", UNSEEN + text)

    def equivalent(self, text: str) -> None:
        """Say which mutants are right."""
        self.put("validity/equivalent.yml", text)

    def audit(self, *, steps: Steps | None = None, **wishes: object) -> Verdict:
        """Audit the exercise."""
        wish = Wish(**{"exercises": ["rationals"], "out": self.out, **wishes})
        course = load_course(self.course.root, exactly=True)
        (verdict,) = audit(course, wish, steps or Steps(), Console(file=io.StringIO()))
        return verdict


def planted(course: Course) -> Planted:
    """Give the course with a wheat, misconceptions and a chaff, all as they should be."""
    made = Planted(course)
    made.wheat("recursive", RATIONALS)
    made.misconceptions("")
    made.chaffs("")
    return made
