"""Grade one submission: ``python -m grader.platforms.gradescope /autograder``."""

from grader.platforms.gradescope.autograder import run

if __name__ == "__main__":
    run()
