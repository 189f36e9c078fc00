import numpy as np


def double(x):
    raise ValueError("[bold red]5 of 5[/] [link=http://example.org]x[/link] [/] :boom: [[ ]] \\[")


def total(values):
    raise type("[green]graded[/green]", (Exception,), {})("<script>alert(1)</script>&amp;")


def classify(X):
    return (np.asarray(X).sum(axis=1) > 0).astype(float)


def step(w, g):
    return type("[@click=app.quit]", (), {})()


def halve(t):
    return t / 2
