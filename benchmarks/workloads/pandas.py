"""What honest work does with pandas."""

import numpy as np
import pandas as pd


def reads_and_writes_tables():
    """Tables in files, and back."""
    table = pd.DataFrame({"a": [1.0, 2.0, None], "b": ["x", "y", "x"]})
    table.to_csv("a.csv", index=False)
    table.to_pickle("a.pkl")
    table.to_json("a.json")
    read = pd.read_csv("a.csv")
    return read.equals(table) and pd.read_pickle("a.pkl").equals(table) and len(str(read)) > 0


def groups_and_encodes():
    """What is done to a table before a network sees it."""
    table = pd.DataFrame(
        {
            "when": pd.date_range("2024-01-01", periods=1000, tz="UTC"),
            "kind": pd.Categorical(["a", "b"] * 500),
            "value": np.random.default_rng(0).normal(size=1000),
        }
    )
    means = table.groupby("kind", observed=True)["value"].mean()
    rolled = table.set_index("when")["value"].rolling("7D").mean()
    encoded = pd.get_dummies(table["kind"]).astype(float)
    merged = table.merge(means.rename("mean").reset_index(), on="kind")
    return (
        len(means) == 2 and len(rolled) == 1000 and encoded.shape == (1000, 2) and len(merged) > 0
    )
