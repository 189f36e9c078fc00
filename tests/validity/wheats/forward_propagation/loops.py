"""This student writes every sum as a loop over numbers, with comments in Spanish, and leaves
prints in."""

import math

import numpy as np


def sigmoid_de_un_numero(t):
    # math.exp se queja de los números grandes: dos casos
    if t >= 0:
        return 1 / (1 + math.exp(-t))
    e = math.exp(t)
    return e / (1 + e)


def sigmoid(z):
    if np.ndim(z) == 0:
        return sigmoid_de_un_numero(float(z))
    if len(z) > 0 and np.ndim(z) == 1:
        return np.array([sigmoid_de_un_numero(float(t)) for t in z])
    filas = []
    for fila in z:
        filas.append(sigmoid(fila))  # cada fila tiene una dimensión menos
    return np.array(filas)


def softmax(z):
    clases, muestras = z.shape
    resultado = np.zeros((clases, muestras))
    for j in range(muestras):
        maximo = z[0][j]
        for k in range(1, clases):
            if z[k][j] > maximo:
                maximo = z[k][j]
        total = 0
        for k in range(clases):
            total += math.exp(z[k][j] - maximo)
        for k in range(clases):
            resultado[k][j] = math.exp(z[k][j] - maximo) / total
    return resultado


def forward_propagation(X, W, b):
    activaciones = [X]
    for capa in range(len(W)):
        a = activaciones[-1]
        n_out, n_in = W[capa].shape
        n_muestras = a.shape[1]
        print("capa", capa + 1, "de", len(W), ":", n_in, "->", n_out)
        z = np.empty((n_out, n_muestras))
        for i in range(n_out):
            for j in range(n_muestras):
                z[i, j] = b[capa][i, 0]
                for k in range(n_in):
                    z[i, j] += W[capa][i, k] * a[k, j]
        if capa == len(W) - 1:
            activaciones.append(softmax(z))
        else:
            activaciones.append(sigmoid(z))
    return activaciones[-1], activaciones


if __name__ == "__main__":
    print(forward_propagation(np.ones((2, 1)), [np.ones((3, 2))], [np.zeros((3, 1))]))
