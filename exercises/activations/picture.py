"""Ten activations and their slopes, each in a panel of its own; dots mark kinks and jumps."""

import numpy as np

from grader.pictures import NotDrawn, Picture, array, panels, waiting

NAMES = (
    "identity", "binary_step", "logistic", "tanh", "relu",
    "gelu", "softplus", "elu", "selu", "leaky_relu",
)  # fmt: skip
BREAKS = ("binary_step", "relu", "selu", "leaky_relu")
LEFT, RIGHT = np.linspace(-4, -1e-6, 160), np.linspace(1e-6, 4, 160)


def picture(student, guest):
    """Draw a panel for each function that is written with its derivative."""
    figure, places = panels(2, 5, 2.2, 2.2)
    largest, waits = {}, []
    for name, axes in zip(NAMES, places, strict=True):
        axes.set(title=name, xlim=(-4, 4), ylim=(-2.2, 4.2), xticks=(-4, 0, 4))
        axes.set_yticks((-2, 0, 2, 4))
        with waiting(axes, waits):
            largest[name] = draw(axes, student, name)
    if not largest:
        raise NotDrawn("waits for `identity` and `identity_derivative`, or another pair")
    most = max((axes.lines for axes in places), key=len)
    names = {0: "f(x)", 2: "its slope f′(x)", 4: "kink or jump"}
    key = {names[k]: most[k] for k in names if k < len(most)}
    figure.legend([*key.values()], [*key], loc="outside lower center", ncols=3)
    tops = ", ".join(f"{name} {top:.3g}" for name, top in largest.items())
    return Picture(
        figure,
        "Activations and their slopes from −4 to 4",
        (f"largest slope between −4 and 4: {tops}", *waits),
        "Follow the dashed lines: where one lies on 0, nothing is learnt. The logistic "
        "function's is low even at its top; those of ReLU and its relatives stay at 1 on the "
        "right.",
    )


def draw(axes, student, name):
    """Draw one function and its slope, without a stroke across 0; return the largest slope."""
    x = np.concatenate([LEFT, RIGHT])
    curves = [
        array(getattr(student, each)(x), x.shape, f"`{each}(x)`")
        for each in (name, f"{name}_derivative")
    ]
    for curve, style in zip(
        curves, ({"color": "C0", "ls": "-"}, {"color": "C1", "ls": "--"}), strict=True
    ):
        for side, values in ((LEFT, curve[:160]), (RIGHT, curve[160:])):
            axes.plot(side, values, **style)
    if name in BREAKS:
        for curve, colour in zip(curves, ("C0", "C1"), strict=True):
            axes.plot([0, 0], curve[159:161], "o", color=colour, ms=5, zorder=3)
    return curves[1].max()
