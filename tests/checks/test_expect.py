"""Tests of expect, on which every point rests: what is an answer, and when is it the right one."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.checks import Mismatch, as_floats, assert_close, assert_holds, assert_shape, unpack
from grader.checks.expect import ATOL, RTOL, all_close, describe
from grader.errors import CourseError

DTYPES = st.sampled_from(["float64", "float32", "float16", "int64", "int8", "uint8", "bool"])
SHAPES = hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)
FINITE = st.floats(-1e300, 1e300)
PAIRS = SHAPES.flatmap(
    lambda shape: st.tuples(*2 * [hnp.arrays(np.float64, shape, elements=st.floats())])
)
NO_NUMBERS = [
    None, "0.5", b"0.5", {"a": 1}, [1, "2"], [[1, 2], [3]], [None], object(), 1 + 2j,
    np.array([1j]), np.array([object()]), np.array(["1"]), np.array("2026-01-01", "datetime64[D]"),
    torch.tensor([1j]), [2**70], [10.0, 10**400], {1, 2}, lambda: 1,
]  # fmt: skip
NAMES = [
    "none", "text", "bytes", "dict", "text among numbers", "ragged", "list of None", "object",
    "complex", "complex array", "object array", "text array", "date", "complex tensor",
    "an int too large for 64 bits", "an int too large for a float", "set", "function",
]  # fmt: skip


def arrays(elements: st.SearchStrategy[float] = FINITE) -> st.SearchStrategy[np.ndarray]:
    """Draw a float64 array of any small shape, 0-d and empty ones too."""
    return hnp.arrays(np.float64, SHAPES, elements=elements)


def problem_of(actual: Any, expected: Any, **options: Any) -> str:
    """Return what a student is told, or nothing where the answer is right."""
    try:
        assert_close(actual, expected, **options)
    except Mismatch as mismatch:
        return mismatch.problem
    return ""


class TestAnswers:
    """`as_floats`: what counts as an array of numbers."""

    @given(hnp.arrays(DTYPES, SHAPES))
    def test_any_real_dtype_is_welcome(self, array: np.ndarray) -> None:
        """Floats, integers and booleans of every size become the same values in float64."""
        found = as_floats(array)

        assert found.dtype == np.float64
        assert np.array_equal(array.astype(np.float64), found, equal_nan=True)

    @given(arrays(st.floats(-1e6, 1e6, width=32)))
    def test_lists_arrays_and_tensors_are_alike(self, array: np.ndarray) -> None:
        """What holds the same numbers is the same answer."""
        assume(array.size or array.ndim < 2)  # a list of lists forgets the sides of what is empty
        for same in (array.tolist(), torch.tensor(array), torch.tensor(array, requires_grad=True)):
            assert np.array_equal(array, as_floats(same))

    def test_bfloat16_is_a_real_dtype_too(self) -> None:
        """numpy has none such; its values are float32's."""
        assert as_floats(torch.tensor([1.5, -2], dtype=torch.bfloat16)).tolist() == [1.5, -2]

    @pytest.mark.parametrize("value", NO_NUMBERS, ids=NAMES)
    def test_what_is_no_array_of_numbers_is_a_mismatch(self, value: Any) -> None:
        """Whatever came back: the student reads its kind, and nothing else goes wrong."""
        with pytest.raises(Mismatch) as caught:
            as_floats(value, "w")

        assert caught.value.problem.startswith("w is ")
        assert caught.value.got is value

    def test_none_asks_for_the_return_statement(self) -> None:
        """The commonest reason is asked for."""
        assert problem_of(None, 1.0) == "the answer is None: is there a return statement?"

    def test_bytes_stay_small_where_only_the_shape_counts(self) -> None:
        """A million booleans are not made floats, eight times as large."""
        flags = np.zeros(1_000_000, bool)

        tracemalloc.start()
        assert_shape(flags, (1_000_000,))
        with pytest.raises(Mismatch):
            assert_close(flags, [1.0])
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

        assert most < 1_000_000


