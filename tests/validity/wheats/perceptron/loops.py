"""This student knows only loops and plain lists, comments in German, and leaves a print in."""

import numpy as np


def heaviside(z):
    if np.ndim(z) == 0:
        if z > 0:
            return 1
        else:
            return 0
    # ein Feld gleicher Form, Element für Element gefüllt
    ergebnis = np.zeros(np.shape(z))
    for stelle, wert in np.ndenumerate(z):
        if wert > 0:
            ergebnis[stelle] = 1
    return ergebnis


def skalarprodukt(u, v):
    summe = 0.0
    for i in range(len(u)):
        summe = summe + u[i] * v[i]
    return summe


def perceptron(inputs, weights, bias):
    # eine einzelne Probe: das erste Element ist eine Zahl
    if np.ndim(inputs[0]) == 0:
        return heaviside(skalarprodukt(inputs, weights) + bias)
    antworten = []
    for probe in inputs:
        antworten.append(heaviside(skalarprodukt(probe, weights) + bias))
    return np.array(antworten)


def gate_parameters(name):
    if name == "AND":
        return [1, 1], -1
    if name == "OR":
        return [1, 1], 0
    if name == "NAND":
        return [-1, -1], 2
    if name == "NOT":
        return [-1], 1
    raise ValueError("unbekanntes Gatter: " + name)


def perceptron_fit(X, y, eta=1.0, epochs=100):
    n = len(X[0])
    w = [0.0] * n
    b = 0.0
    for epoche in range(epochs):
        fehler = 0
        for k in range(len(X)):
            y_dach = heaviside(skalarprodukt(X[k], w) + b)
            if y_dach != y[k]:
                fehler += 1
                for i in range(n):
                    w[i] += eta * (y[k] - y_dach) * X[k][i]
                b += eta * (y[k] - y_dach)
        if fehler == 0:
            print("fertig nach Epoche", epoche + 1)
            break
    return w, b


def xor_network(x):
    if np.ndim(x) == 2:
        antworten = []
        for paar in x:
            antworten.append(xor_network(paar))
        return np.array(antworten)
    w_oder, b_oder = gate_parameters("OR")
    w_nand, b_nand = gate_parameters("NAND")
    w_und, b_und = gate_parameters("AND")
    h1 = perceptron(x, w_oder, b_oder)
    h2 = perceptron(x, w_nand, b_nand)
    return perceptron([h1, h2], w_und, b_und)


if __name__ == "__main__":
    print([xor_network(paar) for paar in [[0, 0], [0, 1], [1, 0], [1, 1]]])
