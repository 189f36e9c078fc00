"""What the page asks, and what it is told: one network in training, whoever carries the words.

A message is a dict ``{"do": word, …}``; its answer is a dict for JSON, and arrays of bytes. The
page is the clock: nothing is computed that it does not ask for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from grader.play import network
from grader.play.child import Child, Stopped, StudentCode, function_source
from grader.play.points import FEATURES, Points, UnusableTable, draw, grid, inputs, read_table
from grader.play.settings import Settings, read_settings

Array = np.ndarray[Any, np.dtype[np.float64]]
SIDES = (10, 25, 50, 100)
"""How finely the plane is drawn: as finely as the student's own forward is fast."""
SMALL = 25
FORWARD_SECONDS = 0.25
TRAIN_SECONDS = 0.08
_MOST_TABLE = 1 << 20


class Reply(NamedTuple):
    """What the page is told: a dict for JSON, and bytes that it draws."""

    content: dict[str, Any]
    buffers: list[bytes]


class Playground:
    """A network of a student's functions, its points, and how far it has come.

    ``read`` returns the student's sources as they are now, and ``open_child`` runs them.
    """

    def __init__(
        self, read: Callable[[], StudentCode], open_child: Callable[[StudentCode], Child]
    ) -> None:
        self._read, self._open_child = read, open_child
        self._child: Child | None = None
        self._settings = Settings()
        self._table = ""
        self._points = draw("circle", 0, 50, 1)
        self._state: dict[str, Any] = {}
        self._cast: dict[str, tuple[str, str]] = {}
        self._known: Mapping[str, tuple[str, str]] = {}
        self._unrunnable: list[str] = []
        self._side, self._seconds_by_column = SIDES[0], 0.0

    def close(self) -> None:
        """End the child process."""
        if self._child is not None:
            self._child.close()

    def answer(self, message: Any) -> Reply:
        """Carry out one message."""
        words = {
            "start": self._start, "set": self._set, "train": self._train, "edit": self._edit,
            "code": self._code, "points": self._own_points,
        }  # fmt: skip
        word = message.get("do") if isinstance(message, dict) else None
        if not isinstance(word, str) or word not in words:
            return _refused("this page and this grader do not know each other: load the page again")
        try:
            return words[word](message)
        except Stopped as stop:
            return Reply({"kind": "stopped", "why": str(stop), "functions": self._functions()}, [])
        except (ValueError, TypeError, KeyError) as error:
            return _refused(str(error))

    def _start(self, message: dict[str, Any]) -> Reply:
        settings = read_settings(message.get("settings"))
        self._settings, self._points = settings, self._drawn(settings)
        self._begin()
        return self._cast_and_look()

    def _set(self, message: dict[str, Any]) -> Reply:
        """Change what was chosen; the weights stay, where they still fit."""
        settings, old = read_settings(message.get("settings")), self._settings
        if not settings.same_points(old):
            self._points = self._drawn(settings)
        self._settings = settings
        if not settings.same_start(old):
            self._begin()
        elif settings.step != old.step:
            self._state |= {"memory": self._no_memory(), "t": 0}
        return self._cast_and_look()

    def _own_points(self, message: dict[str, Any]) -> Reply:
        """Take a student's own table of points in place of the drawn ones."""
        table = str(message.get("table"))
        if len(table) > _MOST_TABLE:
            raise UnusableTable("the table is larger than a megabyte")
        settings = read_settings(message.get("settings"))
        read_table(table, settings.problem, settings.train_percent, settings.points_seed)
        self._table = table
        return self._start(message)

    def _drawn(self, settings: Settings) -> Points:
        if settings.dataset != "own":
            return draw(
                settings.dataset, settings.noise, settings.train_percent, settings.points_seed
            )
        if not self._table:
            raise UnusableTable("choose a file with your points first")
        return read_table(
            self._table, settings.problem, settings.train_percent, settings.points_seed
        )

    def _begin(self) -> None:
        """Give the network its first weights: those of TensorFlow's playground."""
        settings = self._settings
        sizes = [len(settings.features), *settings.layers, 2 if settings.last == "softmax" else 1]
        rng = np.random.default_rng(settings.seed)
        pairs = list(zip(sizes[1:], sizes, strict=False))
        if settings.start == "zeros":
            W = [np.zeros(pair) for pair in pairs]
            b = [np.zeros((size, 1)) for size in sizes[1:]]
        else:
            W = [rng.uniform(-0.5, 0.5, pair) for pair in pairs]
            b = [np.full((size, 1), 0.1) for size in sizes[1:]]
        self._state = {"W": W, "b": b, "t": 0, "epoch": 0, "at": 0, "norms": []}
        self._state["memory"] = self._no_memory()

    def _no_memory(self) -> list[list[Array]]:
        return [[] for _ in range(2 * len(self._state["W"]))]

    def _cast_and_look(self) -> Reply:
        self._find_players()
        looked, buffers = self._look()
        xy, labels = self._points.xy.round(4), self._points.labels.round(4)
        small = grid(SMALL)
        content = {
            "kind": "started",
            "points": {"xy": xy.tolist(), "labels": labels.tolist(), "train": self._points.n_train},
            "functions": self._functions(),
            "unrunnable": self._unrunnable,
        }
        seen = [network.as_bytes(of(*small)).tobytes() for of in FEATURES.values()]
        return Reply({**looked, **content, "features": list(FEATURES)}, [*buffers, *seen])

    def _find_players(self) -> None:
        """Find out who plays each role: the student, wherever the function is written."""
        child = self._running_child()
        self._cast = {}
        for role in self._settings.roles:
            about = f"`{self._known[role][1]}`" if role in self._known else "your code"
            whose, why = child.call("rehearse", role, self._plan(), about=about)
            self._cast[role] = (whose, why)

    def _running_child(self) -> Child:
        """Return the child process, a fresh one if a file was changed."""
        code = self._read()
        if self._child is None or self._child.code != code:
            self.close()
            self._child = self._open_child(code)
            self._unrunnable = [*code.unusable.values(), *self._child.open()]
            self._known = self._child.call("roles")
            self._side, self._seconds_by_column = SIDES[0], 0.0
        return self._child

    def _plan(self) -> dict[str, Any]:
        chosen = self._settings
        return {
            "cast": {role: whose for role, (whose, _) in self._cast.items()},
            "hidden": chosen.activation,
            "last": chosen.last,
            "step": chosen.step,
            "rate": chosen.rate,
            "penalty": chosen.penalty,
            "strength": chosen.strength,
            "batch": chosen.batch,
            "seed": chosen.seed,
        }

    def _train(self, message: dict[str, Any]) -> Reply:
        """Train for some epochs or batches, as far as a moment goes; a changed file begins anew."""
        if self._child is None or self._child.code != self._read():
            return self._cast_and_look() if self._state else self._start({"settings": {}})
        epochs, batches = int(message.get("epochs", 1)), int(message.get("batches", 0))
        n_train = self._points.n_train
        X = inputs(self._points.xy[:, :n_train], self._settings.features)
        Y = self._targets()[:, :n_train]
        plan = self._plan()
        self._state = self._child.call(
            "train", plan, self._state, X, Y, min(epochs, 1000), batches, TRAIN_SECONDS
        )
        return Reply(*self._look())

    def _targets(self) -> Array:
        labels = self._points.labels
        if self._settings.last == "softmax":
            return np.stack([labels < 0, labels > 0]).astype(float)
        return labels[np.newaxis]

    def _look(self) -> tuple[dict[str, Any], list[bytes]]:
        """Say how far the network is, and draw the plane as it sees it."""
        assert self._child is not None
        side = self._side
        xy = np.concatenate([self._points.xy, grid(side)], axis=1)
        X, n_points = inputs(xy, self._settings.features), self._points.xy.shape[1]
        small = min(side, SMALL)
        seen = self._child.call("look", self._plan(), self._state, X, n_points, side, small)
        self._adjust_side(seen["seconds"], X.shape[1])
        state = self._state
        content = {
            "kind": "frame",
            "epoch": state["epoch"],
            "batch": state["at"],
            "steps": state["t"],
            "W": [_numbers(each) for each in state["W"]],
            "b": [_numbers(each[:, 0]) for each in state["b"]],
            "norms": [_number(each) for each in state["norms"]],
            "side": side,
            "small": small,
            "seconds": seen["seconds"],
            **self._scores(seen["answers"]),
        }
        return content, [seen["field"].tobytes(), *(each.tobytes() for each in seen["squares"])]

    def _adjust_side(self, seconds: float, columns: int) -> None:
        """Draw the next one as finely as it can be had in a moment."""
        n_points = self._points.xy.shape[1]
        fits = [s for s in SIDES if seconds / columns * (s * s + n_points) < FORWARD_SECONDS]
        self._side = max(fits, default=SIDES[0])

    def _scores(self, answers: Array) -> dict[str, Any]:
        """Return the loss and, of a classification, what was right, for train and test."""
        wanted, n_train = self._targets(), self._points.n_train
        if self._settings.last == "softmax":
            losses = -np.log(np.maximum((answers * wanted).sum(axis=0), 1e-300))
            side = answers[1] - answers[0]
        else:
            losses = 0.5 * np.square(answers - wanted).sum(axis=0)
            side = answers[0]
        right = (side > 0) == (self._points.labels > 0)
        scores: dict[str, Any] = {}
        for name, part in (("train", slice(n_train)), ("test", slice(n_train, None))):
            scores[name] = {"loss": _number(losses[part].mean()), "count": len(losses[part])}
            if self._settings.problem == "classification":
                blue = self._points.labels[part] > 0
                scores[name] |= {
                    "right": int(right[part].sum()),
                    "blue": int(blue.sum()),
                    "blue_right": int((right[part] & blue).sum()),
                }
        return scores

    def _edit(self, message: dict[str, Any]) -> Reply:
        """Set one weight by hand, or with no column a bias."""
        layer, row, column = (int(message[name]) for name in ("layer", "row", "column"))
        value = float(message["value"])
        if not math.isfinite(value) or min(layer, row) < 0:
            raise ValueError("a weight is a number")
        try:
            if column < 0:
                self._state["b"][layer][row, 0] = value
            else:
                self._state["W"][layer][row, column] = value
        except (IndexError, KeyError):
            raise ValueError("there is no such weight") from None
        if self._child is None:
            return self._cast_and_look()
        return Reply(*self._look())

    def _functions(self) -> list[dict[str, str]]:
        """Say of each role whose function plays it, and why it is not the student's."""
        said = []
        for role in self._settings.roles:
            exercise, name = self._known.get(role, ("", ""))
            whose, why = self._cast.get(role, ("unknown", ""))
            path = self._child.code.paths.get(exercise, "") if self._child else ""
            each = {"role": role, "exercise": exercise, "function": name, "path": path}
            said.append({**each, "whose": whose, "why": why})
        return said

    def _code(self, message: dict[str, Any]) -> Reply:
        """Show the functions that ran."""
        assert self._child is not None
        code, shown = self._child.code, []
        for each in self._functions():
            sources = {"yours": code.works, "reference": code.references}.get(each["whose"], {})
            text = sources.get(each["exercise"], "")
            line, source = function_source(text, each["function"])
            shown.append({**each, "line": line, "source": source})
        return Reply({"kind": "code", "functions": shown}, [])


def _refused(why: str) -> Reply:
    return Reply({"kind": "refused", "why": why}, [])


def _number(value: Any) -> float | None:
    """Return a number that JSON can hold."""
    return float(f"{value:.6g}") if math.isfinite(value) else None


def _numbers(values: Array) -> list[Any]:
    return [_numbers(each) if np.ndim(each) else _number(each) for each in values]
