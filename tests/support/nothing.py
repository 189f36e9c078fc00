"""Works in which nothing is computed, of every exercise: what do the suites pay for them?

Each kind gives the same for every part: None, a number, an argument, or what has the right kind and
shape and says nothing. That is made of the reference's answers, which are filled with something
else; a network that it gives has the right layers, and has learnt nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.course.model import Course, Exercise
from grader.submission import Cell, Submission, Work

RIGHT = "right_solution"
PLAIN = {
    "None": "None",
    "zero": "0",
    "one": "1.0",
    "first argument": "args[0] if args else 0",
    "last argument": "args[-1] if args else 0",
    "all arguments": "args",
    "an empty list": "[]",
    "NaN": "float('nan')",
    "infinity": "float('inf')",
}
"""What every function and every method of a work gives, by the kind of work."""
FILLED = {
    "zeros in the right shapes": "0 * whole",
    "ones in the right shapes": "0 * whole + 1",
    "NaN in the right shapes": "0 * whole + np.nan",
    "infinities in the right shapes": "0 * whole + np.inf",
    "new noise in the right shapes": "np.random.uniform(1, 2, np.shape(whole))",  # by luck no gate
    "noise by the seed in the right shapes": "seeded.normal(size=np.shape(whole))",
}
"""What is put into the place of each array ``whole`` of a right answer."""
_FILLING = """
import copy, types
import numpy as np
import torch
import right_solution as right


def filled(answer, seeded):
    if isinstance(answer, types.GeneratorType):
        answer = list(answer)
    if isinstance(answer, (list, tuple)):
        return type(answer)(filled(each, seeded) for each in answer)
    if isinstance(answer, dict):
        return {name: filled(each, seeded) for name, each in answer.items()}
    if isinstance(answer, (bool, str)) or answer is None:
        return answer
    if isinstance(answer, torch.nn.Module):
        answer.load_state_dict(filled(answer.state_dict(), seeded))
        return answer
    if isinstance(answer, torch.Tensor):
        whole = answer.detach().double().numpy()
        return torch.as_tensor(np.asarray(FILL)).to(answer.dtype)
    if isinstance(answer, (int, float, np.ndarray, np.generic)):
        whole = np.asarray(answer, dtype=float)
        made = np.asarray(FILL)
        return float(made) if made.ndim == 0 else made
    return answer


def nothing(function):
    def computing_nothing(*args, **kwargs):
        numbers = [each for each in (*args, *kwargs.values()) if isinstance(each, int)]
        answer = function(*copy.deepcopy(args), **copy.deepcopy(kwargs))
        return filled(answer, np.random.default_rng(np.abs(numbers)))
    return computing_nothing
"""


def works(course: Course, exercise: Exercise) -> Iterator[tuple[str, Submission]]:
    """Return each kind of work that computes nothing, of one exercise."""
    right = course.reference(exercise.name).read_text(encoding="utf-8")
    defined = {each.name: each for each in ast.parse(right).body if hasattr(each, "name")}
    parts = [defined[part.name] for part in exercise.parts]
    for kind, answer in PLAIN.items():
        text = "import torch\n" + "".join(_plain(each, answer) for each in parts)
        yield kind, _submission(exercise, kind, text)
    for kind, fill in FILLED.items():
        functions = [each.name for each in parts if isinstance(each, ast.FunctionDef)]
        lines = [f"{name} = nothing(right.{name})\n" for name in functions]
        text = _FILLING.replace("FILL", fill) + "".join(lines)
        yield kind, _submission(exercise, kind, text, {RIGHT: right})


def _plain(node: ast.stmt, answer: str) -> str:
    """Return a function, or a network with its methods, that gives the same for everything."""
    if isinstance(node, ast.FunctionDef):
        return f"\n\ndef {node.name}(*args, **kwargs):\n    return {answer}\n"
    assert isinstance(node, ast.ClassDef)
    lines = [f"\n\nclass {node.name}(torch.nn.Module):", "    def __init__(self, *args, **kwargs):"]
    lines.append("        super().__init__()")
    for method in node.body:
        if isinstance(method, ast.FunctionDef) and method.name != "__init__":
            lines.append(f"    def {method.name}(self, *args, **kwargs):")
            lines.append(f"        return {answer}")
    return "\n".join(lines) + "\n"


def _submission(
    exercise: Exercise, kind: str, text: str, beside: dict[str, str] | None = None
) -> Submission:
    path = f"{exercise.name}.py"
    work = Work(exercise.name, path, (Cell(path, text),))
    return Submission(f"nothing/{exercise.name}/{kind}", (work,), beside or {})