class TestClose:
    """`assert_close`: shape before value, in float64, within one tolerance."""

    @given(arrays())
    def test_what_is_right_passes(self, right: np.ndarray) -> None:
        """Each array is close to itself, and float32's rounding of it too."""
        assert problem_of(right, right) == ""
        small = np.clip(right, -1e30, 1e30)
        assert problem_of(small.astype(np.float32), small) == ""

    @given(arrays(), arrays())
    def test_shapes_come_before_values(self, a: np.ndarray, b: np.ndarray) -> None:
        """Arrays of two shapes never pass, even where one would stretch over the other."""
        assume(a.shape != b.shape)

        assert problem_of(a, b) == f"the answer has shape {a.shape}, not {b.shape}"
        assert problem_of(b, a) == f"the answer has shape {b.shape}, not {a.shape}"

    @given(arrays(), st.data())
    def test_one_value_that_is_off_fails(self, right: np.ndarray, data: st.DataObject) -> None:
        """However many others are right; the message counts it, from either side."""
        assume(right.size > 1)
        wrong, place = right.copy(), data.draw(st.integers(0, right.size - 1))
        wrong.flat[place] += 1 + 0.01 * abs(wrong.flat[place])

        told = f"the answer has the right shape, but 1 of {right.size} values is off"
        assert problem_of(wrong, right) == problem_of(right, wrong) == told

    @given(st.floats(-1e6, 1e6), st.floats(0, 2))
    def test_the_tolerance_is_a_share_and_a_little(self, right: float, share: float) -> None:
        """1e-4 of the right value and 1e-5: inside it passes, outside it fails."""
        assume(abs(share - 1) > 1e-3)
        answer = right + share * (1e-5 + 1e-4 * abs(right))

        assert (problem_of(answer, right) == "") == (share < 1)
        assert (RTOL, ATOL) == (1e-4, 1e-5)

    @given(arrays(), st.sampled_from([np.nan, np.inf, -np.inf]), st.data())
    def test_nan_and_infinity_are_no_answer(
        self, right: np.ndarray, bad: float, data: st.DataObject
    ) -> None:
        """Where a number belongs, one of them fails; the message says so."""
        assume(right.size)
        wrong = right.copy()
        wrong.flat[data.draw(st.integers(0, right.size - 1))] = bad

        assert problem_of(wrong, right) == "the answer holds NaN or infinity"

    def test_infinity_belongs_where_it_is_expected(self) -> None:
        """It is like itself, unlike its negative and any number: inf - x is no small difference."""
        assert problem_of([np.inf, 1], [np.inf, 1]) == ""
        assert problem_of([-np.inf, 1], [np.inf, 1]) == "the answer holds NaN or infinity"
        for expected in ([np.inf, 1.0], [-np.inf, 1.0]):
            assert problem_of([5.0, 1.0], expected).endswith("1 of 2 values is off")

    def test_nan_is_like_nothing(self) -> None:
        """Not even where it is expected: no check compares with it."""
        assert problem_of([np.nan], [np.nan]) == "the answer holds NaN or infinity"
        assert problem_of([1.0], [np.nan]) != ""

    @given(st.integers(2**53, 2**63 - 2))
    def test_integers_that_no_float_holds_are_close(self, n: int) -> None:
        """One more or less is within the tolerance, and twice as much is not."""
        assert problem_of(n + 1, n) == problem_of(np.uint64(n), float(n)) == ""
        assert problem_of(np.uint64(2 * n), n) == "the answer is not the right number"

    @given(hnp.arrays(bool, SHAPES))
    def test_booleans_are_0_and_1(self, flags: np.ndarray) -> None:
        """True where 1 belongs is right, and so is 1.0 where True belongs."""
        assert problem_of(flags, flags.astype(float)) == problem_of(flags * 1, flags) == ""
        if flags.size:
            assert problem_of(~flags, flags) != ""

    def test_messages_fit_the_size(self) -> None:
        """A number, an array of one value and one of several are each named as what they are."""
        assert problem_of(1.0, 2.0) == "the answer is not the right number"
        assert problem_of([1.0], [2.0]).endswith("but its value is wrong")
        assert problem_of([1.0, 2.0, 3.0], [2.0, 2.0, 2.0]).endswith("2 of 3 values are off")
        assert problem_of(np.zeros((2, 0)), np.zeros((0, 2))).endswith("not (0, 2)")
        assert problem_of(np.zeros((2, 0)), np.zeros((2, 0))) == ""

    def test_a_mismatch_carries_both_values(self) -> None:
        """Feedback needs what came back and what belongs there, as they were."""
        with pytest.raises(Mismatch) as caught:
            assert_close([1.0], [2.0], what="w", look="the sign")

        assert (caught.value.got, caught.value.expected) == ([1.0], [2.0])
        assert (str(caught.value), caught.value.look) == (caught.value.problem, "the sign")
        assert caught.value.problem.startswith("w ")

    @given(arrays(), arrays())
    def test_no_value_is_told(self, got: np.ndarray, right: np.ndarray) -> None:
        """A hidden check's problem holds shapes and counts, and no number of the right answer."""
        told = problem_of(got, right)
        small = {str(n) for n in (*got.shape, *right.shape, *range(got.size + 1))}

        words = told.replace("(", " ").replace(")", " ").replace(",", " ").split()
        assert {word for word in words if word[0].isdigit()} <= small


