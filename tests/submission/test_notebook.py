"""Tests of what becomes of a notebook's and a Python file's bytes."""

from __future__ import annotations

import ast
import contextlib
import json
import time
import tracemalloc

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from grader.submission.encoding import python_text
from grader.submission.magics import script_without_magics, without_magics
from grader.submission.model import Cell, Unusable
from grader.submission.notebook import (
    MOST_BRACKETS,
    MOST_CELLS,
    MOST_CODE,
    notebook_cells,
    read_notebook,
)


def code(source: str | list[str], **more: object) -> dict[str, object]:
    """A code cell."""
    return {"cell_type": "code", "source": source, **more}


def notebook(*cells: object, **more: object) -> bytes:
    """The bytes of a notebook of format 4."""
    return json.dumps({"cells": cells, "nbformat": 4, **more}).encode()


# notebooks


def test_code_cells_in_order() -> None:
    """Code cells count in order and from 1; text cells and empty ones give nothing."""
    text = {"cell_type": "markdown", "source": "x = 1"}
    content = notebook(code("a = 1"), text, code(""), code(["b = 2\n", "c = 3"]))

    assert notebook_cells(content) == (Cell("cell 1", "a = 1"), Cell("cell 3", "b = 2\nc = 3"))


def test_old_format() -> None:
    """Before format 4 the cells lie in worksheets, and their text is the input."""
    cell = {"cell_type": "code", "input": ["a = 1\n", "b = 2"], "language": "python"}
    content = json.dumps({"nbformat": 3, "worksheets": [{"cells": [cell]}]}).encode()

    assert notebook_cells(content) == (Cell("cell 1", "a = 1\nb = 2"),)


def test_outputs_and_metadata_are_ignored() -> None:
    """Nothing but the code counts, whatever the outputs and the metadata hold."""
    hostile = {"kernelspec": [1], "__import__": "os", "name": "\x1b[2J<script>"}
    cell = code("a = 1", outputs=[{"text": "y" * 10_000_000}], metadata=hostile)

    assert notebook_cells(notebook(cell, metadata=hostile)) == (Cell("cell 1", "a = 1"),)


def test_byte_order_mark_and_newlines() -> None:
    """A byte order mark and the newlines of other systems do no harm."""
    content = b"\xef\xbb\xbf" + notebook(code("a = 1\r\nb = 2\rc = 3"))

    assert notebook_cells(content) == (Cell("cell 1", "a = 1\nb = 2\nc = 3"),)


def test_lone_surrogates_become_text_that_can_be_stored() -> None:
    """A lone surrogate, which JSON can hold and UTF-8 cannot, becomes a question mark."""
    (cell,) = notebook_cells(rb'{"cells": [{"cell_type": "code", "source": "s = \"\ud800\""}]}')

    assert cell.source == 's = "?"'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is an empty file"),
        (b"  \n", "is an empty file"),
        (b"print(1)", "JSON breaks off at line 1"),
        (b'{\n"cells": [\n<<<<<<< HEAD\n', "JSON breaks off at line 3"),
        (b'{"cells": []} and more', "JSON breaks off"),
        (b"[]", "not a notebook"),
        (b"12", "not a notebook"),
        (b"{}", "not a notebook"),
        (b'{"cells": {"a": 1}}', "not a notebook"),
        (b'{"cells": [1]}', "not a notebook"),
        (b'{"worksheets": 3}', "not a notebook"),
        (b'{"worksheets": [3]}', "not a notebook"),
        (b'{"cells": "\xe9"}', "is not UTF-8 (line 1)"),
        ("{}".encode("utf-16"), "is not UTF-8 (line 1)"),
        (b"[" * 100_000, "more intricate"),
        (b'{"cells": [' + b"[]," * (MOST_BRACKETS + 1), "more intricate"),
        (notebook(code(["a", 1])), "no text in its cell 1"),  # type: ignore[list-item]
        (notebook(code("a"), code({"a": 1})), "no text in its cell 2"),  # type: ignore[arg-type]
        (notebook(code("a\0b")), "null byte in its cell 1"),
        (notebook(*[code("a = 1\n" * 10_000)] * 20), "more than 1 MiB of code"),
        (notebook(*[code("a")] * (MOST_CELLS + 1)), "more intricate"),
    ],
)
def test_unusable_notebook(content: bytes, words: str) -> None:
    """A notebook that cannot be used says why."""
    with pytest.raises(Unusable) as caught:
        notebook_cells(content)

    assert words in str(caught.value)


