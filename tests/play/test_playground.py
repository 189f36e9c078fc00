"""Tests of what the page asks and is told: whole conversations, without a server."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from grader.play import Child, Playground, Reply
from tests.play.conftest import CURVES, LAYERS, code


def begin(playground: Playground, **settings: Any) -> dict[str, Any]:
    """Start with these settings."""
    return told(playground.answer({"do": "start", "settings": settings}))


def told(reply: Reply) -> dict[str, Any]:
    """Return what a page reads, which is JSON."""
    content: dict[str, Any] = json.loads(json.dumps(reply.content, allow_nan=False))
    return content


def trained(playground: Playground, times: int) -> dict[str, Any]:
    """Ask for an epoch after the other, and return what was said last."""
    return [told(playground.answer({"do": "train", "epochs": 1})) for _ in range(times)][-1]


def test_it_learns_and_says_how_far_it_is(playground: Playground) -> None:
    """Two clouds are told apart; what is shown has the promised sizes."""
    first = begin(playground, dataset="gauss", rate=0.1)
    reply = playground.answer({"do": "train", "epochs": 1})
    last = trained(playground, 30)

    assert (first["kind"], first["epoch"], last["kind"]) == ("started", 0, "frame")
    assert last["epoch"] > 1 and last["train"]["loss"] < first["train"]["loss"]
    assert last["test"]["right"] > 240 and last["test"]["count"] == 250
    assert len(last["norms"]) == 3 and all(norm > 0 for norm in last["norms"])
    side, small = reply.content["side"], reply.content["small"]
    assert [len(each) for each in reply.buffers] == [side * side, *[small * small] * 8]


def test_each_role_says_whose_function_plays_it(playground: Playground) -> None:
    """The student's where it is written, and never silently another's."""
    functions = {each["role"]: each for each in begin(playground)["functions"]}

    assert functions["tanh"] == {
        "role": "tanh", "exercise": "curves", "function": "bend", "path": "exercises/curves.py",
        "whose": "yours", "why": "",
    }  # fmt: skip
    assert functions["forward"]["whose"] == "yours"
    assert (functions["sgd"]["whose"], functions["sgd"]["why"]) == ("playground", "not written")
    assert functions["deltas"]["why"] == "no exercise of this course asks for it"


def test_the_code_that_ran_is_shown(playground: Playground) -> None:
    """With the path and the line of the student's own."""
    begin(playground)

    shown = {each["role"]: each for each in told(playground.answer({"do": "code"}))["functions"]}

    assert shown["tanh"]["source"] == "def bend(z):\n    return np.tanh(z)"
    assert (shown["tanh"]["path"], shown["tanh"]["line"]) == ("exercises/curves.py", 3)
    assert shown["sgd"]["source"] == ""


def test_the_same_settings_are_the_same_training(playground: Playground) -> None:
    """A reset can be compared with what was before."""
    begin(playground)
    once = [told(playground.answer({"do": "train", "batches": 3}))["W"] for _ in range(3)]
    begin(playground)
    again = [told(playground.answer({"do": "train", "batches": 3}))["W"] for _ in range(3)]

    assert once == again
    assert begin(playground, seed=2)["W"] != begin(playground)["W"]


def test_weights_stay_where_a_change_lets_them(playground: Playground) -> None:
    """Another rate, optimizer or noise goes on; other layers begin anew."""
    begin(playground)
    before = trained(playground, 2)

    for changed in ({"rate": 1}, {"step": "adam"}, {"noise": 20}):
        after = told(playground.answer({"do": "set", "settings": changed}))
        assert (after["W"], after["epoch"]) == (before["W"], before["epoch"])
    fresh = told(playground.answer({"do": "set", "settings": {"layers": [3]}}))
    assert ([len(each) for each in fresh["W"]], fresh["epoch"]) == ([3, 2], 0)


def test_zeros_begin_at_zero(playground: Playground) -> None:
    """The choice of the hidden initZero."""
    assert {w for layer in begin(playground, start="zeros")["W"] for row in layer for w in row} == {
        0
    }


def test_a_weight_and_a_bias_are_set_by_hand(playground: Playground) -> None:
    """And the plane is drawn with them."""
    begin(playground)

    content = told(
        playground.answer({"do": "edit", "layer": 0, "row": 1, "column": 0, "value": 3.5})
    )
    biased = told(
        playground.answer({"do": "edit", "layer": 2, "row": 0, "column": -1, "value": -2})
    )

    assert (content["W"][0][1][0], biased["b"][2][0]) == (3.5, -2)


