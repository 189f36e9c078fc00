"""Where a student's folder keeps what it was handed out with: hidden, so that it is no work."""

STUBS = ".grader/stubs"
"""Each exercise's stub and notebook as they were handed out."""

PASSPORT = ".grader/passport.json"
"""On what the course was calibrated."""
