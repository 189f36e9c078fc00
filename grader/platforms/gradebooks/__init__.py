"""Points → the gradebook that a learning platform exported; feedback → the zip that it takes.

::

    fill(platform, exported, …)      grader export canvas | moodle | brightspace | blackboard
    flat_table(known, columns)       grader export csv
    feedback_zip(platform, …)        grader export canvas-feedback | moodle-feedback

Pure functions: they open no file. A platform's file is never made up: it is filled in, and but for
the cells of one column each of its bytes stays.
"""

from grader.platforms.gradebooks.exported_gradebook import Column
from grader.platforms.gradebooks.feedback_zip import FeedbackZip, feedback_zip
from grader.platforms.gradebooks.fill import (
    Change,
    Filled,
    Instead,
    Points,
    Wanted,
    columns_lost,
    fill,
)
from grader.platforms.gradebooks.flat_table import flat_table
from grader.platforms.gradebooks.matching import Known

__all__ = [
    "Change", "Column", "FeedbackZip", "Filled", "Instead", "Known", "Points", "Wanted",
    "columns_lost", "feedback_zip", "fill", "flat_table",
]  # fmt: skip
