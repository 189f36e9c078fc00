"""An archive → its files, listed and read in a locked process that knows nothing else.

::

    near side    unpacker    a student's archive: which bytes are asked for
                 class_zip   the same of the zip that a whole class came in
                 believed    what of the answers is believed
                 helper      the process, started once, that has one for each student; and the zip's
    both sides   frames      what travels between them
    far side     start far   one process for each student, with limits and nothing to open

What a process reads of one student it cannot keep for the next one. Where a platform has no fork,
each student's is started anew; where it has no Landlock or seccomp, the limits are all that it has.
"""

from grader.unpacking.unpacker import Unpacker

__all__ = ["Unpacker"]
