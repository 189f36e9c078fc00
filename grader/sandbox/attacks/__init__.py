"""Small attacks that are sent to a guest as if students had handed them in; never imported here.

`self_test` holds those that are tried each time before a level of protection is used. Each other
file is one of `grader doctor --attack`: its docstring says what is tried, what it must end in, and
at which levels that is claimed. Whoever gets through says so: ``got through: …``.
"""
