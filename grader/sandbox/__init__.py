"""The border: a near side that judges, a far side that runs the student's code, and the wire."""
