"""Visible checks of rationals: the worked examples of the lesson."""

import pytest

from grader.checks import assert_holds, unpack


@pytest.mark.part("greatest_common_divisor")
def test_greatest_common_divisor_of_the_lesson(student):
    """The greatest common divisor of 12 and 18 is 6."""
    answer = student.greatest_common_divisor(12, 18)

    assert_holds(answer == 6, "6 divides 12 and 18, and nothing larger does", got=answer)


@pytest.mark.part("reduced")
def test_reduced_fraction_of_the_lesson(student):
    """6/-8 in lowest terms is -3/4."""
    p, q = unpack(student.reduced(6, -8), "p", "q")

    assert_holds((p, q) == (-3, 4), "6/-8 is -3/4, the lower number positive", got=(p, q))


@pytest.mark.part("add")
def test_sum_of_the_lesson(student):
    """1/2 + 1/3 is 5/6."""
    p, q = unpack(student.add((1, 2), (1, 3)), "p", "q")

    assert_holds((p, q) == (5, 6), "1/2 + 1/3 is 5/6", got=(p, q))
