"""A grader for courses on neural networks: right grades, and no way to cheat."""
