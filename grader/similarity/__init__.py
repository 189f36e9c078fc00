"""Sources of a class → which pairs are far more alike than the class is: evidence for a person.

::

    fingerprint(source)      what stays when names, comments and spaces do not count    fingerprints
    compare(works, …)        works against each other, and against older ones           comparison

What the handout gives, and what a large share of the class writes alike, is no evidence and is
taken off before. No source is run or parsed.
"""

from grader.similarity.comparison import Pair, Similarity, compare

__all__ = ["Pair", "Similarity", "compare"]
