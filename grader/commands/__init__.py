"""One file a command, and what commands share. In go options; out comes what is printed."""
