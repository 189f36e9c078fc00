"""Tests of exported tables: what is read, and that no byte changes but those that are to."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.platforms.gradebooks.exported_table import read_table
from tests.platforms.gradebooks.exports import EXPORTS

CELLS = st.text(st.sampled_from('ab ,;\t"\r\n\u00e9=-1.5'), max_size=6)


@pytest.mark.parametrize("content", [pair[1] for pair in EXPORTS.values()], ids=EXPORTS)
def test_nothing_replaced_is_nothing_changed(content: bytes) -> None:
    """Marks, encodings, quotes, ends of lines, a last line without one: each byte comes back."""
    assert read_table(content, "it").replaced({}) == content


@given(
    rows=st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5),
    delimiter=st.sampled_from(",;\t"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    ending=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_it_reads_what_the_csv_module_reads(
    rows: list[list[str]], delimiter: str, quoting: int, ending: str, encoding: str
) -> None:
    """Cell by cell; and a replaced cell is the only one that reads otherwise."""
    header = ["one", "two", "three", "four"]
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter, quoting=quoting, lineterminator=ending).writerows(
        [header, *rows]
    )
    text = written.getvalue()
    read = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    expected = [row for row in read if any(cell.strip() for cell in row)]

    table = read_table(text.encode(encoding), "it")

    assert [[field.value for field in row.fields] for row in table.rows] == expected
    changed = table.replaced({(table.rows[-1], 0): '7,5;"\t'})
    again = read_table(changed, "it")
    expected[-1] = ['7,5;"\t', *expected[-1][1:]]
    assert [[field.value for field in row.fields] for row in again.rows] == expected


def test_utf_16_may_begin_with_either_byte() -> None:
    """The mark says which."""
    content = b"\xfe\xff" + "a\tb\n1\t\u00e9\n".encode("utf-16-be")
    table = read_table(content, "it")

    assert [field.value for field in table.rows[1].fields] == ["1", "\u00e9"]
    assert table.replaced({(table.rows[1], 0): "2"}) == content.replace(b"\x001", b"\x002")


def test_a_cell_keeps_its_quotes() -> None:
    """One that had them gets them; one that had none gets them only where it must."""
    table = read_table(b'a,b,c\n"1",2,3\n', "it")
    row = table.rows[1]

    assert table.replaced({(row, 0): "8.5", (row, 1): "9.5", (row, 2): "7,5"}) == (
        b'a,b,c\n"8.5",9.5,"7,5"\n'
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is empty"),
        (b"\n\r\n", "it is empty"),
        (b"PK\x03\x04", "it is a spreadsheet or a zip, not text"),
        (b"a,b\n\xe9,2\n", "it:2 is not written in UTF-8"),
        (b"\xff\xfea", "it:1 is not written in UTF-16"),
        (b"a\0b,c\n", "it is no text"),
        (b'a,b\n1,"2\n3,4\n', "it:2 has a quote that does not end its cell"),
        (b'a,b\n"1"2,3\n', "it:2 has a quote that does not end its cell"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, said: str) -> None:
    """With the line, and what to do."""
    with pytest.raises(UsageError) as raised:
        read_table(content, "it")

    assert raised.value.message == said
    assert raised.value.remedy.startswith("export it again")


def test_lines_are_counted_as_an_editor_does() -> None:
    """Through blank lines and cells of several lines, for any end of a line."""
    for ending in ("\n", "\r\n", "\r"):
        text = ending.join(["a,b", "", f'1,"x{ending}y"', "2,3"])
        assert [row.line for row in read_table(text.encode(), "it").rows] == [1, 3, 5]
