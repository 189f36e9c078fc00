"""Ten activation functions and their derivatives.

A layer without an activation is an affine map, and two of them in a row are one. What stands
between them, element by element, is an activation f; what backpropagation multiplies by on its way
back is its derivative f′.

Convention of this exercise: every function takes **x, the argument** (not a value of f), as a float
or an array of floats of any shape, with values from −1000 to 1000. What comes back has the shape of
x (for a number a number), is finite everywhere, and x stays as it is. Whole numbers and lists are
never sent.

The error function `erf`, which GELU needs, is given.
"""

import math

import numpy as np

erf = np.vectorize(math.erf, otypes=[float])  # for numbers and arrays; numpy has none of its own


def identity(x):
    """The identity: f(x) = x.

    x stays as it is; to give x itself back is fine.

    Parameters
    ----------
    x : float, or ndarray of floats of any shape

    Returns
    -------
    A number or an array of the shape of x.

    Examples
    --------
    >>> identity(np.array([-3.0, 2.0]))
    array([-3.,  2.])
    """
    raise NotImplementedError("write your code here")


def identity_derivative(x):
    """The slope of the identity: f′(x) = 1 for each element of x.

    x stays as it is.

    Parameters
    ----------
    x : float, or ndarray of floats of any shape

    Returns
    -------
    A number or an array of the shape of x.

    Examples
    --------
    >>> identity_derivative(np.array([-3.0, 2.0]))
    array([1., 1.])
    """
    raise NotImplementedError("write your code here")


def binary_step(x):
    """The binary step: f(x) = 1 where x > 0, else 0. So f(0) = 0.

    It is the `heaviside` of the exercise `perceptron`. x stays as it is.

    Parameters
    ----------
    x : float, or ndarray of floats of any shape

    Returns
    -------
    A number or an array of the shape of x.

    Examples
    --------
    >>> binary_step(np.array([-3.0, 0.0, 2.0]))
    array([0., 0., 1.])
    """
    raise NotImplementedError("write your code here")


def binary_step_derivative(x):
    """The slope of the binary step: f′(x) = 0 for each element of x.

    At exactly 0 the step has no slope; in this course 0 is given there as well. x stays as it is.

    Parameters
    ----------
    x : float, or ndarray of floats of any shape

    Returns
    -------
    A number or an array of the shape of x.

    Examples
    --------
    >>> binary_step_derivative(np.array([-3.0, 0.0, 2.0]))
    array([0., 0., 0.])
    """
    raise NotImplementedError("write your code here")


def logistic(x):
    """The logistic function, also called the sigmoid: σ(x) = 1 / (1 + exp(−x)).

    x stays as it is.

    Parameters
    ----------
    x : float, or ndarray of floats of any shape, with values from −1000 to 1000

    Returns
    -------
    A number or an array of the shape of x, with values from 0 to 1; never NaN.

    Examples
    --------
    >>> logistic(np.array([-3.0, 0.0, 2.0])).round(4)
    array([0.0474, 0.5   , 0.8808])
    """
    raise NotImplementedError("write your code here")


def logistic_derivative(x):
    """The slope of the logistic function: σ′(x) = σ(x) (1 − σ(x)).

    It takes x, where `sigmoid_derivative` of the exercise `backpropagation` will take σ(x). x stays
    as it is.

    Parameters
    ----------
    x : float, or ndarray of floats of any shape, with values from −1000 to 1000

    Returns
    -------
    A number or an array of the shape of x, with values from 0 to 0.25; never NaN.

    Examples
    --------
    >>> logistic_derivative(np.array([-3.0, 0.0, 2.0])).round(4)
    array([0.0452, 0.25  , 0.105 ])
    """
    raise NotImplementedError("write your code here")


def tanh(x):
    """The hyperbolic tangent: tanh(x) = (exp(x) − exp(−x)) / (exp(x) + exp(−x)).

    x stays as it is. You may use `np.tanh`.

    Parameters
    ----------
    x : float, or ndarray of floats of any shape, with values from −1000 to 1000

    Returns
    -------
    A number or an array of the shape of x, with values from −1 to 1; never NaN.

    Examples
    --------
    >>> tanh(np.array([-3.0, 0.0, 2.0])).round(4)
    array([-0.9951,  0.    ,  0.964 ])
    """
    raise NotImplementedError("write your code here")


