import time


def slowly(*_):
    time.sleep(1.9)


double = total = classify = step = halve = slowly
