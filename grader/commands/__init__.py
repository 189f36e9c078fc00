"""One file a command, and what commands share. Options come in, what is printed goes out."""
