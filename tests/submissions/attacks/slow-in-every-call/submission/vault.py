import time


def slowly(*_):
    time.sleep(0.9)


double = total = classify = step = halve = slowly
