"""How fast is the grader? Measured beside other ways of grading, on the same submissions.

::

    python -m benchmarks            print the tables
    python -m benchmarks --write    also put them into benchmarks/README.md

    subjects      right submissions
    plain         a check's fixtures without a border, under a stopwatch
    warm          this grader, and the students' own computing: processes that stay warm
    fresh         other ways: a fresh pytest process, nbgrader autograde, otter run (notebooks)
    race          all of them, in turn, round after round
    latency       one guest, one call
    figures       the arithmetic
    report        figures → tables
"""
