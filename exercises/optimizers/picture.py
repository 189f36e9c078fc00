"""Five walks down one valley, and how high each is after every step."""

import numpy as np

from grader.checks import unpack
from grader.pictures import NotDrawn, Picture, array, panels, waiting

STEEP, START, STEPS = np.array([1.0, 100.0]), np.array([1.0, 1.0]), 40
RULES = {  # the memories beside w, and the learning rate
    "sgd": (0, 0.015),
    "momentum": (1, 0.1),
    "adagrad": (1, 0.1),
    "rmsprop": (1, 0.03),
    "adam": (2, 0.1),
}


def picture(student, guest):
    """Draw a panel for each rule that is written, and J of all of them."""
    figure, places = panels(2, 3, 3.0, 2.5)
    heights, waits = {}, []
    w1, w2 = np.meshgrid(np.linspace(-0.5, 1.2, 18), np.linspace(-1.2, 1.2, 49))
    for axes, name in zip(places, RULES, strict=False):
        memories, rate = RULES[name]
        axes.set(
            title=f"{name}_update, lr={rate}",
            xlabel="w₁",
            ylabel="w₂",
            xlim=(-0.5, 1.2),
            ylim=(-1.2, 1.2),
        )
        with waiting(axes, waits):
            path = walk(getattr(student, f"{name}_update"), memories, rate, name == "adam")
            axes.contour(
                w1,
                w2,
                height(np.stack([w1, w2], axis=-1)),
                levels=[0.5, 8, 32],
                colors=["C4"],
                linewidths=0.8,
            )
            axes.plot(*path.T, ".-", color="C0", lw=1.2, ms=4)
            axes.plot(0, 0, "*", color="C1", ms=11)
            axes.grid(False)
            heights[name] = height(path)
    if not heights:
        raise NotDrawn("waits for `sgd_update`, or another rule")
    last = places[-1]
    markers = iter("osv^D")
    for name, values in heights.items():
        (line,) = last.plot(
            np.maximum(values, 1e-12), marker=next(markers), markevery=10, ms=6, lw=1.2
        )
        line.set_label(name)
    figure.legend(
        *last.get_legend_handles_labels(), loc="outside lower center", ncols=5, handlelength=4
    )
    last.set(title="J after each step", xlabel="step", yscale="log", ylim=(1e-7, 200))
    return Picture(
        figure,
        f"Five optimizers in the valley J = ½ (w₁² + 100 w₂²), {STEPS} steps from (1, 1)",
        (*(f"{name}: J = {values[-1]:.1g}" for name, values in heights.items()), *waits),
        "The star is the lowest point. Gradient descent leaps from side to side of the steep "
        "direction and crawls along the flat one; momentum lets the leaps cancel, and the other "
        "three find a scale for each direction.",
    )


def walk(update, memories, rate, counts):
    """Return the path (STEPS + 1, 2) of an update rule."""
    w, memory, path = START, [np.zeros(2)] * memories, [START]
    for step in range(1, STEPS + 1):
        answer = update(w, STEEP * w, *memory, *([step] if counts else []), lr=rate)
        parts = unpack(answer, "w", *["a memory"] * memories) if memories else [answer]
        w, *memory = (array(each, (2,), "an array of the step") for each in parts)
        path.append(w)
    return np.array(path)


def height(w):
    """Return J = ½ (w₁² + 100 w₂²) of points (…, 2)."""
    return np.sum(STEEP * w**2, axis=-1) / 2
