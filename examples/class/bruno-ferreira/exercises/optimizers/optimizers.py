import numpy as np

# every function: make an empty array of the same shape and fill it number by number


def sgd_update(w, grad, lr=0.01):
    new_w = np.empty(w.shape)
    for i in np.ndindex(w.shape):
        new_w[i] = w[i] - lr * grad[i]
    return new_w


def momentum_update(w, grad, m, lr=0.01, beta1=0.9):
    new_w, new_m = np.empty(w.shape), np.empty(w.shape)
    for i in np.ndindex(w.shape):
        new_m[i] = beta1 * m[i] + (1 - beta1) * grad[i]
        new_w[i] = w[i] - lr * new_m[i]
    return new_w, new_m


def adagrad_update(w, grad, s, lr=0.01, eps=1e-10):
    new_w, new_s = np.empty(w.shape), np.empty(w.shape)
    for i in np.ndindex(w.shape):
        new_s[i] = s[i] + grad[i] * grad[i]
        new_w[i] = w[i] - lr * grad[i] / (new_s[i] ** 0.5 + eps)
    return new_w, new_s


def rmsprop_update(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    new_w, new_v = np.empty(w.shape), np.empty(w.shape)
    for i in np.ndindex(w.shape):
        new_v[i] = beta2 * v[i] + (1 - beta2) * grad[i] * grad[i]
        new_w[i] = w[i] - lr * grad[i] / (new_v[i] ** 0.5 + eps)
    return new_w, new_v


def adam_update(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    new_w, new_m, new_v = np.empty(w.shape), np.empty(w.shape), np.empty(w.shape)
    for i in np.ndindex(w.shape):
        new_m[i] = beta1 * m[i] + (1 - beta1) * grad[i]
        new_v[i] = beta2 * v[i] + (1 - beta2) * grad[i] * grad[i]
        m_hat = new_m[i] / (1 - beta1 ** t)
        v_hat = new_v[i] / (1 - beta2 ** t)
        new_w[i] = w[i] - lr * m_hat / (v_hat ** 0.5 + eps)
    return new_w, new_m, new_v


def minibatches(X, y, batch_size, rng):
    # a list of pairs, like an ArrayList
    rows = list(range(len(X)))
    rng.shuffle(rows)
    batches = []
    while rows:
        chosen = rows[:batch_size]
        rows = rows[batch_size:]
        batches.append((np.array([X[r] for r in chosen]), np.array([y[r] for r in chosen])))
    return batches
