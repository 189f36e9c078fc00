"""The network that the page trains: the child process runs this text, beside a student's files.

A role is what one function does in it: ``forward``, ``tanh``, ``adam``. `OWN` has the playground's
own function for each; the course's ``playground.py`` names those of a student (`ROLES`), and says
how they are called. Columns are samples, W[i] is of shape (n_out, n_in), b[i] of (n_out, 1).
"""

from __future__ import annotations

import math
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[np.float64]]
Plan = Mapping[str, Any]
"""Who plays each role (``cast``), and what was chosen: hidden, last, step, rate, batch, …"""

MEMORIES = {"momentum": 1, "adagrad": 1, "rmsprop": 1, "adam": 2}
"""How many arrays an optimizer remembers for each one that it moves."""
_TINY = 1e-12
_SELU = (1.0507009873554805, 1.6732632423543772)


def own_forward(
    X: Array, W: Sequence[Array], b: Sequence[Array], hidden: Any, last: Any
) -> list[Array]:
    """Return what every layer gives, the inputs first."""
    outputs = [X]
    for weights, bias in zip(W, b, strict=True):
        curve = last if len(outputs) == len(W) else hidden
        outputs.append(curve(weights @ outputs[-1] + bias))
    return outputs


def own_deltas(
    outputs: Sequence[Array], W: Sequence[Array], error: Array, slopes: Sequence[Array]
) -> list[Array]:
    """Return every layer's error, of which the last one's is given."""
    found = [error]
    for weights, slope in zip(W[:0:-1], slopes[::-1], strict=True):
        found.append(slope * (weights.T @ found[-1]))
    return found[::-1]


def own_gradients(
    outputs: Sequence[Array], errors: Sequence[Array]
) -> tuple[list[Array], list[Array]]:
    """Return the means over the samples, for weights and for biases."""
    pairs = list(zip(errors, outputs, strict=False))
    by_weight = [np.einsum("in,jn->ij", error, before) / error.shape[1] for error, before in pairs]
    return by_weight, [error.mean(axis=1, keepdims=True) for error in errors]


def _mixed(old: Array, new: Array, share: float) -> Array:
    return old + share * (new - old)


def own_descent(w: Array, gradient: Array, memory: Any, t: int, rate: float) -> Any:
    """Go down the slope."""
    return w - rate * gradient, memory


def own_momentum(w: Array, gradient: Array, memory: Any, t: int, rate: float) -> Any:
    """Go down a moving mean of slopes."""
    mean = _mixed(memory[0], gradient, 0.1)
    return w - rate * mean, [mean]


def own_adagrad(w: Array, gradient: Array, memory: Any, t: int, rate: float) -> Any:
    """Divide by the root of all squares so far."""
    squares = memory[0] + np.square(gradient)
    return w - rate * gradient / (1e-10 + np.sqrt(squares)), [squares]


def own_rmsprop(w: Array, gradient: Array, memory: Any, t: int, rate: float) -> Any:
    """Divide by the root of a moving mean of squares."""
    squares = _mixed(memory[0], np.square(gradient), 0.01)
    return w - rate * gradient / (1e-8 + np.sqrt(squares)), [squares]


def own_adam(w: Array, gradient: Array, memory: Any, t: int, rate: float) -> Any:
    """Take both means, each divided by the weight that it has gathered."""
    mean, squares = _mixed(memory[0], gradient, 0.1), _mixed(memory[1], np.square(gradient), 0.001)
    along, width = mean / (1 - 0.9**t), np.sqrt(squares / (1 - 0.999**t))
    return w - rate * along / (1e-8 + width), [mean, squares]


def own_batches(
    X: Array, Y: Array, size: int, rng: np.random.Generator
) -> Iterator[tuple[Array, Array]]:
    """Cut one random order of the samples into batches."""
    shuffled = rng.permutation(X.shape[1])
    for columns in np.array_split(shuffled, range(size, len(shuffled), size)):
        yield X[:, columns], Y[:, columns]


