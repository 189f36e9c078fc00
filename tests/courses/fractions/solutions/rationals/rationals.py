"""Fractions without rounding: a fraction is a pair (p, q) of whole numbers with q != 0."""

WHOLE = 1


def greatest_common_divisor(p, q):
    r"""Give the largest whole number that divides both: :math:`\gcd(p, q) = \gcd(q, p \bmod q)`.

    Examples
    --------
    >>> greatest_common_divisor(12, 18)
    6
    """
    ### BEGIN SOLUTION
    while q:
        p, q = q, p % q
    return abs(p)
    ### END SOLUTION


def reduced(p, q):
    """Give (p, q) in lowest terms, the lower number positive.

    Examples
    --------
    >>> reduced(6, -8)
    (-3, 4)
    """
    ### BEGIN SOLUTION
    divisor = greatest_common_divisor(p, q)
    sign = -1 if q < 0 else 1
    return sign * p // divisor, sign * q // divisor
    ### END SOLUTION


# A whole number is a fraction too.
def whole(number):
    """Give a whole number as a fraction."""
    return number, WHOLE


def add(a, b):
    """Give the sum of two fractions in lowest terms.

    Examples
    --------
    >>> add((1, 2), (1, 3))
    (5, 6)
    """
    ### BEGIN SOLUTION
    return reduced(a[0] * b[1] + b[0] * a[1], a[1] * b[1])
    ### END SOLUTION
