"""Pictures drawn with students' functions, in files beside the store, by what they were drawn from.

That is the exercise's picture.py and the work, or the reference. So a picture stays whatever
becomes of a grade, and is none any more once picture.py is another one.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from grader.course import Course
from grader.store.files import write_whole

FILE, LESSON = "picture.py", "picture.svg"


@dataclass(frozen=True)
class KeptPicture:
    """The bytes of a PNG file, what stands for it in words, and what to look for in it."""

    png: bytes
    alt: str
    see: str


class Pictures:
    """The pictures of a course's exercises that are kept in a folder."""

    def __init__(self, folder: Path, course: Course) -> None:
        self._folder, self._course = folder, course

    def of(self, exercise: str, submission: str = "") -> KeptPicture | None:
        """Return the picture of a work, by its digest, or by "" that of the reference."""
        path = self._path(exercise, submission)
        if path is None:
            return None
        try:
            kept = json.loads(path.read_bytes())
            png = base64.b64decode(kept["png"], validate=True)
            return KeptPicture(png, str(kept["alt"]), str(kept["see"]))
        except (OSError, ValueError, KeyError, TypeError):  # none, or a damaged one
            return None

    def keep(self, exercise: str, picture: KeptPicture, submission: str = "") -> None:
        """Keep a picture for this user alone. Raises `StoreError`."""
        path = self._path(exercise, submission)
        png = base64.b64encode(picture.png).decode("ascii")
        if path is not None:
            content = json.dumps({"alt": picture.alt, "see": picture.see, "png": png})
            write_whole(path, content, "--out DIR", private=True)

    def is_drawn(self, exercise: str) -> bool:
        """Return whether students draw a picture of an exercise, with what their folder holds."""
        return (self._course.exercise_folder(exercise) / FILE).is_file()

    def drawn_by(self, exercise: str) -> str:
        """Return the source of the picture.py that draws an exercise's pictures."""
        return (self._course.exercise_folder(exercise) / FILE).read_text("utf-8", "replace")

    def is_in_the_lesson(self, exercise: str) -> bool:
        """Return whether the lesson shows students the reference's picture."""
        return (self._course.exercise_folder(exercise) / LESSON).is_file()

    def _path(self, exercise: str, submission: str) -> Path | None:
        """Name the file of a picture; None where nothing draws one."""
        try:
            drawn_by = (self._course.exercise_folder(exercise) / FILE).read_bytes()
            reference = b"" if submission else self._course.reference(exercise).read_bytes()
        except OSError:
            return None
        digest = hashlib.sha256(drawn_by)
        digest.update(hashlib.sha256(reference).digest() + submission.encode())
        return self._folder / f"{exercise}-{digest.hexdigest()[:32]}.json"
