"""The suites in here judge students of example courses: they are no tests of ours."""

collect_ignore_glob = ["*"]
