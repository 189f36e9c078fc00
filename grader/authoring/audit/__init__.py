"""The course judged: right variants must pass, wrong ones must fail, and luck must not decide."""
