"""`grader watch`: each save of a student's → what the visible checks say, until the student quits.

::

    watched       the plain picture of the moment, and the words for it
    desk          saves, keys and what checks say → the next picture
    warm_check    one exercise, checked again and again in a sandbox that stays warm
    worker        the thread in which checks run and pictures are drawn
    saves         the thread that hears of saved files
    editor        which editor opens a file
    front         the screen or the lines, as the terminal is
    screen        the picture, drawn on a terminal by textual
    lines         the same, in lines that are only ever added

Only the desk decides, and only in the thread that draws: the others hand it what they have.
"""

from grader.commands.watch.desk import Start, start
from grader.commands.watch.front import watch

__all__ = ["Start", "start", "watch"]
