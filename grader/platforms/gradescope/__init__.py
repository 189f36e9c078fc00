"""A course → autograder.zip; on Gradescope, a submission → results.json.

The zip holds a wheel of this grader, the course's private part and two scripts: ``setup.sh``
installs, once, and ``run_autograder`` runs ``python -m grader.platforms.gradescope`` over each
submission.
"""

from grader.platforms.gradescope.archive import autograder_zip
from grader.platforms.gradescope.autograder import grade_submission, memory_needed_mb
from grader.platforms.gradescope.results import render
from grader.platforms.gradescope.settings import Settings

__all__ = ["Settings", "autograder_zip", "grade_submission", "memory_needed_mb", "render"]