def test_no_more_text_is_looked_through_than_code() -> None:
    """Parts are looked for in text cells, but not in more of them than may be code."""
    text = {"cell_type": "markdown", "source": "(" * (MOST_CODE // 2)}

    assert len(read_notebook(notebook(code("a = 1"), *[text] * 9)).texts) == 2


def test_hostile_numbers_cost_nothing() -> None:
    """Numbers of a million digits are passed over: no number in a notebook matters."""
    digits = b"1" * 1_000_000
    content = b'{"a": %b, "b": %b.%be9, "c": -Infinity, "cells": []}' % (digits, digits, digits)

    started = time.process_time()
    assert notebook_cells(content) == ()

    assert time.process_time() - started < 1


def test_memory_of_a_notebook_of_numbers() -> None:
    """Half a million numbers become no objects."""
    content = b'{"cells": [], "a": [' + b"0.12345," * 500_000 + b"0]}"

    tracemalloc.start()
    notebook_cells(content)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 16 * 2**20


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
CELLS = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", 3]),
        "source": JSON_VALUES | st.text() | st.lists(st.text()),
        "input": JSON_VALUES,
    },
)
NOTEBOOKS = st.fixed_dictionaries(
    {},
    optional={
        "cells": st.lists(CELLS | JSON_VALUES) | JSON_VALUES,
        "worksheets": st.lists(st.fixed_dictionaries({"cells": st.lists(CELLS)})) | JSON_VALUES,
        "metadata": JSON_VALUES,
    },
)


@settings(max_examples=60, deadline=None)
@given(NOTEBOOKS | JSON_VALUES)
def test_any_json_is_cells_or_unusable(value: object) -> None:
    """Whatever JSON comes, out come cells of storable text, or Unusable."""
    try:
        cells = notebook_cells(json.dumps(value).encode())
    except Unusable:
        return

    assert all("\r" not in cell.source for cell in cells)
    "".join(cell.source for cell in cells).encode()


@given(st.binary() | st.binary().map(lambda tail: notebook(code("a = 1"))[:40] + tail))
def test_any_bytes_are_cells_or_unusable(content: bytes) -> None:
    """Whatever bytes come, the readers raise nothing but Unusable."""
    for reader in (notebook_cells, python_text):
        with contextlib.suppress(Unusable):
            reader(content)


# magics


