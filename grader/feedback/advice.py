"""What Python, numpy or torch raised in a student's code → one sentence on what to do about it.

After CS50's help50: a cryptic message is said again in plain words. Each sentence is true of
whatever raises that message.
"""

from __future__ import annotations

import re
import sys

from grader.errors import install
from grader.sandbox.connection import StudentError
from grader.sandbox.libraries import ALLOWED, KNOWN

VERSION = f"your code is run by Python {sys.version_info.major}.{sys.version_info.minor}"
UNDER_MAIN = 'put what runs at the end under if __name__ == "__main__":'
_IMPORTS = f"you may import {ALLOWED}; a file of your own has to be handed in beside your work"
_RETURN = "your code should not end Python: a function should return instead"
_NOBODY = "nobody can type while your code is judged: take out"
_NOTHING_OUTSIDE = "no processes, files or network are needed here; DataLoader needs num_workers=0"
_BY_KIND = {
    "ModuleNotFoundError": _IMPORTS,
    "SystemExit": _RETURN,
    "KeyboardInterrupt": _RETURN,
    "EOFError": f"{_NOBODY} input()",
    "BdbQuit": f"{_NOBODY} breakpoint()",
    "FileNotFoundError": (
        "no other file lies beside your code when it is judged: read files in a notebook's cell of "
        'its own, or under if __name__ == "__main__":'
    ),
    "BlockingIOError": _NOTHING_OUTSIDE,
    "PermissionError": _NOTHING_OUTSIDE,
    "RecursionError": "a function calls itself again and again: what is to end that?",
    "TabError": "tabs and spaces are mixed: indent with four spaces a level, and with no tab",
    "IndentationError": "the lines of one block begin in one column: four spaces a level, no tabs",
    "UnboundLocalError": (
        "a name that a function assigns is its own, also above that line: pass in what it needs"
    ),
}
_PRODUCT = (
    "the lengths that meet in this product differ: a row of the first has to be as long as a "
    "column of the second; print both shapes above this line"
)
_ELEMENTWISE = (
    "two arrays meet here element by element, and their shapes do not fit: print both above this "
    "line"
)
_NAME = (
    "the check asks for this name: spell it as the stub does; an attribute is set on self, in "
    "__init__"
)
_NO_GPU = "there is no GPU here: work on the device of what you are given, such as X.device"
_OF_SHAPES = {
    r"in its core dimension|\) not aligned:|shapes cannot be multiplied": _PRODUCT,
    r"could not be broadcast together|must match the size of tensor": _ELEMENTWISE,
    r"could not broadcast input array": (
        "what is assigned here has another shape than the place that it is assigned to"
    ),
    r"too many indices for (array|tensor)": "there are more indices here than the array has axes",
    r"out of bounds for|index out of range": (
        "places are counted from 0, and the last of n is n - 1: this one is not there"
    ),
}
_BY_MESSAGE = {
    **_OF_SHAPES,
    r"does not have enough dimensions": (
        "a side of this @ is a single number, or None: @ multiplies arrays, and * numbers"
    ),
    r"[Tt]ruth value of an?|Boolean value of Tensor": (
        "if, while, and, or, not need one True or False, and here is an array of them: np.where "
        "chooses element by element, .all() and .any() make one of many"
    ),
    r"^Cannot cast ufunc": (
        "this array holds whole numbers, and what is put into it has fractions: make it of floats "
        "from the start, such as by np.zeros"
    ),
    r"bitwise_xor|for \^": "a power is ** in Python: ^ compares bits",
    r"NoneType": (
        "there is None where a value belongs: a function without return gives None, and so do "
        "print, list.append and list.sort"
    ),
    r"values to unpack|cannot unpack non-iterable": (
        "the names on the left have to be as many as the values on the right"
    ),
    r"list indices must be integers or slices, not tuple": (
        "a list has no rows and columns: np.asarray makes an array of it"
    ),
    r"indices must be integers|valid indices|cannot be interpreted as an integer": (
        "a whole number belongs here: / gives a float, and // or int() a whole number"
    ),
    r"for [-+*/@]+=?: .*'list'|multiply sequence by non-int|only concatenate list": (
        "a list does no arithmetic, an array does: np.asarray makes one of it"
    ),
    r"inhomogeneous|setting an array element with a sequence": (
        "the rows of an array are all of one length, and a place in it holds one number"
    ),
    r"expected .*Tensor.* ndarray|be Tensor, not (numpy\.)?ndarray|expected Tensor": (
        "torch wants a tensor here: torch.as_tensor makes one of an array"
    ),
    r"expected np\.ndarray": "numpy wants an array here: x.detach().numpy() gives one",
    r"numpy\(\) on Tensor that requires grad": (
        "this tensor belongs to a computation that is to be differentiated: x.detach().numpy() "
        "takes its values out of it"
    ),
    r"have the same dtype|expected scalar type|Found dtype": (
        "two dtypes meet here, such as float32, which torch's layers have, and float64, which "
        "numpy's arrays have: x.float() makes the first"
    ),
    r"to be on the same device": "two devices meet here: work on that of what you are given",
    r"compiled with CUDA|NVIDIA driver|No CUDA GPUs|CUDA-capable": _NO_GPU,
    r"leaf Variable that requires grad": (
        "a parameter is changed in place under torch.no_grad() only, or by the optimizer's step"
    ),
    r"does not require grad and does not have a grad_fn": (
        "this is cut off from the parameters: .item(), .detach(), .numpy(), torch.tensor and "
        "torch.no_grad() cut"
    ),
    r"backward through the graph a second time": (
        "each backward() needs a prediction and a loss that were computed anew"
    ),
    r"implicitly created only for scalar": "backward() begins at one number: a mean or a sum",
    r"before Module\.__init__\(\) call": "__init__ begins with super().__init__()",
    r"elements of (input|target) should be between 0 and 1": (
        "probabilities belong here: has the network's last layer its sigmoid?"
    ),
    r"[Tt]arget size": "the shapes of prediction and target differ, such as (N, 1) and (N,)",
    r"no attribute '(named_)?parameters'": (
        "only an nn.Module has parameters: its class begins with class Name(nn.Module)"
    ),
    r"module 'numpy' has no attribute '(float|int|bool)'": (
        "numpy has none any more: write float, int or bool alone"
    ),
    r"\(U\+2212\)|\(U\+201[0-5]\)": "a typographic dash came with copied text: type - instead",
    r"\(U\+201[89A-F]\)": "typographic quotes came with copied text: type ' or \" instead",
    r"U\+00A0": "a special space came with copied text: delete it, and type a space",
}
_NO_SCREEN = (
    "there is no screen where your code is judged: leave out matplotlib.use, and what opens windows"
)
BROKEN_SYNTAX = ("SyntaxError", "IndentationError", "TabError")
_FIX_FIRST = "it was left out: fix that line first"
_NEWER_SYNTAX = (
    (
        (3, 12),
        r"f-string: (?:expecting '}'|unmatched).*\n.*[fF][rR]?(['\"]).*\{[^}]*\1.*\}.*\1",
        "this f-string",
        "inside { }, use the other kind of quotes",
    ),
    (
        (3, 12),
        "f-string expression part cannot include",
        "this f-string",
        "put what stands in { } into a variable first",
    ),
    ((3, 12), r"\n *type \w+(\[.*\])? *=", "`type X = …`", "write X = …"),
    (
        (3, 12),
        r"\n *(?:async +)?(?:def|class) +\w+ *\[",
        "type parameters",
        "leave out the [ ] behind the name",
    ),
    ((3, 14), "multiple exception types must be", "`except A, B:`", "write except (A, B):"),
    (
        (3, 14),
        r"\n(?:.*(?:[=(,\[{:+]|\breturn))? *[tT][rR]?[\"']",
        "t-strings",
        "write an f-string",
    ),
    ((3, 15), r"\n *lazy +(?:import|from)\b", "`lazy import`", "leave out lazy"),
    (
        (3, 15),
        "unpacking cannot be used in",
        "`*` or `**` at the front of a comprehension",
        "write a second for",
    ),
)
"""Which Python brought it, how an older one sees it (message, line), what it is, and a way out."""


