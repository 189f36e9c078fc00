def double(x):
    tree = "=1+1"
    for _ in range(5):
        tree = [tree] * 12
    return tree


def total(values):
    return "\x1b[31m" * (1 << 20)


def classify(X):
    return {str(number): [number] for number in range(20_000)}


def step(w, g):
    return (("w",) * 12,) * 5_000


def halve(t):
    return 10**4299
