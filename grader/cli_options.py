"""What several commands of the command line share: their options, panels, and the course."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from grader.course.model import Course

STUDENTS, INSTRUCTORS, AUTHORS = "Your own work", "For instructors", "For a course's author"
"""The panels of the help, in this order: a command stands in that of who types it."""

CourseOption = Annotated[
    Path | None, typer.Option("--course", help="Course folder (default: search upwards from here).")
]
ExerciseArgument = Annotated[str, typer.Argument(help="Exercise, by its name in grader list.")]
ExerciseAtHand = Annotated[
    str | None, typer.Argument(help="Exercise (default: the one that you are at).")
]
PartAtHand = Annotated[
    str | None, typer.Argument(help="Part (default: the first that does not pass yet).")
]
ExercisesArgument = Annotated[
    list[str] | None, typer.Argument(help="Exercises (default: all of them).")
]
GradedExercises = Annotated[
    list[str] | None,
    typer.Option("--exercise", help="Grade this exercise (repeatable; default: all)."),
]
PrefixOption = Annotated[
    str | None,
    typer.Option(help="Take this off the folders' names (default: what all clones share)."),
]
PlatformOption = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="PLATFORM",
        help="Whose download it is: moodle, blackboard, brightspace, gradescope, canvas, "
        "github, nbgrader; or folder (default: whose its names are).",
    ),
]
PicturesOption = Annotated[
    bool,
    typer.Option("--pictures", help="Draw each work's picture for its student's page; slower."),
]
JunitOption = Annotated[
    Path | None,
    typer.Option("--junit", metavar="FILE.xml", help="Write the results as JUnit XML, for CI too."),
]
GithubOption = Annotated[
    bool,
    typer.Option("--github", help="In a step of GitHub Actions: annotations, and a job summary."),
]
Classroom50Option = Annotated[
    bool,
    typer.Option("--classroom50", help="In an autograder of Classroom 50: write result.json."),
]


ResultsOption = Annotated[
    Path | None,
    typer.Option("--out", help="Folder of the results (default: that of course.yml)."),
]


def course_at(folder: Path | None, *, calibrating: bool = False) -> Course:
    """Return the course of a folder, or of the one in which the user stands.

    Its gates need no figures where it is read for ``calibrating``.

    Raises `UsageError` where the latter looks like what a student handed in.
    """
    from grader.course.model import find_course, load_course

    if folder is None:
        from grader.commands.hand_in import require_no_hand_in

        require_no_hand_in(find_course(Path.cwd()))
    return load_course(folder, exactly=folder is not None, calibrating=calibrating)


def results_of(course: Course, out: Path | None) -> Path:
    """Return the folder of a class's results: what was typed, or what course.yml names."""
    named_there = "gradebook" in course.model_fields_set
    return out or (course.gradebook_folder if named_there else Path("results"))


def named(course: Course, words: list[str] | None) -> list[str]:
    """Return what was typed, with the exercise's name for each path to its file or folder."""
    from grader.commands.standing import exercise_named

    return [exercise_named(course, word) for word in words or []]
