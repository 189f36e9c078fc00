"""Each activation is an object with a value and a slope. (Emeka Obi)"""

import math

import my_layers
import numpy as np

erf = np.vectorize(math.erf, otypes=[float])


class Activation:
    """value(x) and slope(x); a subclass overrides both."""

    def value(self, x):
        return x

    def slope(self, x):
        return np.full(np.shape(x), 1.0)


class TwoSided(Activation):
    """One formula to the right of 0, another to the left."""

    def right(self, x):
        return x

    def left(self, x):
        return 0.0 * x

    def right_slope(self, x):
        return 1.0

    def left_slope(self, x):
        return 0.0

    def value(self, x):
        return np.where(x > 0, self.right(x), self.left(np.minimum(x, 0.0)))

    def slope(self, x):
        return np.where(x > 0, self.right_slope(x), self.left_slope(np.minimum(x, 0.0)))


class Step(TwoSided):
    def right(self, x):
        return 1.0

    def right_slope(self, x):
        return 0.0


class Logistic(Activation):
    def value(self, x):
        return my_layers.logistic(x)

    def slope(self, x):
        a = self.value(x)
        return a - a * a


class Tanh(Activation):
    def value(self, x):
        return np.tanh(x)

    def slope(self, x):
        return np.cosh(np.clip(x, -350, 350)) ** -2.0


class Relu(TwoSided):
    def value(self, x):
        return my_layers.relu(x)


class Gelu(Activation):
    def gate(self, x):
        return 0.5 + 0.5 * erf(x * math.sqrt(0.5))

    def value(self, x):
        return x * self.gate(x)

    def slope(self, x):
        bell = np.exp(-0.5 * x * x) / math.sqrt(2.0 * math.pi)
        return self.gate(x) + x * bell


class Softplus(TwoSided):
    def right(self, x):
        return x + np.log1p(np.exp(-np.abs(x)))

    def left(self, x):
        return np.log1p(np.exp(x))

    def slope(self, x):
        return my_layers.logistic(x)


class Elu(TwoSided):
    def __init__(self, alpha, scale=1.0):
        self.alpha, self.scale = alpha, scale

    def left(self, x):
        return self.alpha * np.expm1(x)

    def left_slope(self, x):
        return self.alpha * np.exp(x)

    def value(self, x):
        return self.scale * super().value(x)

    def slope(self, x):
        return self.scale * super().slope(x)


class LeakyRelu(TwoSided):
    def left(self, x):
        return 0.01 * x

    def left_slope(self, x):
        return 0.01


identity, identity_derivative = Activation().value, Activation().slope
binary_step, binary_step_derivative = Step().value, Step().slope
logistic, logistic_derivative = Logistic().value, Logistic().slope
tanh, tanh_derivative = Tanh().value, Tanh().slope
relu, relu_derivative = Relu().value, Relu().slope
gelu, gelu_derivative = Gelu().value, Gelu().slope
softplus, softplus_derivative = Softplus().value, Softplus().slope
selu, selu_derivative = Elu(1.67326, 1.0507).value, Elu(1.67326, 1.0507).slope
leaky_relu, leaky_relu_derivative = LeakyRelu().value, LeakyRelu().slope


def elu(x, alpha=1.0):
    return Elu(alpha).value(x)


def elu_derivative(x, alpha=1.0):
    return Elu(alpha).slope(x)
