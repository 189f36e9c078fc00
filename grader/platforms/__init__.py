"""Where courses live: a room for each platform, which nothing below commands/ imports."""
