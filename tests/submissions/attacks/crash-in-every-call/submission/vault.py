import ctypes


def crash(*_):
    ctypes.memset(0, 1, 1)


double = total = classify = step = crash


def halve(t):
    return t / 2
