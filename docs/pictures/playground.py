"""Photograph the playground for the README: `python docs/pictures/playground.py`.

It needs playwright and a Chromium (GRADER_CHROMIUM, or on PATH).
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.page import browser, served, solved_folder

HERE = Path(__file__).parent
CHOICE = "#dataset=circle&rate=0.1&stop=120&test=true"
SHOTS = {
    "playground-light": ("light", 1280, 1000),
    "playground-dark": ("dark", 1280, 1000),
    "playground-narrow": ("light", 390, 844),
}


def main() -> None:
    """Train to epoch 120 and photograph, in light, dark and narrow."""
    with solved_folder() as folder, served(folder) as address, browser() as chromium:
        for name, (scheme, width, height) in SHOTS.items():
            page = chromium.new_page(
                color_scheme=scheme, viewport={"width": width, "height": height}
            )
            page.goto(address + CHOICE)
            page.get_by_role("button", name="Play").click(timeout=120_000)
            page.get_by_text("stopped at epoch").wait_for(timeout=120_000)
            page.screenshot(path=str(HERE / f"{name}.png"), full_page=width > 1000)
            page.close()


if __name__ == "__main__":
    main()
