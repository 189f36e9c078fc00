"""The far side: what runs beside the student's code. Of ours it imports wire and channel alone."""
