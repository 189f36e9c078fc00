# G. Petrovic: functional programming meets neural networks
from functools import reduce
from itertools import accumulate

import numpy as np

f32 = np.float32

sigmoid = lambda z: (lambda e: np.where(np.asarray(z) > 0, 1 / (1 + e), e / (1 + e)))(np.exp(-np.abs(f32(z))))

softmax = lambda z: (lambda e: e / e.sum(0))(np.exp(f32(z - z.max(0))))


def forward_propagation(X, W, b):
    functions = [sigmoid] * (len(W) - 1) + [softmax]
    layers = zip(W, b, functions)
    activations = list(accumulate(layers, lambda a, l: l[2](f32(l[0]) @ a + f32(l[1])), initial=f32(X)))
    return activations[-1], activations


if __name__ == "__main__":
    rng = np.random.default_rng()
    W = [rng.normal(size=(4, 3)), rng.normal(size=(2, 4))]
    b = [rng.normal(size=(4, 1)), rng.normal(size=(2, 1))]
    print(forward_propagation(rng.normal(size=(3, 5)), W, b)[0].sum(axis=0))
    print(reduce(lambda n, w: n + w.size, W + b, 0), "parameters")
