"""The manual: its pages, how Sphinx builds them, and the script that photographs what they show."""
