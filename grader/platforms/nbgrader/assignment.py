"""A course → the folder of an nbgrader course: an assignment for each exercise, and the settings.

An assignment holds one notebook, and what its checks need: the handout of a course of this one
exercise, with the notebook at the top. nbgrader copies all of it over a student's files, so that
there is no file of the exercise's own name but the notebook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.authoring import (
    BEGIN,
    END,
    STUB_LINE,
    Cell,
    Files,
    as_notebook,
    cells_of,
    handout_files,
)
from grader.course import Course, Exercise
from grader.platforms.nbgrader import cells

CONFIG = "nbgrader_config.py"
_INSTALL = "'nngrader[instructor,nbgrader]'"
_UP = "../../"  # from exercises/NAME/ in the handout; here the notebook lies at the top
_CONFIG = """\
# Written once by `grader release --format nbgrader`: change it as you like.
import os

try:
    from nbconvert.preprocessors import ClearMetadataPreprocessor
    from nbgrader.preprocessors import (
        AssignLatePenalties,
        CheckCellMetadata,
        ClearOutput,
        DeduplicateIds,
        LimitOutput,
        OverwriteCells,
        OverwriteKernelspec,
    )

    from grader.platforms.nbgrader import Judge, RestoreCells, SaveGrades
except ImportError as error:  # nbgrader would go on without these settings, and run the cells
    raise SystemExit(f"nbgrader_config.py: {{error}}. Try: python -m pip install {install}")

c = get_config()

c.CourseDirectory.course_id = {course_id!r}

# The course with its solutions. Students must not be able to read it.
c.Judge.course = os.environ.get("GRADER_COURSE", {root!r})
# c.Judge.device = "cuda"  # where there is a GPU: its checks are held otherwise

# What students find in the place of a solution.
c.ClearSolutions.code_stub = {{"python": {stub!r}}}

c.Autograde.sanitize_preprocessors = [
    RestoreCells,  # whatever became of the cells' metadata
    ClearOutput,
    DeduplicateIds,
    OverwriteKernelspec,
    OverwriteCells,
    CheckCellMetadata,
]
c.Autograde.autograde_preprocessors = [
    Judge,  # in the place of Execute: no cell is run in nbgrader's own process
    ClearMetadataPreprocessor,
    LimitOutput,
    SaveGrades,  # in the place of SaveAutoGrades
    AssignLatePenalties,
    CheckCellMetadata,
]
"""


def course_id(course: Course) -> str:
    """Return what a course is called in nbgrader's exchange and gradebook."""
    words = re.findall(r"[a-z0-9]+", course.name.lower())
    return "-".join(words) or "course"


def config_text(course: Course) -> str:
    """Return the settings of a new nbgrader course, for its instructor."""
    said = {"course_id": course_id(course), "root": str(course.root.resolve())}
    return _CONFIG.format(stub=STUB_LINE, install=_INSTALL, **said)


def assignment_files(course: Course, exercise: Exercise, recorded: Files) -> Files:
    """Return the files of an exercise's assignment, by their paths below the course's folder.

    ``recorded`` is what running the checks gave of this exercise.
    """
    name = exercise.name
    alone = course.model_copy(update={"exercises": (exercise,)})
    handout = handout_files(alone) | recorded
    own = {path: content for path, content in handout.items() if _belongs(path, name)}
    texts = "\n".join(content.decode("utf-8", "ignore") for content in own.values())
    data = {
        path: content
        for path, content in handout.items()
        if path.startswith("data/") and path.split("/")[-1] in texts
    }
    adapted = _adapted(cells_of(course, exercise), exercise, own)
    notebook = {f"{name}.ipynb": as_notebook(adapted).encode("utf-8")}
    files = {**notebook, "course.yml": handout["course.yml"], **own, **data, **recorded}
    return {f"source/{name}/{path}": content for path, content in files.items()}


def _belongs(path: str, name: str) -> bool:
    """Say whether an assignment needs a file of the handout: the exercise's, but no work of it."""
    folder = f"exercises/{name}/"
    return path.startswith(folder) and path not in (f"{folder}{name}.py", f"{folder}{name}.ipynb")


def _adapted(lesson: list[Cell], exercise: Exercise, files: Files) -> Iterator[Cell]:
    """Mark the parts' cells for nbgrader, and name files from where the notebook lies."""
    parts = {f"{kind}-{part.name}": part for part in exercise.parts for kind in ("part", "check")}
    folder = f"exercises/{exercise.name}/"
    for cell in lesson:
        part = parts.get(cell.id)
        if cell.id == "elsewhere":  # the course is here, in the assignment
            continue
        if part and cell.id.startswith("check-"):
            source, metadata = cells.grade_source(part.name), cells.grade_metadata(part)
            yield cell._replace(text=source, metadata=metadata)
            continue
        text = cell.text.replace(_UP, "")
        text = text.replace("picture()", f'picture("{exercise.name}")')
        text = text.replace("picture(film", f'picture("{exercise.name}", film')
        for path in files:
            text = text.replace(f"]({path.removeprefix(folder)})", f"]({path})")
        if part:
            text, metadata = _marked(text), cells.solution_metadata(part)
            yield cell._replace(text=text, metadata=metadata)
        else:
            yield cell._replace(text=text)


def _marked(stub: str) -> str:
    """Mark what is to be written: of a cell without a mark nbgrader would clear all."""
    line = rf"^([ \t]*){re.escape(STUB_LINE)}$"
    return re.sub(line, rf"\1{BEGIN}\n\g<0>\n\1{END}", stub, flags=re.MULTILINE)
