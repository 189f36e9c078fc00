"""Hidden checks of rationals: fresh numbers, against the standard library."""

import math
from fractions import Fraction

import pytest

from grader.checks import assert_holds, unpack


def _pair(rng):
    """Draw a fraction: not in lowest terms, the lower number of either sign."""
    p, q, common = (int(number) for number in rng.integers(2, 60, size=3))
    return common * p * int(rng.choice([-1, 1])), common * q * int(rng.choice([-1, 1]))


def _pairs(rng, count):
    """Draw fractions; the first two have both signs, so that no luck passes what forgets one."""
    (p, q), (r, s), *others = [_pair(rng) for _ in range(count)]
    return [(p, -abs(q)), (r, abs(s)), *others]


@pytest.mark.part("greatest_common_divisor", weight=2)
def test_greatest_common_divisor_of_other_numbers(student, rng):
    """The greatest common divisor is right for numbers in any order and of any sign."""
    pairs = _pairs(rng, 5)

    answers = [student.greatest_common_divisor(p, q) for p, q in pairs]

    right = [math.gcd(p, q) for p, q in pairs]
    assert_holds(answers == right, "each divides both, and nothing larger does", got=answers)


@pytest.mark.part("greatest_common_divisor")
def test_greatest_common_divisor_with_zero(student):
    """The greatest common divisor of a number and zero is the number without its sign."""
    answers = [student.greatest_common_divisor(-7, 0), student.greatest_common_divisor(0, 7)]

    assert_holds(answers == [7, 7], "zero is divided by every number", got=answers)


@pytest.mark.part("reduced")
def test_reduced_other_fractions(student, rng):
    """Fractions are reduced to lowest terms, the lower number positive."""
    for p, q in _pairs(rng, 5):
        right = Fraction(p, q)
        answer = tuple(unpack(student.reduced(p, q), "p", "q"))
        assert_holds(
            answer == (right.numerator, right.denominator), "lowest terms, q > 0", got=answer
        )


@pytest.mark.part("reduced")
def test_reduced_agrees_with_the_reference(student, reference, rng):
    """Zero is 0/1 in lowest terms."""
    number = int(rng.integers(2, 60))
    right = reference.reduced(0, number)

    answer = tuple(unpack(student.reduced(0, number), "p", "q"))

    assert_holds(answer == right, "zero in lowest terms has the lower number 1", got=answer)


@pytest.mark.part("add")
def test_other_sums(student, rng):
    """Sums are right and in lowest terms."""
    pairs = _pairs(rng, 10)
    for a, b in zip(pairs[::2], pairs[1::2], strict=True):
        right = Fraction(*a) + Fraction(*b)
        answer = tuple(unpack(student.add(a, b), "p", "q"))
        assert_holds(
            answer == (right.numerator, right.denominator), "the sum, in lowest terms", got=answer
        )
