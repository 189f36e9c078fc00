"""This student writes every sum as a loop, sample by sample, and comments in German."""

import math
import random

import numpy as np

PAARE = [((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 0)]


def sigmoid_derivative(a):
    a = np.asarray(a, dtype=float)
    steigung = np.zeros(a.shape)
    for stelle in np.ndindex(a.shape):
        steigung[stelle] = a[stelle] * (1 - a[stelle])
    return steigung[()]


def backprop_deltas(activations, W, Y):
    anzahl = Y.shape[1]
    deltas = []
    for schicht in range(len(W)):
        deltas.append(np.zeros((W[schicht].shape[0], anzahl)))

    for n in range(anzahl):
        # die letzte Schicht: Softmax und Kreuzentropie zusammen
        for k in range(Y.shape[0]):
            deltas[-1][k, n] = activations[-1][k, n] - Y[k, n]
        # und dann rückwärts
        schicht = len(W) - 2
        while schicht >= 0:
            naechste = W[schicht + 1]
            for j in range(naechste.shape[1]):
                schuld = 0.0
                for k in range(naechste.shape[0]):
                    schuld += naechste[k, j] * deltas[schicht + 1][k, n]
                a = activations[schicht + 1][j, n]
                deltas[schicht][j, n] = schuld * a * (1 - a)
            schicht -= 1
    return deltas


def gradients(activations, deltas):
    dW = []
    db = []
    for schicht in range(len(deltas)):
        a = activations[schicht]
        d = deltas[schicht]
        anzahl = d.shape[1]
        summe_W = np.zeros((d.shape[0], a.shape[0]))
        summe_b = np.zeros((d.shape[0], 1))
        for n in range(anzahl):
            for i in range(d.shape[0]):
                summe_b[i, 0] += d[i, n]
                for j in range(a.shape[0]):
                    summe_W[i, j] += d[i, n] * a[j, n]
        dW.append(summe_W / anzahl)
        db.append(summe_b / anzahl)
    return dW, db


def gradient_step(W, b, dW, db, eta):
    neu_W = []
    neu_b = []
    for schicht in range(len(W)):
        zeilen, spalten = W[schicht].shape
        w_neu = np.zeros((zeilen, spalten))
        b_neu = np.zeros((zeilen, 1))
        for i in range(zeilen):
            for j in range(spalten):
                w_neu[i, j] = W[schicht][i, j] - eta * dW[schicht][i, j]
            b_neu[i, 0] = b[schicht][i, 0] - eta * db[schicht][i, 0]
        neu_W.append(w_neu)
        neu_b.append(b_neu)
    return neu_W, neu_b


def sigmoid(z):
    if z >= 0:
        return 1 / (1 + math.exp(-z))
    return math.exp(z) / (1 + math.exp(z))


def train_xor(seed, breite=8, eta=0.5, epochen=1500):
    zufall = random.Random(int(seed))
    W1 = [[zufall.gauss(0, 1) for _ in range(2)] for _ in range(breite)]
    b1 = [zufall.gauss(0, 1) for _ in range(breite)]
    W2 = [[zufall.gauss(0, 1) for _ in range(breite)] for _ in range(2)]
    b2 = [0.0, 0.0]

    for _ in range(epochen):
        verlust = 0.0
        # nach jedem einzelnen Paar ein Schritt
        for (x1, x2), klasse in PAARE:
            h = [sigmoid(W1[j][0] * x1 + W1[j][1] * x2 + b1[j]) for j in range(breite)]
            z = [sum(W2[k][j] * h[j] for j in range(breite)) + b2[k] for k in range(2)]
            groesste = max(z)
            e = [math.exp(wert - groesste) for wert in z]
            p = [wert / sum(e) for wert in e]
            verlust -= math.log(p[klasse])

            d2 = [p[k] - (1 if k == klasse else 0) for k in range(2)]
            d1 = [(W2[0][j] * d2[0] + W2[1][j] * d2[1]) * h[j] * (1 - h[j]) for j in range(breite)]
            for k in range(2):
                for j in range(breite):
                    W2[k][j] -= eta * d2[k] * h[j]
                b2[k] -= eta * d2[k]
            for j in range(breite):
                W1[j][0] -= eta * d1[j] * x1
                W1[j][1] -= eta * d1[j] * x2
                b1[j] -= eta * d1[j]

    print("Verlust am Ende:", verlust / 4)
    W = [np.array(W1), np.array(W2)]
    b = [np.array(b1).reshape(breite, 1), np.array(b2).reshape(2, 1)]
    return W, b


if __name__ == "__main__":
    train_xor(1)
