"""A class's folder → one entry per student → what each of them handed in, as plain text.

::

    find_submissions(folder)          who handed in          find.py
    read_submission(entry, names)     what they handed in    read.py
        a folder or an archive → Tree                        tree.py  archives.py  tar.py
        bytes → text → cells                                 text.py  notebook.py  magics.py
    pack(submission)                  kept for a replay       packed.py

No line of a student's is run, compiled or parsed here, nothing is unpacked onto the disk, and no
link is followed. A student's trouble is never an error: it is a sentence in the Submission.
"""

from grader.submission.class_folder import Survey, find_submissions, survey
from grader.submission.model import Cell, Entry, Submission, Work
from grader.submission.read import read_submission
from grader.submission.snapshot import pack, unpack

__all__ = [
    "Cell",
    "Entry",
    "Submission",
    "Survey",
    "Work",
    "find_submissions",
    "pack",
    "read_submission",
    "survey",
    "unpack",
]
