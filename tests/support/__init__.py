"""What several tests use: courses, guests, processes, commands, attacks and faults."""
