"""Does anything that a stranger sends break the near side? A million inputs a reader, mutated.

::

    python -m fuzzing            every reader, with atheris where it is installed, else plainly
    python -m fuzzing --write    also put the figures into fuzzing/README.md

    mutate        bytes and JSON trees → a little different ones
    frames        what a guest sends: seeds, mutations, and the near side's reading
    files         what a student hands in: notebooks and archives
    targets       the readers by name
    watch         one input under watch: time, memory, files touched, what was raised
    plain         the loop without help: a seed and a number make the same input again
    guided        the loop of atheris, which prefers inputs that reach new code
    report        tallies → a table

The tests in tests/fuzz run the same readers on a few thousand inputs.
"""
