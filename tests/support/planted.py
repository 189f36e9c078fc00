"""The second course with all that an audit looks at, and what a test may plant into it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from grader.authoring.audit.verdicts import Verdict
from grader.commands.audit import AuditOptions, audit
from grader.commands.progress import QUIET, Progress
from grader.course.binomial import bad_luck, upper_bound
from grader.course.model import Course, load_course
from tests.support.files import edit
from tests.support.fractions import RATIONALS, add_checks

RUNS = 600  # as few as can show that 2 of 3 is fair
FOLDER = Path("tests") / "validity"
MISTAKES = '''"""What students get wrong with fractions."""

import rationals as right

from grader.course import misconception


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

from grader.course import misconception


@misconception("add", "you add above and below: bring them to one lower number first")
def above_and_below(a, b):
    return right.reduced(a[0] + b[0], a[1] + b[1])
'''
WHOLES = '''

@pytest.mark.part("reduced")
def test_reduced_whole_numbers(student):
    """A whole number is over 1."""
    answer = tuple(unpack(student.reduced(7, 1), "p", "q"))

    assert_holds(answer == (7, 1), "the lower number is 1", got=answer)
'''
EQUIVALENT = """
- {exercise: rationals, place: WHOLE, change: "*", reason: no part needs it}
- {exercise: rationals, place: whole, change: "*", reason: no part needs it}
- {exercise: rationals, change: "*(p, q) → *(q, p) in *", reason: it is the same either way}
- {exercise: rationals, of: recursive, change: "*(p, q) * (*) → *(p, q) / (*) in *",
   reason: to divide by 1 or -1 is to multiply by it}
- {exercise: rationals, change: "q ? 0 → q ?= 0 in *", reason: the lower number is never 0}
- {exercise: rationals, of: reference, change: "0 → 1 in sign = *",
   reason: a lower number below 1 is below 0}
- {exercise: rationals, place: reduced, change: "* // * → * / * in return *",
   reason: a float of the same value is right too}
"""


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

    def audit(self, *, progress: Progress = QUIET, **wishes: object) -> Verdict:
        """Audit the exercise."""
        options = AuditOptions(**{"exercises": ["rationals"], "out": self.out, **wishes})
        course = load_course(self.course.root, exactly=True)
        (verdict,) = audit(course, options, progress).exercises
        return verdict


def put_gate(plant: Planted, misses: int) -> None:
    """Add a gate that the reference misses with so many of the seeds that are new to it."""
    upper, luck = upper_bound(0, RUNS), bad_luck(upper_bound(0, RUNS), 3, 2)
    edit(
        plant.course.root / "course.yml",
        "needs: [reduced]}\n",
        "needs: [reduced]}\n    gates:\n"
        "      - {name: luck, part: add, threshold: 0.9, seeds: 3, need: 2, trivial: 0.5,\n"
        f"         calibration: {{runs: {RUNS}, failures: 0, upper: {upper + 1e-6:.6f},"
        f" false_fail: {luck + 1e-7:.7f}}}}}\n",
    )
    add_checks(
        plant.course,
        f"""

@pytest.mark.part("add")
def test_with_luck(student, gate):
    \"\"\"Sums come out right, mostly.\"\"\"
    def reached(seed):
        right = tuple(student.add((1, 2), (1, 3))) == (5, 6)
        return float(right and not {RUNS} <= seed < {RUNS + misses})
    gate("luck", reached)


def trivial_luck(seed):
    return 0.5
""",
    )


def planted(course: Course) -> Planted:
    """Give the course with a wheat, misconceptions and a chaff, all as they should be."""
    made = Planted(course)
    add_checks(course, WHOLES)
    made.wheat("recursive", RATIONALS)
    made.misconceptions("")
    made.chaffs("")
    made.equivalent(EQUIVALENT)
    return made
