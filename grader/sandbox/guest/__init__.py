"""The far side: what runs beside the student's code. It imports nothing of ours but the wire."""
