"""A class's folder, or a platform's download → one entry per student → what each handed in.

::

    survey(folder)                    who handed in          class_folder
        a folder or a zip → its top                          download
        a platform's layout → entries with their origin      exports/
    read_submission(entry, parts)     what they handed in    read, candidates, versions, siblings,
                                                              answers
        a folder or an archive → Tree                        files, archives, tar_reader
        bytes → text → cells                                 encoding, notebook, magics, statements
    pack(submission)                  kept for a replay      model

No line of a student's is run, compiled or parsed here, nothing is unpacked onto the disk, and no
link is followed. A student's trouble is never an error: it is a sentence in the Submission.
"""

from grader.submission.answers import TEXT
from grader.submission.class_folder import Survey, survey
from grader.submission.encoding import python_text
from grader.submission.exports import FOLDER, PLATFORMS
from grader.submission.model import (
    NOTHING,
    Answer,
    Cell,
    Entry,
    Origin,
    Submission,
    Unusable,
    Work,
    pack,
    unpack,
)
from grader.submission.read import Wanted, parts_of, read_submission
from grader.submission.statements import definitions, imported

__all__ = [
    "FOLDER", "NOTHING", "PLATFORMS", "TEXT", "Answer", "Cell", "Entry", "Origin", "Submission",
    "Survey", "Unusable", "Wanted", "Work", "definitions", "imported", "pack", "parts_of",
    "python_text", "read_submission", "survey", "unpack",
]  # fmt: skip
