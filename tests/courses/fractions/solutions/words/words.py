"""Counting the words of a sentence: a word is a run of letters, capitals do not matter."""


def split_words(sentence):
    """Give the words of a sentence in order, in small letters.

    Examples
    --------
    >>> split_words("The cat, the dog.")
    ['the', 'cat', 'the', 'dog']
    """
    ### BEGIN SOLUTION
    small = sentence.lower()
    return "".join(letter if letter.isalpha() else " " for letter in small).split()
    ### END SOLUTION


class Counter:
    """Counts the words of sentences.

    Examples
    --------
    >>> counter = Counter()
    >>> counter.add("The cat, the dog.")
    >>> counter.of("THE")
    2
    """

    def __init__(self):
        self.seen = {}

    def add(self, sentence):
        """Count the words of a sentence; give nothing."""
        ### BEGIN SOLUTION
        letters = "".join(letter if letter.isalpha() else " " for letter in sentence.lower())
        for word in letters.split():
            self.seen[word] = self.seen.get(word, 0) + 1
        ### END SOLUTION

    def of(self, word):
        """Say how often a word was seen."""
        ### BEGIN SOLUTION
        return self.seen.get(word.lower(), 0)
        ### END SOLUTION
