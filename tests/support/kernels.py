"""A kernel without Jupyter: cells are run one after the other in one namespace."""

from __future__ import annotations

import ast
import linecache
from typing import Any


class FakeKernel:
    """Runs cells as a kernel does; ``objects`` is what it holds."""

    def __init__(self) -> None:
        self.objects: dict[str, Any] = {"__name__": "__main__"}
        self.cells = 0

    def run(self, source: str) -> Any:
        """Run a cell; return the value of its last expression, if it ends with one."""
        self.cells += 1
        label = f"cell [{self.cells}]"
        linecache.cache[label] = (len(source), None, source.splitlines(keepends=True), label)
        tree = ast.parse(source, label)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, label, "exec"), self.objects)
        if last is None:
            return None
        return eval(compile(ast.Expression(last.value), label, "eval"), self.objects)