@pytest.mark.parametrize(
    ("source", "python"),
    [
        ("%matplotlib inline\nx = 1", "\nx = 1"),
        ("!pip install torch\nx = 1", "\nx = 1"),
        ("?len\nlen?\nnp.sum??\nnp.*max*?\nx = 1", "\n\n\n\nx = 1"),
        ("if x:\n    %matplotlib inline\n    !ls", "if x:\n    pass\n    pass"),
        ("files = !ls\nx = 1", "\nx = 1"),
        ("a, b = %sx ls\nx = 1", "\nx = 1"),
        ("d['k'] = !ls", ""),
        ("def f():\n\tx = !ls\n\treturn 1", "def f():\n\tpass\n\treturn 1"),
        ("x = %time f()", "x = f()"),
        ("%time x = f()", "x = f()"),
        ("if x:\n  %time y = f(\n    1)", "if x:\n  y = f(\n    1)"),
        ("%time", ""),
        ("%time !ls", ""),
        ("%timeit f()", ""),
        ("!echo \\\n  it's \\\n  (\nx = 1", "\n\n\nx = 1"),
        ("!echo \"it's (\nx = 1", "\nx = 1"),
        ("%%time\nx = 1", "\nx = 1"),
        ("\n%%capture out\nx = 1", "\n\nx = 1"),
        ("%%timeit -n 3\nx = 1\n%pwd", "\nx = 1\n"),
        ("%%prun\nx = 1", "\nx = 1"),
        ("%%bash\nrm -rf /\nx = 1", "\n\n"),
        ("%%writefile a.py\nx = 1", "\n"),
        ("%%timer\nx = 1", "\n"),
        ("x = 1  # a (\n%time\ny = 1", "x = 1  # a (\n\ny = 1"),
        ("# first\n%%bash\nx = 1", "# first\n\nx = 1"),
        ("  x = 1\n  y = 2\nz", "x = 1\ny = 2\nz"),
        (
            "%autoreload 2\nfrom __future__ import annotations",
            "\nfrom __future__ import annotations",
        ),
    ],
)
def test_magics_are_dropped(source: str, python: str) -> None:
    """What only IPython understands becomes an empty line, or pass where it is indented."""
    assert without_magics(source) == python


@pytest.mark.parametrize(
    "source",
    [
        "x = (7\n%3)",
        "x = [\n  1,\n  7\n  % 3,\n]",
        "x = 7 \\\n% 3",
        "x = '''\n%time\n!ls\n'''",
        'x = """a\n"\n%%bash\n\'\'\'\n"""',
        "x = r'\\\\'\ny = (1\n%2)",
        "x = 'a\\\n%time'",
        "x = '#' # it's (\ny = 1",
        "s = 'a = %d' % 3",
        "s = f'{x} = !ls'",
        "x == 3 != 4",
        "\t# a comment\nx = '''\n\ta'''",
        "  \fx = 1",
        "# why?\nx = 'really?'",
        "print('\\\\')\nx = 3",
        "def f():\n    '''\n    %matplotlib\n    '''\n    return 7 % 3",
    ],
)
def test_python_is_left_alone(source: str) -> None:
    """A per cent sign in brackets, in a string or after a backslash is Python's."""
    ast.parse(source)

    assert without_magics(source) == source
    assert script_without_magics(source) == (source, "")


@pytest.mark.parametrize(
    ("source", "python"),
    [
        ("%run helper.py", "from helper import *"),
        ("%run -i 'lib/helper.py' 3", "from helper import *"),
        ("%run ./helper.py\nx = 1", "from helper import *\nx = 1"),
        ("%run other.py", ""),
        ("%run helper.ipynb", ""),
        ("%runner helper.py", ""),
        ("if x:\n    %run helper.py", "if x:\n    pass"),
    ],
)
def test_run(source: str, python: str) -> None:
    """What a notebook runs is imported from, where it was handed in."""
    assert without_magics(source, {"helper"}) == python


def test_pylab() -> None:
    """%pylab imports what it imports, and with --no-import-all only the modules."""
    names: dict[str, object] = {}
    exec(without_magics("%pylab inline"), names)
    few: dict[str, object] = {}
    exec(without_magics("%pylab --no-import-all"), few)

    assert {"np", "plt", "numpy", "linspace", "plot"} <= names.keys()
    assert {"np", "plt"} <= few.keys()
    assert "linspace" not in few


def test_writefile() -> None:
    """A module that is written is one; the exercise's own is code that keeps its line numbers."""
    cells = [
        "%%writefile lib/helper.py\nh = 1\n",
        "%%file -a helper.py\ni = 2\n",
        "\n%%writefile 'lab.py'\n%x = 1",
        "%%writefile data.csv\n1,2",
        "%run helper.py",
    ]
    content = json.dumps({"cells": [{"cell_type": "code", "source": each} for each in cells]})

    notebook = read_notebook(content.encode(), "lab")

    assert notebook.written == {"helper": "h = 1\ni = 2\n"}
    assert notebook.cells == (
        Cell("cell 3", "\n\n%x = 1"),
        Cell("cell 5", "from helper import *"),
    )
    assert notebook.runs == (("cell 5", "helper.py"),)


