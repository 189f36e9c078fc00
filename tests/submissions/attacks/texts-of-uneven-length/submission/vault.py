def double(x):
    return ["x" * 12_000_000] + [""] * 300


def total(values):
    return [b"x" * 12_000_000, *[b""] * 300]


def classify(X):
    return [["x" * 6_000_000], *[[""]] * 300]


def step(w, g):
    return {"w": ["x" * 12_000_000] + [""] * 300}


def halve(t):
    return ("x" * 12_000_000, *[""] * 300)
