import numpy as np

# Ivan Kowalski, gr. 3


def sgd_update(w, grad, lr=0.01):
    new_w = w - lr*grad
    return new_w


def momentum_update(w, grad, m, lr=0.01, beta1=0.9):
    new_m = beta1*m + (1-beta1)*grad
    new_w = w - lr*new_m
    return new_w, new_m


def adagrad_update(w, grad, s, lr=0.01, eps=1e-10):
    new_s = s + grad**2
    new_w = w - lr*grad/np.sqrt(new_s + eps)   # eps: no division by 0
    return new_w, new_s


def rmsprop_update(w, grad, v, lr=0.01, beta2=0.99, eps=1e-8):
    new_v = beta2*v + (1-beta2)*grad**2
    new_w = w - lr*grad/np.sqrt(new_v + eps)
    return new_w, new_v


def adam_update(w, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    # copied the formula from the paper
    new_m = beta1*m + (1-beta1)*grad
    new_v = beta2*v + (1-beta2)*grad**2
    m_hat = new_m/(1-beta1**t)
    v_hat = new_v/(1-beta2**t)
    new_w = w - lr*m_hat/(np.sqrt(v_hat) + eps)
    return new_w, new_m, new_v


def minibatches(X, y, batch_size, rng):
    n_batches = len(X)//batch_size
    idx = np.arange(len(X))
    rng.shuffle(idx)
    for i in range(n_batches):
        rows = idx[i*batch_size:(i+1)*batch_size]
        yield X[rows], y[rows]