def test_a_script_that_was_a_notebook() -> None:
    """Colab's "Download .py" leaves magics in it; they are dropped line for line, and named."""
    source = '"""a\n!b"""\n%%time\nimport os\n!pip install x\nx = 7 \\\n  % 4\n'

    python, note = script_without_magics(source)

    assert python == source.replace("%%time", "").replace("!pip install x", "")
    assert note == "line 3, `%%time`, is a notebook's command and was left out (and 1 more)"


LINES = st.lists(
    st.sampled_from(
        [
            *["x = 1", "%time", "%time f()", "!ls \\", "%%bash", "%%time", "x = !ls", "x?", "'''"],
            *['"""', "(", ")", "[1,", "% 3]", "x = '\\", "'", "# it's", "if x:", "    %pwd", "  "],
            *[
                "    y = (",
                "'a' % b",
                "\\",
                "s = '''%d",
                "f'{x!r}'",
                "{",
                "}",
                "x = 7 \\",
                "% 3",
                "",
            ],
        ]
    )
)


@settings(max_examples=300, deadline=None)
@given(LINES.map("\n".join) | st.text(alphabet="ab=%!?'\"\\#()[]{} \t\n\f,.:"))
@example("[[[[" * 50)
def test_magics_of_anything(source: str) -> None:
    """Whatever the cell: no error, every line keeps its number, and Python stays as it came."""
    python = without_magics(source)

    assert python.count("\n") == source.count("\n")
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        return
    assert python == source


@pytest.mark.parametrize("piece", ["'", "[", "(", "\\", "x[", "a, ", "'''\\", "%time ", "=", "\n%"])
def test_magics_take_no_longer_than_the_cell_is_long(piece: str) -> None:
    """Two hundred thousand hostile characters take no more than a second or so."""
    started = time.process_time()
    without_magics(piece * (200_000 // len(piece)))

    assert time.process_time() - started < 4


# Python files


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", ""),
        (b"\xef\xbb\xbfx = 1", "x = 1"),
        (b"a = 1\r\nb = 2\rc = 3\n", "a = 1\nb = 2\nc = 3\n"),
        (
            "# -*- coding: latin-1 -*-\ns = 'é'".encode("latin-1"),
            "# -*- coding: latin-1 -*-\ns = 'é'",
        ),
        ("#!x\n# coding: cp1252\ns = '€'".encode("cp1252"), "#!x\n# coding: cp1252\ns = '€'"),
        ("s = 'θ'".encode(), "s = 'θ'"),
    ],
)
def test_python_file(content: bytes, text: str) -> None:
    """A file is read as Python itself reads it."""
    assert python_text(content) == text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a = 1\nb = 2\nc = '\xe9'", "is not UTF-8 (line 3)"),
        (b"# \xe9", "is not UTF-8 (line 1)"),
        (b"\xef\xbb\xbf# coding: latin-1", "declares a coding"),
        (b"# coding: klingon", "declares a coding that Python does not know"),
        (b"# coding: punycode\nx", "declares the coding punycode"),
        (b"# coding: rot13", "declares the coding rot-13"),
        (b"# coding: zlib", "declares the coding zlib"),
        (b"# coding: ascii\n\nx = '\xe9'", "is not ascii (line 3)"),
        (b"x = 1\ny = '\0'", "null byte (line 2)"),
        ("x = 1".encode("utf-16"), "is UTF-16"),
        (b"\x93NUMPY\x01\x00", "is not UTF-8 (line 1)"),
    ],
)
def test_unusable_python_file(content: bytes, words: str) -> None:
    """A file that is no text says why, and in which line."""
    with pytest.raises(Unusable) as caught:
        python_text(content)

    assert words in str(caught.value)