def tanh_derivative(x):
    """The slope of the hyperbolic tangent: 1 − tanh²(x).

    x stays as it is.

    Parameters
    ----------
    x : float, or ndarray of floats of any shape, with values from −1000 to 1000

    Returns
    -------
    A number or an array of the shape of x, with values from 0 to 1; never NaN.

    Examples
    --------
    >>> tanh_derivative(np.array([-3.0, 0.0, 2.0])).round(4)
    array([0.0099, 1.    , 0.0707])
    """
    raise NotImplementedError("write your code here")


def relu(x):
    """The rectified linear unit: f(x) = max(0, x), element by element.

    x stays as it is.

    Parameters
    ----------
    x : float, or ndarray of floats of any shape

    Returns
    -------
    A number or an array of the shape of x.

    Examples
    --------
    >>> relu(np.array([-3.0, 0.25, 2.0]))
    array([0.  , 0.25, 2.  ])
    """
    raise NotImplementedError("write your code here")


def relu_derivative(x):
    """The slope of ReLU: f′(x) = 1 where x > 0, and 0 where x < 0.

    At exactly 0 ReLU has a kink: 0, 1 and all between them are accepted there, NaN is not. x stays
    as it is.

    Parameters
    ----------
    x : float, or ndarray of floats of any shape

    Returns
    -------
    A number or an array of the shape of x.

    Examples
    --------
    >>> relu_derivative(np.array([-3.0, 0.25, 2.0]))
    array([0., 1., 1.])
    """
    raise NotImplementedError("write your code here")


def gelu(x):
    """The Gaussian error linear unit: f(x) = x Φ(x), where Φ(x) = ½ (1 + erf(x / √2)).

    This is the exact function: not its approximation by tanh, nor that by the logistic function. x
    stays as it is.

    Parameters
    ----------
    x : float, or ndarray of floats of any shape, with values from −1000 to 1000

    Returns
    -------
    A number or an array of the shape of x.

    Examples
    --------
    >>> gelu(np.array([-3.0, 0.0, 2.0])).round(4)
    array([-0.004 ,  0.    ,  1.9545])
    """
    raise NotImplementedError("write your code here")


def gelu_derivative(x):
    """The slope of GELU, by the product rule: f′(x) = Φ(x) + x φ(x).

        Φ(x) = ½ (1 + erf(x / √2))        φ(x) = exp(−x² / 2) / √(2π) = Φ′(x)

    x stays as it is.

    Parameters
    ----------
    x : float, or ndarray of floats of any shape, with values from −1000 to 1000

    Returns
    -------
    A number or an array of the shape of x.

    Examples
    --------
    >>> gelu_derivative(np.array([-3.0, 0.0, 2.0])).round(4)
    array([-0.0119,  0.5   ,  1.0852])
    """
    raise NotImplementedError("write your code here")


def softplus(x):
    """A smooth ReLU: f(x) = ln(1 + exp(x)).

    exp(1000) is more than a float can hold, but softplus(1000) is 1000: write it so that no such
    power is needed. x stays as it is.

    Parameters
    ----------
    x : float, or ndarray of floats of any shape, with values from −1000 to 1000

    Returns
    -------
    A number or an array of the shape of x; never infinite or NaN.

    Examples
    --------
    >>> softplus(np.array([-3.0, 0.0, 2.0, 1000.0])).round(4)
    array([4.8600e-02, 6.9310e-01, 2.1269e+00, 1.0000e+03])
    """
    raise NotImplementedError("write your code here")


