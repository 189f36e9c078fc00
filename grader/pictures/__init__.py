"""What an exercise's ``picture.py`` draws with → a file, the same bytes for the same picture.

``picture(student, guest)`` calls a student's functions as plain ones (``student`` and ``guest`` are
those of a check) and returns a `Picture`: a figure of matplotlib, and the same in words. `drawn`
makes of it the bytes of an SVG or PNG file, light or dark. Where a training is worth watching,
``frames(student, guest)`` yields `Picture`s, of which `moving` makes a GIF. A picture is read
without its colours, too: lines differ in their dashes and have their names beside them, fields grow
lighter from 0 to 1.
"""

from grader.pictures.drawing import FORMATS, MOVING, THEMES, NotDrawn, Picture, drawn, moving, small
from grader.pictures.panels import array, field, label, panels, points, waiting

__all__ = [
    "FORMATS", "MOVING", "THEMES", "NotDrawn", "Picture", "array", "drawn", "field", "label",
    "moving", "panels", "points", "small", "waiting",
]  # fmt: skip
