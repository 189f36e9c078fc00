"""Run a student's code on a far side that can do no harm, and return plain answers from it."""
