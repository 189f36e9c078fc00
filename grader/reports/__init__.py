"""What became of the class, as text: one pure function each, all with the same signature.

``(results, environment) -> str``, where results are in course order within each student, and
``environment`` tells of the machine that graded, its level of protection above all
(``{"protection": "L3", …}``). Order of students does not matter: every report sorts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from grader.judging.results import Result

Report = Callable[[Sequence[Result], Mapping[str, str]], str]
