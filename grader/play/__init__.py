"""A student's sources → a page on this machine, on which the student's own functions train.

`Playground` answers what a page asks, whoever carries the words; `Child` is the process in which a
student's code runs; `application` is what the server of `grader.loopback` serves.
"""

from grader.play.child import Child, StudentCode
from grader.play.playground import Playground, Reply
from grader.play.server import application

__all__ = ["Child", "Playground", "Reply", "StudentCode", "application"]