def own_softmax(z: Array) -> Array:
    """Return each column as shares of 1."""
    shares: Array = np.exp(z - np.amax(z, axis=0, keepdims=True))
    total: Array = shares.sum(axis=0, keepdims=True)
    return shares / total


def _own_sigmoid(z: Array) -> Array:
    return 0.5 * (1 + np.tanh(0.5 * z))


def _elu(z: Array, alpha: float = 1.0) -> Array:
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


def _elu_slope(z: Array, alpha: float = 1.0) -> Array:
    return np.where(z > 0, 1.0, alpha * np.exp(np.minimum(z, 0)))


def _normal_share(z: Array) -> Array:
    share: Array = np.vectorize(math.erf, otypes=[float])(z / math.sqrt(2))
    return 0.5 * (1 + share)


def _normal_density(z: Array) -> Array:
    return np.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)


_CURVES: dict[str, tuple[Callable[[Array], Array], Callable[[Array], Array]]] = {
    "linear": (lambda z: z, np.ones_like),
    "step": (lambda z: np.where(z > 0, 1.0, 0.0), np.zeros_like),
    "sigmoid": (_own_sigmoid, lambda z: _own_sigmoid(z) * _own_sigmoid(-z)),
    "tanh": (np.tanh, lambda z: 1 - np.square(np.tanh(z))),
    "relu": (lambda z: np.maximum(z, 0), lambda z: np.where(z > 0, 1.0, 0.0)),
    "gelu": (lambda z: z * _normal_share(z), lambda z: _normal_share(z) + z * _normal_density(z)),
    "softplus": (lambda z: np.logaddexp(z, 0), _own_sigmoid),
    "elu": (_elu, _elu_slope),
    "selu": (lambda z: _SELU[0] * _elu(z, _SELU[1]), lambda z: _SELU[0] * _elu_slope(z, _SELU[1])),
    "leaky relu": (lambda z: np.where(z > 0, z, z / 100), lambda z: np.where(z > 0, 1.0, 0.01)),
}


def _slope(of_z: Callable[[Array], Array]) -> Callable[[Array, Array], Array]:
    return lambda z, _: of_z(z)


OWN: dict[str, Callable[..., Any]] = {
    "forward": own_forward,
    "softmax": own_softmax,
    "deltas": own_deltas,
    "gradients": own_gradients,
    "batches": own_batches,
    "gradient step": own_descent,
    "sgd": own_descent,
    "momentum": own_momentum,
    "adagrad": own_adagrad,
    "rmsprop": own_rmsprop,
    "adam": own_adam,
    **{name: curve for name, (curve, _) in _CURVES.items()},
    **{f"{name} slope": _slope(of_z) for name, (_, of_z) in _CURVES.items()},
}


def roles() -> dict[str, tuple[str, str]]:
    """Return the exercise and the function of each role that the course has."""
    return {role: (exercise, name) for role, (exercise, name, _) in _course_roles().items()}


def _course_roles() -> dict[str, Any]:
    return getattr(sys.modules.get("playground"), "ROLES", {})


def rehearse(role: str, plan: Plan) -> tuple[str, str]:
    """Return who plays a role, "yours", "reference" or "playground", and why it is not "yours".

    A function that is written plays, and whatever is wrong with it is seen.
    """
    if role not in _course_roles():
        return "playground", "no exercise of this course asks for it"
    exercise, name, _ = _course_roles()[role]
    why = ""
    for whose in ("yours", "reference"):
        if not hasattr(_module(exercise, whose), name):
            why = why or "not written"
            continue
        try:
            _try(role, {**plan, "cast": {**plan["cast"], role: whose}})
        except NotImplementedError as error:
            why = why or _waits_for(error, name)
            continue
        except Exception:
            pass  # the training will say it, with the line
        return whose, why
    return "playground", why


def _module(exercise: str, whose: str) -> Any:
    return sys.modules.get(exercise if whose == "yours" else f"reference_{exercise}")


