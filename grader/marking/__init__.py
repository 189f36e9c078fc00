"""Answers in a store → a page on this machine, on which a person marks them by their rubrics.

`Desk` answers what the page asks, from a `Shelf`: the store, or what a test puts in its place.
"""

from grader.marking.desk import Desk, Shelf
from grader.marking.page import application

__all__ = ["Desk", "Shelf", "application"]
