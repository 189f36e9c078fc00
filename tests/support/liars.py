"""Works whose answers are right and that spoil what was sent, with and without a lie about it.

In `spoiling` each part answers as the reference does, and changes all arrays and lists that it was
given; in `off_the_device` the networks answer rightly, and only on the CPU; in `looking` they look
at values, so that nothing can be said of other devices. With ``lies`` the same work first changes
the process it runs in: that now says that all is well.
"""

from __future__ import annotations

import ast

from grader.course.model import Course, Exercise
from grader.submission import Cell, Submission, Work

RIGHT = "right_solution"
LIES = """
import numpy as np
import torch
from grader.sandbox.guest import serve, torch_calls


def kept(value):
    if isinstance(value, (list, tuple)):
        return type(value)(kept(each) for each in value)
    if isinstance(value, dict):
        return {name: kept(each) for name, each in value.items()}
    if isinstance(value, np.ndarray):
        return value.copy()
    return value.detach().clone() if isinstance(value, torch.Tensor) else value


def _call(self, function, args, kwargs, call=serve.Words._call):
    answer = call(self, function, args, kwargs)
    self._last_call = self._kept
    return answer


def carry_out(self, message, carry_out=serve.GuestServer.carry_out):
    self._kept = kept((message.get("args", ()), message.get("kwargs", {})))
    return carry_out(self, message)


serve.Words._call = _call
serve.GuestServer.carry_out = carry_out
torch_calls.WORDS["device_check"] = lambda *_: "passed"
"""
_WRAPPED = """
import types
import numpy as np
import torch
import right_solution as right

inside = 0


def cloned(value):
    if isinstance(value, types.GeneratorType):
        value = list(value)
    if isinstance(value, (list, tuple)):
        return type(value)(cloned(each) for each in value)
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, torch.Tensor) and not value.requires_grad:
        return value.clone()
    return value


def spoil(value):
    if isinstance(value, list):
        for place, each in enumerate(value):
            if isinstance(each, (int, float)):
                value[place] = each + 1
    if isinstance(value, (list, tuple)):
        for each in value:
            spoil(each)
    if isinstance(value, np.ndarray) or (
        isinstance(value, torch.Tensor) and not value.requires_grad
    ):
        value[...] = value == 0


def wrapped(function):
    def outermost(*args, **kwargs):
        global inside
        inside += 1
        try:
            sent = args, kwargs
            if inside == 1:
                args, kwargs = cloned(args), {k: cloned(v) for k, v in kwargs.items()}
            answer = function(*args, **kwargs)
            if inside == 1:
                answer = cloned(answer)
                if SPOILS:
                    spoil(sent[0])
                    spoil(list(sent[1].values()))
                if isinstance(answer, torch.nn.Module) and not SPOILS:
                    answer.forward = of_network(answer.forward)
            return answer
        finally:
            inside -= 1
    return outermost


def of_network(forward):
    def looking(x, *args, **kwargs):
        LOOK
        answer = forward(x, *args, **kwargs)
        OFF
        return answer
    return looking
"""


def spoiling(course: Course, exercise: Exercise, *, lies: bool) -> Submission:
    """Return a work that changes what it is given, and answers rightly."""
    return _work(course, exercise, "spoiling", lies=lies)


def off_the_device(course: Course, exercise: Exercise, *, lies: bool) -> Submission:
    """Return a work whose networks mix their answers with numbers that lie on the CPU."""
    return _work(course, exercise, "off the device", lies=lies)


def looking(course: Course, exercise: Exercise, *, lies: bool = False) -> Submission:
    """Return a work whose networks mix devices, and before that look at a value."""
    return _work(course, exercise, "looking", lies=lies)


def _work(course: Course, exercise: Exercise, kind: str, *, lies: bool) -> Submission:
    right = course.reference(exercise.name).read_text(encoding="utf-8")
    defined = {each.name: each for each in ast.parse(right).body if hasattr(each, "name")}
    text = (LIES if lies else "") + _WRAPPED.replace("SPOILS", str(kind == "spoiling"))
    text = text.replace("LOOK", "float(x.sum())" if kind == "looking" else "pass")
    text = text.replace("OFF", "pass" if kind == "spoiling" else OFF)
    for part in exercise.parts:
        node = defined[part.name]
        if isinstance(node, ast.FunctionDef):
            text += f"\n\n{part.name} = wrapped(right.{part.name})\n"
            continue
        text += f"\n\nclass {part.name}(right.{part.name}):\n    pass\n"
        for method in node.body if isinstance(node, ast.ClassDef) else ():
            if isinstance(method, ast.FunctionDef) and not method.name.startswith("_"):
                name = f"right.{part.name}.{method.name}"
                made = f"wrapped({name})" if kind == "spoiling" else name
                text += f"\n    {method.name} = {made}\n"
                if method.name == "forward" and kind != "spoiling":
                    text += METHOD
    path = f"{exercise.name}.py"
    work = Work(exercise.name, path, (Cell(path, text),))
    who = f"{'lying' if lies else 'honest'}/{exercise.name}/{kind}"
    return Submission(who, (work,), {RIGHT: right})


OFF = "answer = answer + torch.zeros(answer.shape)"
METHOD = """
    def forward(self, x, *args, **kwargs):
        return of_network(super().forward)(x, *args, **kwargs)
"""
