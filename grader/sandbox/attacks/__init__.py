"""Small attacks that `grader doctor --attack` sends to a guest, as if students had handed them in.

They are texts and never imported. Each says in its docstring what is tried, what it must end in,
and at which levels of protection that is claimed. Who gets through says so: ``got through: …``.
"""