def advice(error: StudentError) -> str:
    """Return what to do about an exception, or "" where its own words say it all."""
    if error.kind == "ModuleNotFoundError" and (line := _installing(error.message)):
        return line
    if error.kind == "ImportError":
        return _of_import(error.message)
    if error.kind in _BY_KIND:
        return _BY_KIND[error.kind]
    if error.kind == "TypeError" and (said := _of_arguments(error)):
        return said
    found = (said for words, said in _BY_MESSAGE.items() if re.search(words, error.message))
    asked_by_the_check = error.kind == "AttributeError" and not error.frames
    return next(found, _NAME if asked_by_the_check else "")


def load_advice(error: StudentError) -> str:
    """Return advice on what goes wrong only where a file is loaded, or that of any place."""
    if error.kind in ("SystemExit", "KeyboardInterrupt"):
        return f"it was left out; {UNDER_MAIN}"
    if error.kind == "EOFError":
        return f"nobody can type an answer while your code is judged; {UNDER_MAIN}"
    if error.kind in BROKEN_SYNTAX:
        return _newer_syntax(error) or "; ".join(filter(None, (_FIX_FIRST, advice(error))))
    if error.kind == "NameError" and "'get_ipython'" in error.message:
        return "get_ipython is known to a notebook only; this line can go"
    return advice(error)


