"""What a failed check raised → the explanation that a student reads."""
