EVIL = "=cmd|' /C calc'!A0\x1b]0;owned\x07\x1b[31m\u202e[bold red]\r\x9b2J<script>alert(1)</script>"


def double(x):
    raise type(EVIL, (ValueError,), {})(EVIL)


def total(values):
    raise AssertionError(EVIL * 10_000)


def classify(X):
    1 / 0


classify.__code__ = classify.__code__.replace(co_filename=EVIL, co_name=EVIL)


def step(w, g):
    return EVIL


def halve(t):
    return type(EVIL, (), {})()
