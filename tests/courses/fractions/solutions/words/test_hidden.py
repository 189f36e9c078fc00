"""Hidden checks of words: other sentences."""

import pytest

from grader.checks import assert_holds

SENTENCES = (
    ("Row, row, row your boat!", ["row", "row", "row", "your", "boat"]),
    ("one-two\tTHREE\n4 five", ["one", "two", "three", "five"]),
)


@pytest.mark.part("split_words")
def test_other_sentences(student):
    """Words end at whatever is no letter."""
    for sentence, right in SENTENCES:
        answer = student.split_words(sentence)
        assert_holds(answer == right, "small letters, no punctuation, in order", got=answer)


@pytest.mark.part("split_words")
def test_no_words(student):
    """A sentence without letters has no words."""
    answers = [student.split_words(""), student.split_words("?! 42")]

    assert_holds(answers == [[], []], "an empty list", got=answers)


@pytest.mark.part("Counter", weight=2)
def test_counts_of_several_sentences(student):
    """Counts go on from sentence to sentence."""
    counter = student.Counter()
    for sentence, _ in SENTENCES * 2:
        counter.add(sentence)

    counts = [counter.of(word) for word in ("row", "Three", "boat", "4", "cow")]

    assert_holds(counts == [6, 2, 2, 0, 0], "every sentence counts", got=counts)


@pytest.mark.part("Counter")
def test_counters_do_not_share(student):
    """Two counters count apart."""
    first, second = student.Counter(), student.Counter()
    first.add("cat")

    counts = [first.of("cat"), second.of("cat")]

    assert_holds(counts == [1, 0], "each counter has its own counts", got=counts)
