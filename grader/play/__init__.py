"""A student's sources → a page on this machine, on which the student's own functions train.

`Playground` answers what a page asks, whoever carries the words; `Child` is the process in which a
student's code runs; `application` and `Gate` are the server, which lets this user's browser in.
"""

from grader.play.child import Child, StudentCode
from grader.play.playground import Playground, Reply
from grader.play.server import Gate, Server, application, listen

__all__ = [
    "Child", "Gate", "Playground", "Reply", "Server", "StudentCode", "application", "listen",
]  # fmt: skip