@pytest.mark.parametrize(
    "message",
    [
        None, [], {"do": "_set"}, {"do": "close"}, {"do": ["train"]}, {"do": "start"},
        {"do": "start", "settings": {"layers": [99]}},
        {"do": "start", "settings": {"dataset": "own"}},
        {"do": "edit", "layer": 9, "row": 0, "column": 0, "value": 1},
        {"do": "edit", "layer": 0, "row": 0, "column": 0, "value": "NaN"},
        {"do": "edit", "layer": -1, "row": 0, "column": 0, "value": 1}, {"do": "edit"},
        {"do": "points", "table": "1,2", "settings": {"dataset": "own"}},
        {"do": "points", "table": "1" * (1 << 21), "settings": {"dataset": "own"}},
        {"do": "train", "epochs": "many"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_changes_nothing(
    playground: Playground, message: Any
) -> None:
    """With a sentence; the training goes on as before."""
    before = begin(playground)

    refused = told(playground.answer(message))

    assert refused["kind"] == "refused" and refused["why"]
    assert told(playground.answer({"do": "set", "settings": {}}))["W"] == before["W"]


def test_own_points_are_learnt(playground: Playground) -> None:
    """A table takes the place of the drawn points, for each later choice too."""
    table = "".join(f"{x},{y},{'ab'[x > 2]}\n" for x in range(6) for y in range(5))

    content = told(
        playground.answer({"do": "points", "table": table, "settings": {"dataset": "own"}})
    )
    later = told(
        playground.answer({"do": "set", "settings": {"dataset": "own", "train_percent": 90}})
    )

    assert (len(content["points"]["labels"]), content["points"]["train"]) == (30, 15)
    assert later["points"]["train"] == 27


def test_a_regression_has_no_accuracy(playground: Playground) -> None:
    """Its loss is of squares, its last neuron linear."""
    content = begin(playground, problem="regression", dataset="plane", loss="squares")

    assert set(content["test"]) == {"loss", "count"}
    assert len(content["b"][-1]) == 1


def test_a_saved_file_is_taken_up(opened: Callable[..., Child]) -> None:
    """While a training runs: the weights stay, and the badge changes."""
    sources = [code()]
    playground = Playground(lambda: sources[-1], opened)
    begin(playground)
    before = trained(playground, 2)
    sources.append(
        code(
            curves=CURVES.replace(
                'raise NotImplementedError("write your code here")', "return w - 0.1 * g"
            )
        )
    )

    content = trained(playground, 1)

    assert {each["role"]: each["whose"] for each in content["functions"]}["sgd"] == "yours"
    assert (content["W"], content["epoch"]) == (before["W"], before["epoch"])
    assert trained(playground, 2)["W"] != before["W"]


@pytest.mark.parametrize(
    ("curve", "why"),
    [
        ("return 1 / 0", "ZeroDivisionError"),
        ("return z[0]", "`bend` returned the shapes (750,)"),
        ("while True: pass", "`bend` ran longer than the time limit"),
        ("import os; os._exit(0)", "ended Python itself"),
    ],
)
def test_what_goes_wrong_stops_the_training_with_a_word(
    opened: Callable[..., Child], curve: str, why: str
) -> None:
    """And no other function takes the place of the student's."""
    sources = code(curves=CURVES.replace("return np.tanh(z)", curve))
    playground = Playground(lambda: sources, lambda each: opened(each, 3.0))

    content = begin(playground)

    assert content["kind"] == "stopped"
    assert why.split("(")[0] in content["why"]


def test_after_a_stop_a_better_file_goes_on(opened: Callable[..., Child]) -> None:
    """The page need not be loaded again."""
    sources = [code(layers="def go(X, W, b, hidden, last):\n    return None\n")]
    playground = Playground(lambda: sources[-1], opened)
    stopped = begin(playground)
    sources.append(code())

    assert stopped["kind"] == "stopped" and "`go`" in stopped["why"]
    assert trained(playground, 1)["kind"] == "started"
    assert trained(playground, 1)["kind"] == "frame"


def test_a_slow_forward_is_drawn_coarsely_and_said(opened: Callable[..., Child]) -> None:
    """The plane is drawn as finely as it can be had in a moment."""
    slow = LAYERS.replace(
        "    outputs = [X]", "    import time\n    time.sleep(X.shape[1] * 2e-4)\n    outputs = [X]"
    )
    sources = [code(layers=slow)]
    playground = Playground(lambda: sources[-1], opened)
    begin(playground)

    coarse = trained(playground, 2)
    sources.append(code())
    trained(playground, 1)
    fine = trained(playground, 3)

    assert coarse["side"] < 50 and coarse["seconds"] > 0.1
    assert fine["side"] > coarse["side"]