def _waits_for(error: NotImplementedError, name: str) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    if os.path.basename(last.filename) == "playground.py":
        return str(error)
    return "not written" if last.name == name else f"it needs {last.name}, which is not written"


def _try(role: str, plan: Plan) -> None:
    """Call a role's function once, with two samples and a layer of three between."""
    play = Network(plan).play
    W = [
        np.array([[0.5, -1.0], [1.0, 0.25], [0.1, 0.2]]),
        np.array([[1.0, -0.5, 0.5], [0.5, 1, -1]]),
    ]
    b = [np.array([[0.1], [-0.1], [0.2]]), np.zeros((2, 1))]
    X = np.array([[1.0, -0.5], [-0.25, 2.0]])
    hidden, last = OWN[plan["hidden"]], OWN["softmax"]
    outputs = own_forward(X, W, b, hidden, last)
    z = W[0] @ X + b[0]
    errors = [np.ones_like(each) for each in outputs[1:]]
    match role:
        case "forward":
            play(role, X, W, b, hidden, OWN[plan["last"]])
        case "deltas":
            play(role, outputs, W, errors[-1], [OWN[f"{plan['hidden']} slope"](z, outputs[1])])
        case "gradients":
            play(role, outputs, errors)
        case "batches":
            list(play(role, X, X, 1, np.random.default_rng(0)))
        case _ if role in ("sgd", "gradient step", *MEMORIES):
            play(role, b[0], b[0], [np.zeros((3, 1))] * MEMORIES.get(role, 0), 1, 0.1)
        case _ if role.endswith(" slope"):
            play(role, z, outputs[1])
        case _:
            play(role, z)


class Network:
    """The functions that were chosen, each by whom the cast names; what they give is looked at."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._hidden = self._curve(plan["hidden"])
        self._last = self._curve(plan["last"])

    def play(self, role: str, *args: Any) -> Any:
        """Call a role's function."""
        whose = self._plan["cast"].get(role, "playground")
        if whose == "playground":
            return OWN[role](*args)
        exercise, _, call = _course_roles()[role]
        return call(_module(exercise, whose), *args)

    def forward(self, X: Array, W: list[Array], b: list[Array]) -> list[Array]:
        """Return what every layer gives, the inputs first."""
        shapes = [X.shape, *((len(weights), X.shape[1]) for weights in W)]
        found = self.play("forward", X, W, b, self._hidden, self._last)
        return self._checked("forward", found, shapes)

    def step(self, state: dict[str, Any], X: Array, Y: Array) -> None:
        """Learn from one batch."""
        plan, W, b = self._plan, state["W"], state["b"]
        outputs = self.forward(X, W, b)
        places = zip(W[:-1], b[:-1], outputs, outputs[1:], strict=False)
        slopes = [self._slope(plan["hidden"], w @ a + bias, out) for w, bias, a, out in places]
        error = outputs[-1] - Y
        if plan["last"] == "tanh":
            z = W[-1] @ outputs[-2] + b[-1]
            error = error * self._slope("tanh", z, outputs[-1])
        shapes = [each.shape for each in outputs[1:]]
        errors = self._checked("deltas", self.play("deltas", outputs, W, error, slopes), shapes)
        found = self.play("gradients", outputs, errors)
        if not isinstance(found, (tuple, list)) or len(found) != 2:
            raise ValueError(f"{self._name('gradients')} did not return two lists")
        by_weight = self._checked("gradients", found[0], [w.shape for w in W])
        by_bias = self._checked("gradients", found[1], [each.shape for each in b])
        state["norms"] = [float(np.linalg.norm(each)) for each in by_weight]
        by_weight = [g + self._pull(w) for g, w in zip(by_weight, W, strict=True)]
        state["t"] += 1
        pairs = zip([*W, *b], [*by_weight, *by_bias], strict=True)
        moved = [self._moved(state, place, *pair) for place, pair in enumerate(pairs)]
        state["W"], state["b"] = moved[: len(W)], moved[len(W) :]

    def _pull(self, w: Array) -> Array:
        """Return the slope of the penalty on weights: of their sizes, or of their squares."""
        strength: float = self._plan["strength"]
        match self._plan["penalty"]:
            case "L1":
                return strength * np.sign(w)
            case "L2":
                return strength * 2 * w
        return np.zeros_like(w)

    def _moved(self, state: dict[str, Any], place: int, w: Array, gradient: Array) -> Array:
        role = self._plan["step"]
        memory = state["memory"][place] or [np.zeros_like(w)] * MEMORIES.get(role, 0)
        found = self.play(role, w, gradient, memory, state["t"], self._plan["rate"])
        new, *memory = self._checked(role, [found[0], *found[1]], [w.shape] * (1 + len(memory)))
        state["memory"][place] = memory
        return new

    def _curve(self, role: str) -> Callable[[Array], Array]:
        return lambda z: self._checked(role, [self.play(role, z)], [z.shape])[0]

    def _slope(self, curve: str, z: Array, a: Array) -> Array:
        role = f"{curve} slope"
        return self._checked(role, [self.play(role, z, a)], [z.shape])[0]

    def _checked(self, role: str, found: Any, shapes: Sequence[Any]) -> list[Array]:
        """Return what came as arrays; raise ValueError, naming the function, for other shapes."""
        try:
            arrays = [np.asarray(each, dtype=float) for each in found]
        except (TypeError, ValueError):
            raise ValueError(f"{self._name(role)} returned no numbers") from None
        if [each.shape for each in arrays] != [*shapes]:
            got, want = (", ".join(map(str, each)) for each in ([a.shape for a in arrays], shapes))
            raise ValueError(f"{self._name(role)} returned the shapes {got}; expected {want}")
        return arrays

    def _name(self, role: str) -> str:
        return f"`{_course_roles()[role][1]}`" if role in _course_roles() else role


