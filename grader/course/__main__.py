"""Print the JSON Schema of course.yml: ``python -m grader.course > course.schema.json``."""

from grader.course.model import schema_text

print(schema_text(), end="")
