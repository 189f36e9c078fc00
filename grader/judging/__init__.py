"""Submissions and suites → results."""
