"""What honest work does with matplotlib."""

import os

import matplotlib.pyplot as plt
import numpy as np


def draws_to_files():
    """Pictures of every kind, with text, in each format."""
    figure, axes = plt.subplots(2, 2)
    axes[0, 0].plot(np.arange(10), label="$x^2$")
    axes[0, 0].legend()
    axes[0, 1].scatter(*np.random.default_rng(0).normal(size=(2, 50)), c=np.arange(50))
    image = axes[1, 0].imshow(np.ones((8, 8)))
    figure.colorbar(image)
    axes[1, 1].hist(np.arange(10))
    figure.suptitle("Loss — η = 0.1")
    figure.tight_layout()
    for kind in ("png", "pdf", "svg", "jpg"):
        figure.savefig(f"figure.{kind}")
    plt.show()
    plt.close("all")
    return all(os.path.getsize(f"figure.{kind}") > 0 for kind in ("png", "pdf", "svg", "jpg"))


def moves():
    """An animation, and a surface."""
    from matplotlib.animation import FuncAnimation, PillowWriter

    figure = plt.figure()
    axes = figure.add_subplot(projection="3d")
    grid = np.meshgrid(np.arange(5), np.arange(5))
    axes.plot_surface(*grid, grid[0] * grid[1])
    FuncAnimation(figure, lambda n: axes.view_init(30, 10 * n), frames=2).save(
        "moving.gif", writer=PillowWriter()
    )
    plt.close(figure)
    return os.path.getsize("moving.gif") > 0


def finds_fonts_anew():
    """The list of fonts, made from nothing."""
    from matplotlib.font_manager import FontManager

    return len(FontManager().ttflist) > 0
