"""This student thinks in tables: a DataFrame with a row for each weight, and numpy helpers."""

import numpy as np
import pandas as pd


def table(**columns):
    return pd.DataFrame({name: np.ravel(column) for name, column in columns.items()}, dtype=float)


def arrays(frame, shape, *names):
    return tuple(frame[name].to_numpy().reshape(shape) for name in names)


def sgd_update(w, grad, lr=0.01):
    steps = pd.Series(np.ravel(grad), dtype=float).mul(lr)
    return pd.Series(np.ravel(w), dtype=float).sub(steps).to_numpy().reshape(np.shape(w))


def momentum_update(w, grad, m, lr=0.01, beta1=0.9):
    new_m = np.average([m, grad], axis=0, weights=[beta1, 1 - beta1])
    frame = table(w=w, m=new_m).assign(w=lambda f: f.w - lr * f.m)
    return arrays(frame, np.shape(w), "w", "m")


def adagrad_update(w, grad, s, lr=0.01, eps=1e-10):
    root = np.hypot(np.sqrt(s), grad)  # the root of s + g^2, and no square in it
    frame = table(w=w, g=grad, root=root)
    frame["w"] -= lr * frame["g"].div(frame["root"] + eps)
    return (*arrays(frame, np.shape(w), "w"), np.power(root, 2))


def rmsprop_update(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    frame = table(w=w, g=grad, v=v).assign(
        v=lambda f: f.eval("v * @beta2 + (1 - @beta2) * g * g", local_dict={"beta2": beta2}),
        w=lambda f: f.w - lr * f.g / (np.sqrt(f.v) + eps),
    )
    return arrays(frame, np.shape(w), "w", "v")


def adam_update(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    frame = table(w=w, g=grad, m=m, v=v)
    decay = pd.Series({"m": beta1, "v": beta2})
    new = pd.DataFrame({"m": frame["g"], "v": frame["g"].pow(2)})
    memory = frame[["m", "v"]] * decay + new * (1 - decay)
    corrected = memory.div(1 - decay.pow(t))
    memory["w"] = frame["w"] - lr * corrected["m"] / (corrected["v"].pow(0.5) + eps)
    return arrays(memory, np.shape(w), "w", "m", "v")


def minibatches(X, y, batch_size, rng):
    rows = pd.Series(range(len(X))).sample(frac=1, random_state=rng)
    for _, batch in rows.groupby(np.arange(len(X)) // batch_size):
        yield np.take(X, batch, axis=0), np.take(y, batch, axis=0)