class TestTheAuthorsMistakes:
    """An expected value that is unusable costs the student nothing."""

    @pytest.mark.parametrize("value", NO_NUMBERS, ids=NAMES)
    def test_an_expected_value_must_be_numbers(self, value: Any) -> None:
        """Whatever the student gave: the course is broken, and says so."""
        for answer in (1.0, None, value):
            with pytest.raises(CourseError, match=r"^the expected value is "):
                assert_close(answer, value)

    def test_what_a_student_gave_is_no_expected_value(self) -> None:
        """Made an array first, it fails as an answer does: a student breaks no course."""
        with pytest.raises(Mismatch, match="None"):
            assert_close(None, as_floats(None))


class TestAllClose:
    """`all_close`: the one comparison, whose tolerance is an argument."""

    @given(PAIRS, st.sampled_from([0.0, 1e-9, 1e-4, 1.0]))
    def test_it_says_what_numpy_says(
        self, pair: tuple[np.ndarray, np.ndarray], rtol: float
    ) -> None:
        """The short way round is numpy.allclose's own answer, for whatever floats there are."""
        a, b = pair
        with np.errstate(all="ignore"):
            for equal_nan in (False, True):
                expected = np.allclose(a, b, rtol=rtol, atol=1e-5, equal_nan=equal_nan)
                assert expected == all_close(a, b, rtol=rtol, atol=1e-5, equal_nan=equal_nan)

    @given(st.lists(st.tuples(st.floats(), st.floats()), min_size=1, max_size=4))
    def test_it_says_so_of_pairs(self, pairs: list[tuple[float, float]]) -> None:
        """The same, where the shapes are always equal."""
        a, b = np.array(pairs).T
        with np.errstate(all="ignore"):
            expected = np.allclose(a, b, rtol=RTOL, atol=ATOL)
        assert expected == all_close(a, b, rtol=RTOL, atol=ATOL)

    def test_a_share_of_the_largest_forgives_small_neighbours(self) -> None:
        """1e-6 beside a million is rounding; infinities are no measure."""
        a, b = np.array([1e6, 1e-6, np.inf]), np.array([1e6, 0.0, np.inf])

        assert all_close(a, b, rtol=1e-9, of_largest=1e-9)
        assert not all_close(a, b, rtol=1e-9)
        assert not all_close(a[1:], b[1:], rtol=1e-9, of_largest=1e-9)


class TestTheOtherWords:
    """`assert_shape`, `assert_holds`, `unpack` and `describe`."""

    @given(arrays(), SHAPES)
    def test_a_shape_is_just_that(self, array: np.ndarray, shape: tuple[int, ...]) -> None:
        """Equal shapes pass, and all others name both."""
        if array.shape == shape:
            assert_shape(array, shape)
        else:
            with pytest.raises(Mismatch) as caught:
                assert_shape(array, shape, what="W")
            assert caught.value.problem == f"W has shape {array.shape}, not {shape}"

    def test_a_sentence_holds_or_is_told(self) -> None:
        """With what came back, and where to look."""
        assert_holds(np.True_, "never told")
        with pytest.raises(Mismatch) as caught:
            assert_holds([], "the list must not be empty", got=[], look="the loop")
        assert (caught.value.problem, caught.value.got, caught.value.look) == (
            "the list must not be empty", [], "the loop",
        )  # fmt: skip

    def test_parts_are_unpacked_or_named(self) -> None:
        """Tuples and lists of the right length; all else says what belongs there."""
        assert unpack((1, 2), "w", "b") == unpack([1, 2], "w", "b") == [1, 2]
        for answer in (1.0, None, "ab", np.zeros(2), (1,), [1, 2, 3]):
            with pytest.raises(Mismatch, match=r"\(?w, b\)?"):
                unpack(answer, "w", "b")

    @pytest.mark.parametrize(
        ("value", "words"),
        [
            (None, "None"),
            (np.float32(1), "a number (float32)"),
            (np.array(1), "a number (int64)"),
            (np.zeros((2, 0)), "float64 array of shape (2, 0)"),
            (torch.zeros(3), "float32 tensor of shape (3,) on cpu"),
            ([1, 2], "list of 2"),
            ({}, "dict"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_a_kind_is_described_and_no_value(self, value: Any, words: str) -> None:
        """A hidden check shows this much of an answer."""
        assert describe(value) == words
