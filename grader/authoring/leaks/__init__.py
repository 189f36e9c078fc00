"""A course → sentences about hidden values that a student could read, in texts or in feedback."""

from grader.authoring.leaks.lint import Heard, find_leaks, listen

__all__ = ["Heard", "find_leaks", "listen"]
