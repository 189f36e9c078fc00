"""Run a student's code on a far side that can do no harm, and return plain answers from it.

A `SandboxSettings` and the sources to load go in; plain data, or a `StudentError` or `GuestEnded`,
comes back. It hands on no name: the far side imports this package too, and nothing of ours but
`guest`, `wire` and `channel`.
"""
