"""Visible checks of words: the examples of the lesson."""

import pytest

from grader.checks import assert_holds


@pytest.mark.part("split_words")
def test_words_of_the_lesson(student):
    """The words of "The cat, the dog." are the, cat, the, dog."""
    answer = student.split_words("The cat, the dog.")

    right = ["the", "cat", "the", "dog"]
    assert_holds(answer == right, "small letters, no punctuation, in order", got=answer)


@pytest.mark.part("Counter")
def test_counts_of_the_lesson(student):
    """A word is counted whatever its capitals; one that was not seen counts 0."""
    counter = student.Counter()
    counter.add("The cat, the dog.")

    counts = [counter.of("THE"), counter.of("cow")]

    assert_holds(counts == [2, 0], "the word was seen twice, and the other not at all", got=counts)
