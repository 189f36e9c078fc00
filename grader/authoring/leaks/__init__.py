"""A course → sentences about hidden values that a student could read, in texts or in feedback."""

from grader.authoring.leaks.lint import find_leaks

__all__ = ["find_leaks"]
