"""What a student's process may use, as course.yml says it."""

from __future__ import annotations

from pydantic import Field, model_validator

from grader.course.fields import Count, Positive, Strict, broken_rule, refuse


class Limits(Strict):
    """What a student's process may use: seconds of wall time, and sizes."""

    call_seconds: Positive = Field(default=10.0, description="seconds for one call of a function")
    exercise_seconds: Positive = Field(default=120.0, description="seconds for the whole exercise")
    memory_mb: Count = Field(default=2048, description="resident memory, in MiB")
    output_kb: Count = Field(default=1024, description="what it prints, in KiB")
    disk_mb: Count = Field(default=64, description="what it writes to files, in MiB")
    answer_mb: Count = Field(
        default=4, le=64,
        description="what one call returns, in MiB, and its arguments where a check looks at them "
        "again; of numbers in lists a few take as much",
    )  # fmt: skip
    check_seconds: Positive = Field(
        default=10.0, description="CPU seconds that a check itself takes, without the student's"
    )

    @model_validator(mode="after")
    def _a_call_is_a_part_of_the_whole(self) -> Limits:
        if self.call_seconds > self.exercise_seconds:
            call, whole = f"{self.call_seconds:g} s", f"{self.exercise_seconds:g} s"
            what = f"a call may take {call}, but the whole exercise only {whole}"
            refuse(broken_rule(what, "raise exercise_seconds, or lower call_seconds"))
        return self
