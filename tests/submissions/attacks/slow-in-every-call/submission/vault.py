import time


def slowly(*_):
    time.sleep(0.45)


double = total = classify = step = halve = slowly
