"""The lines of the gates, the line that is learnt epoch by epoch, and XOR, which has none."""

import numpy as np

from grader.checks import unpack
from grader.pictures import NotDrawn, Picture, array, panels, points, waiting

PAIRS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
GATES = {"AND": [0, 0, 0, 1], "OR": [0, 1, 1, 1], "NAND": [1, 1, 1, 0]}
XOR = np.array([0, 1, 1, 0])
LOW, HIGH = -0.6, 1.6
SIDE = np.linspace(-0.6037, 1.6137, 85)  # no point of it lies on a line of whole numbers


def picture(student, guest):
    """Draw a panel for each gate, for learning, and two for XOR."""
    figure, places = panels(2, 3, 2.8, 2.8)
    numbers, waits = [], []
    for axes, (name, y) in zip(places, GATES.items(), strict=False):
        axes.set_title(name)
        with waiting(axes, waits):
            weights, bias = line_of(student.gate_parameters(name))
            half_plane(axes, student, weights, bias)
            pairs(axes, y)
            numbers.append(f"{name}: w = ({weights[0]:g}, {weights[1]:g}), b = {bias:g}")
    learning, failing, network = places[3:]
    learning.set_title("AND is learnt, epoch by epoch")
    with waiting(learning, waits):
        numbers.append(learn(learning, student))
    failing.set_title("one line and XOR")
    with waiting(failing, waits):
        weights, bias = line_of(student.perceptron_fit(PAIRS, XOR))
        half_plane(failing, student, weights, bias)
        pairs(failing, XOR)
        wrong = array(student.perceptron(PAIRS, weights, bias), (4,)) != XOR
        failing.plot(*PAIRS[wrong].T, "x", color="C1", ms=18, mew=3)
        right = f"{4 - wrong.sum()} of 4 right (no line gets more than 3)"
        numbers.append(f"XOR, one line after 100 epochs: {right}")
    network.set_title("two layers and XOR")
    with waiting(network, waits):
        strip = shade(network, student.xor_network)
        if strip.min() < strip.max():
            network.contour(SIDE, SIDE, strip, levels=[0.5], colors=["black"], linewidths=2)
        pairs(network, XOR)
        right = np.sum(array(student.xor_network(PAIRS), (4,)) == XOR)
        numbers.append(f"XOR, two layers: {right} of 4 right")
    if not numbers:
        raise NotDrawn("waits for `perceptron` and `gate_parameters`")
    places[0].legend(loc="lower left", fontsize="small")
    return Picture(
        figure,
        "Where perceptrons fire: three gates, a gate that is learnt, and XOR",
        (*numbers, *waits),
        "The neuron fires in the light half of the plane. In each gate the line divides "
        "triangles from discs; in XOR any single line leaves a point on the wrong side (crossed "
        "out), and two layers cut out a strip.",
    )


def line_of(answer):
    """Return the weights (2,) and the bias that a student's function gave."""
    weights, bias = unpack(answer, "the weights", "the bias")
    return array(weights, (2,), "the weights"), float(array(bias, (), "the bias"))


def half_plane(axes, student, weights, bias):
    """Shade where the student's perceptron fires, and draw its line."""
    shade(axes, lambda x: student.perceptron(x, weights, bias))
    draw_line(axes, weights, bias, color="black")


def shade(axes, function):
    """Draw a function's answers over the plane, dark for 0 and light for 1, and return them."""
    plane = np.stack(np.meshgrid(SIDE, SIDE), axis=-1).reshape(-1, 2)
    answers = array(function(plane), (len(plane),)).reshape(len(SIDE), -1)
    axes.contourf(SIDE, SIDE, answers, levels=[-0.5, 0.5, 1.5], colors=["#7c93b8", "#f4ecc6"])
    return answers


def draw_line(axes, weights, bias, **style):
    """Draw the line w·x + b = 0 where it is in the picture; return its lowest point, or None."""
    ends = [
        (LOW + (HIGH - LOW) * share, side)[::way]
        for way, other in ((1, 0), (-1, 1))
        for side in (LOW, HIGH)
        if weights[other]
        for share in [((-bias - weights[1 - other] * side) / weights[other] - LOW) / (HIGH - LOW)]
        if 0 <= share <= 1
    ]
    if len(ends) < 2:
        return None
    axes.plot(*np.array([min(ends), max(ends)]).T, **{"ls": "-", "lw": 2, **style})
    return min(ends, key=lambda end: end[1])


def pairs(axes, y):
    """Draw the four pairs with their labels."""
    points(axes, PAIRS, y, 9)
    axes.grid(False)
    axes.set(xticks=(0, 1), yticks=(0, 1), xlim=(LOW, HIGH), ylim=(LOW, HIGH), aspect="equal")


def learn(axes, student):
    """Draw the line after each epoch, until it is right; say how many epochs it took."""
    y = np.array(GATES["AND"])
    epochs = 0
    for epochs in range(1, 21):
        weights, bias = line_of(student.perceptron_fit(PAIRS, y, epochs=epochs))
        done = np.array_equal(array(student.perceptron(PAIRS, weights, bias), (4,)), y)
        style = {"ls": "-", "lw": 2.5} if done else {"ls": ":", "lw": 1.2}
        if low := draw_line(axes, weights, bias, color="C0", **style):
            axes.annotate(str(epochs), low, (3, 7), textcoords="offset points", fontsize="small")
        if done:
            break
    pairs(axes, y)
    return f"AND after {epochs} epochs: w = ({weights[0]:g}, {weights[1]:g}), b = {bias:g}"
