"""A class, judged by a Dask cluster: the work of `judge_all`, done on many machines.

::

    judge_on_cluster    submissions → what became of each          dispatch, on a `Cluster`
        only some addresses are let near a class                   address
        Dask's client: calls to workers, and their replies         connection
        what a worker is to do, and what it says, as JSON          orders, answers
        on a worker: bytes in, JSON out; a warm process judges     task

Dask carries bytes and the names of three functions of ``task``, and none of our objects. What comes
back is checked before anything is made of it; what was handed in, and is kept, never left.
"""

from grader.cluster.address import require_address
from grader.cluster.dispatch import judge_on_cluster

__all__ = ["judge_on_cluster", "require_address"]
