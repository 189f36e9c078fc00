"""course.yml and solutions/ → a Course, its references and misconceptions."""