def syntax_advice(error: StudentError) -> str:
    """Return advice on a line that Python cannot read, where nothing was left out for it."""
    return _newer_syntax(error) or advice(error)


def _newer_syntax(error: StudentError) -> str:
    """Say what of a later Python's syntax a line seems to hold, or ""."""
    seen = "\n".join([error.message, *(frame.source for frame in error.frames)])
    for since, looks, what, instead in _NEWER_SYNTAX:
        if sys.version_info < since and re.search(looks, seen):
            newer = ".".join(map(str, since))
            return f"{VERSION}, which does not know {what} ({newer} does): {instead}"
    return ""


def is_of_shapes(said: str) -> bool:
    """Return whether an advice is about shapes, which a size that is written down may be behind."""
    return said in _OF_SHAPES.values()


def _of_import(message: str) -> str:
    if message.startswith("Cannot load backend"):  # matplotlib's
        return _NO_SCREEN
    missing = re.match(r"cannot import name '(\w+)' from '(\w+)", message)
    if missing and missing[2] in sys.stdlib_module_names:
        return f"{VERSION}, whose {missing[2]} has no {missing[1]}: a later version's may"
    return "" if missing else _IMPORTS


def _installing(message: str) -> str:
    """Say how to install one of the libraries that everybody may import, or that it is no use."""
    missing = re.match(r"No module named '(\w+)", message)
    if missing and missing[1] in ("tkinter", "_tkinter"):  # a Python without windows
        return _NO_SCREEN
    if missing and missing[1] in KNOWN:
        return f"it is not installed where your code runs: {install([missing[1]])}"
    return ""


def _of_arguments(error: StudentError) -> str:
    """Explain that a call does not fit its def: a check's own call has no line of the student's."""
    what = re.search(
        r"unexpected keyword argument|missing \d+ required|takes .*positional argument",
        error.message,
    )
    if not what:
        return ""
    if re.match(r"\w+\.\w+\(\) takes \d+ positional", error.message.split("<locals>.")[-1]):
        return "a method has self first, then what is passed in the call: is one of them missing?"
    if error.frames:
        return "what this line calls has other parameters: look at its def, or at its documentation"
    return "the check calls it as the stub says: keep the stub's parameters, their names and order"