def train(
    plan: Plan, state: dict[str, Any], X: Array, Y: Array, epochs: int, batches: int, seconds: float
) -> dict[str, Any]:
    """Train until so many epochs are over, or so many batches were used, or the time is up."""
    network, until, target = Network(plan), time.perf_counter() + seconds, state["epoch"] + epochs
    while state["epoch"] < target:
        rng = np.random.default_rng([plan["seed"], state["epoch"]])
        dealt = network.play("batches", X, Y, plan["batch"], rng)
        for x, y in islice(dealt, state["at"], None):  # an epoch may be begun in an earlier call
            network.step(state, np.asarray(x, float), np.asarray(y, float))
            state["at"] += 1
            batches -= 1
            if batches == 0 or time.perf_counter() > until:
                return state
        if state["at"] == 0:
            raise ValueError("no batch came")
        state["epoch"], state["at"] = state["epoch"] + 1, 0
    return state


def look(
    plan: Plan, state: dict[str, Any], X: Array, points: int, side: int, small: int
) -> dict[str, Any]:
    """Return the answers for the points, and as bytes what each unit says of the rest, a square.

    128 is a 0, 1 a −1, 255 a 1; the units' small squares are taken out of large ones.
    """
    began = time.perf_counter()
    outputs = Network(plan).forward(X, state["W"], state["b"])
    seconds = time.perf_counter() - began
    last = outputs[-1]
    field = last[1] - last[0] if plan["last"] == "softmax" else last[0]
    places = np.linspace(0, side - 1, small).round().astype(int)
    squares = np.concatenate(outputs[1:])[:, points:].reshape(-1, side, side)
    return {
        "answers": last[:, :points],
        "field": as_bytes(field[points:]),
        "squares": as_bytes(squares[:, places][:, :, places]),
        "seconds": seconds,
    }


def as_bytes(values: Array) -> np.ndarray:
    """Return numbers from −1 to 1 as bytes; 128 is a 0."""
    clipped = np.clip(np.nan_to_num(values, nan=0.0), -1, 1)
    return np.asarray(np.round(128 + 127 * clipped), np.uint8)
