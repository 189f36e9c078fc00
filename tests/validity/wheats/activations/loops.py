"""This student computes number by number, with math and comments in Spanish, and leaves prints in."""

import math

import numpy as np


def recorrer(regla, x):
    # un numero solo, o un arreglo de cualquier forma
    if np.ndim(x) == 0:
        return regla(float(x))
    salida = np.zeros(np.shape(x))
    for i in np.ndindex(salida.shape):
        salida[i] = regla(float(x[i]))
    return salida


def identity(x):
    salida = []
    if np.ndim(x) == 0:
        return x
    for valor in x.ravel():
        salida.append(valor)
    return np.array(salida).reshape(x.shape)


def identity_derivative(x):
    if np.ndim(x) == 0:
        return 1.0
    salida = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        salida[i] = 1.0
    return salida


def binary_step(x):
    def regla(t):
        if t > 0:
            return 1
        else:
            return 0

    return recorrer(regla, x)


def binary_step_derivative(x):
    def regla(t):
        return 0

    return recorrer(regla, x)


def sigma(t):
    # math.exp se queja de los numeros grandes: dos casos
    if t >= 0:
        return 1 / (1 + math.exp(-t))
    e = math.exp(t)
    return e / (1 + e)


def logistic(x):
    print("logistic")
    return recorrer(sigma, x)


def logistic_derivative(x):
    def regla(t):
        s = sigma(t)
        return s - s * s

    return recorrer(regla, x)


def tanh(x):
    def regla(t):
        e = math.exp(-2 * abs(t))
        valor = (1 - e) / (1 + e)
        if t < 0:
            valor = -valor
        return valor

    return recorrer(regla, x)


def tanh_derivative(x):
    def regla(t):
        e = math.exp(-2 * abs(t))
        return 4 * e / (1 + e) ** 2

    return recorrer(regla, x)


def relu(x):
    def regla(t):
        if t < 0:
            return 0.0
        return t

    return recorrer(regla, x)


def relu_derivative(x):
    def regla(t):
        if t < 0:
            return 0.0
        return 1.0

    return recorrer(regla, x)


def fi_mayuscula(t):
    return 0.5 * (1 + math.erf(t / math.sqrt(2)))


def gelu(x):
    def regla(t):
        return t * fi_mayuscula(t)

    return recorrer(regla, x)


def gelu_derivative(x):
    def regla(t):
        campana = math.exp(-0.5 * t * t) / math.sqrt(2 * math.pi)
        return fi_mayuscula(t) + t * campana

    return recorrer(regla, x)


def softplus(x):
    def regla(t):
        if t > 0:
            return t + math.log(1 + math.exp(-t))
        return math.log(1 + math.exp(t))

    return recorrer(regla, x)


def softplus_derivative(x):
    def regla(t):
        return sigma(t)

    return recorrer(regla, x)


def elu(x, alpha=1.0):
    def regla(t):
        if t > 0:
            return t
        return alpha * (math.exp(t) - 1)

    return recorrer(regla, x)


def elu_derivative(x, alpha=1.0):
    def regla(t):
        if t > 0:
            return 1
        return alpha * math.exp(t)

    return recorrer(regla, x)


def selu(x):
    def regla(t):
        if t > 0:
            return 1.0507 * t
        return 1.0507 * 1.67326 * (math.exp(t) - 1)

    return recorrer(regla, x)


def selu_derivative(x):
    def regla(t):
        if t > 0:
            return 1.0507
        return 1.0507 * 1.67326 * math.exp(t)

    return recorrer(regla, x)


def leaky_relu(x):
    def regla(t):
        if t > 0:
            return t
        return t / 100

    return recorrer(regla, x)


def leaky_relu_derivative(x):
    def regla(t):
        if t >= 0:
            return 1
        return 1 / 100

    return recorrer(regla, x)


if __name__ == "__main__":
    print(gelu(np.array([-3.0, -0.5, 0.25, 2.0])))