def softplus_derivative(x):
    """The slope of softplus, which is the logistic function: f′(x) = σ(x).

    x stays as it is.

    Parameters
    ----------
    x : float, or ndarray of floats of any shape, with values from −1000 to 1000

    Returns
    -------
    A number or an array of the shape of x, with values from 0 to 1; never NaN.

    Examples
    --------
    >>> softplus_derivative(np.array([-3.0, 0.0, 2.0])).round(4)
    array([0.0474, 0.5   , 0.8808])
    """
    raise NotImplementedError("write your code here")


def elu(x, alpha=1.0):
    """The exponential linear unit: f(x) = x where x > 0, else α (exp(x) − 1).

    x stays as it is.

    Parameters
    ----------
    x : float, or ndarray of floats of any shape, with values from −1000 to 1000
    alpha : float, 0 or more: far to the left the function comes near −α

    Returns
    -------
    A number or an array of the shape of x; never infinite or NaN.

    Examples
    --------
    >>> elu(np.array([-3.0, 0.0, 2.0]), alpha=0.5).round(4)
    array([-0.4751,  0.    ,  2.    ])
    """
    raise NotImplementedError("write your code here")


def elu_derivative(x, alpha=1.0):
    """The slope of ELU: f′(x) = 1 where x > 0, and α exp(x) where x < 0.

    At exactly 0 both 1 and α, and all between them, are accepted. x stays as it is.

    Parameters
    ----------
    x : float, or ndarray of floats of any shape, with values from −1000 to 1000
    alpha : float, 0 or more, as in `elu`

    Returns
    -------
    A number or an array of the shape of x; never infinite or NaN.

    Examples
    --------
    >>> elu_derivative(np.array([-3.0, 0.25, 2.0]), alpha=0.5).round(4)
    array([0.0249, 1.    , 1.    ])
    """
    raise NotImplementedError("write your code here")


def selu(x):
    """The scaled ELU: f(x) = λ x where x > 0, else λ α (exp(x) − 1).

    The two constants are λ = 1.0507 and α = 1.67326; more decimals of them are right, too. x stays
    as it is.

    Parameters
    ----------
    x : float, or ndarray of floats of any shape, with values from −1000 to 1000

    Returns
    -------
    A number or an array of the shape of x; never infinite or NaN.

    Examples
    --------
    >>> selu(np.array([-3.0, 0.0, 2.0])).round(4)
    array([-1.6706,  0.    ,  2.1014])
    """
    raise NotImplementedError("write your code here")


def selu_derivative(x):
    """The slope of SELU: f′(x) = λ where x > 0, and λ α exp(x) where x < 0.

    λ and α are those of `selu`. At exactly 0 both λ and λ α, and all between them, are accepted. x
    stays as it is.

    Parameters
    ----------
    x : float, or ndarray of floats of any shape, with values from −1000 to 1000

    Returns
    -------
    A number or an array of the shape of x; never infinite or NaN.

    Examples
    --------
    >>> selu_derivative(np.array([-3.0, 0.25, 2.0])).round(4)
    array([0.0875, 1.0507, 1.0507])
    """
    raise NotImplementedError("write your code here")


def leaky_relu(x):
    """The leaky ReLU: f(x) = x where x > 0, else 0.01 x.

    x stays as it is.

    Parameters
    ----------
    x : float, or ndarray of floats of any shape

    Returns
    -------
    A number or an array of the shape of x.

    Examples
    --------
    >>> leaky_relu(np.array([-3.0, 0.25, 2.0]))
    array([-0.03,  0.25,  2.  ])
    """
    raise NotImplementedError("write your code here")


def leaky_relu_derivative(x):
    """The slope of the leaky ReLU: f′(x) = 1 where x > 0, and 0.01 where x < 0.

    At exactly 0 both 1 and 0.01, and all between them, are accepted. x stays as it is.

    Parameters
    ----------
    x : float, or ndarray of floats of any shape

    Returns
    -------
    A number or an array of the shape of x.

    Examples
    --------
    >>> leaky_relu_derivative(np.array([-3.0, 0.25, 2.0]))
    array([0.01, 1.  , 1.  ])
    """
    raise NotImplementedError("write your code here")


if __name__ == "__main__":  # python activations.py draws what you have so far
    from grader.script import show

    show()
