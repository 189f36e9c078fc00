"""What was judged → grades: who is in the class (roster)."""

from grader.gradebook.roster import Extension, Identity, Person, Roster, read_roster

__all__ = ["Extension", "Identity", "Person", "Roster", "read_roster"]
