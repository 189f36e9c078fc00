import numpy as np


def heaviside(z):
    return (np.asarray(z) > 0).astype(int)
