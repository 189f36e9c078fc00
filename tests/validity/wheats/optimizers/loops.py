"""This student computes number by number in loops, comments in Spanish, and leaves prints in."""

import math

import numpy as np

# Los indices de un arreglo de cualquier forma
indices = np.ndindex


def sgd_update(w, grad, lr=0.01):
    nuevo = np.zeros(np.shape(w))
    for i in indices(nuevo.shape):
        nuevo[i] = w[i] - lr * grad[i]
    return nuevo


def momentum_update(w, grad, m, lr=0.01, beta1=0.9):
    nuevo_w = np.zeros(np.shape(w))
    nuevo_m = np.zeros(np.shape(w))
    for i in indices(nuevo_w.shape):
        nuevo_m[i] = beta1 * m[i] + (1 - beta1) * grad[i]
        nuevo_w[i] = w[i] - lr * nuevo_m[i]
    return nuevo_w, nuevo_m


def adagrad_update(w, grad, s, lr=0.01, eps=1e-10):
    nuevo_w = np.zeros(np.shape(w))
    nuevo_s = np.zeros(np.shape(w))
    for i in indices(nuevo_w.shape):
        nuevo_s[i] = s[i] + grad[i] * grad[i]
        nuevo_w[i] = w[i] - lr * grad[i] / (math.sqrt(nuevo_s[i]) + eps)
    return nuevo_w, nuevo_s


def rmsprop_update(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    nuevo_w = np.zeros(np.shape(w))
    nuevo_v = np.zeros(np.shape(w))
    for i in indices(nuevo_w.shape):
        nuevo_v[i] = beta2 * v[i] + (1 - beta2) * grad[i] ** 2
        nuevo_w[i] = w[i] - lr * grad[i] / (math.sqrt(nuevo_v[i]) + eps)
    return nuevo_w, nuevo_v


def adam_update(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    # potencias sin el operador **
    potencia1 = 1.0
    potencia2 = 1.0
    for _ in range(t):
        potencia1 = potencia1 * beta1
        potencia2 = potencia2 * beta2
    nuevo_w = np.zeros(np.shape(w))
    nuevo_m = np.zeros(np.shape(w))
    nuevo_v = np.zeros(np.shape(w))
    for i in indices(nuevo_w.shape):
        nuevo_m[i] = beta1 * m[i] + (1 - beta1) * grad[i]
        nuevo_v[i] = beta2 * v[i] + (1 - beta2) * grad[i] ** 2
        m_corregido = nuevo_m[i] / (1 - potencia1)
        v_corregido = nuevo_v[i] / (1 - potencia2)
        nuevo_w[i] = w[i] - lr * m_corregido / (math.sqrt(v_corregido) + eps)
    return nuevo_w, nuevo_m, nuevo_v


def minibatches(X, y, batch_size, rng):
    # sacar filas de un sombrero, una a una
    sombrero = list(range(len(X)))
    filas_X = []
    filas_y = []
    while len(sombrero) > 0:
        fila = sombrero.pop(int(rng.integers(len(sombrero))))
        filas_X.append(X[fila])
        filas_y.append(y[fila])
        if len(filas_X) == batch_size:
            yield np.array(filas_X), np.array(filas_y)
            filas_X = []
            filas_y = []
    if len(filas_X) > 0:
        print("ultimo lote:", len(filas_X))
        yield np.array(filas_X), np.array(filas_y)


if __name__ == "__main__":
    print(adam_update(np.ones(1), 4 * np.ones(1), np.zeros(1), np.zeros(1), 1, lr=0.1))
