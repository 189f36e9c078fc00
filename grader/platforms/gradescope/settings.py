"""What the instructor decided at the export, written into the zip as settings.json."""

from __future__ import annotations

import json
from dataclasses import dataclass

from grader.errors import UsageError


@dataclass(frozen=True)
class Settings:
    """Which exercises are graded, the class's secret, and whether without protection too.

    From the secret each student's inputs are drawn: the same code gets the same ones again.
    """

    exercises: tuple[str, ...]
    secret: bytes
    unsandboxed: bool = False

    def text(self) -> str:
        """Return the settings as JSON."""
        fields = {
            "exercises": self.exercises,
            "secret": self.secret.hex(),
            "unsandboxed": self.unsandboxed,
        }
        return json.dumps(fields, indent=2) + "\n"

    @classmethod
    def parse(cls, text: str) -> Settings:
        """Read what `text` wrote. Raises `UsageError` where a field is missing or wrong."""
        try:
            fields = json.loads(text)
            secret, unsandboxed = bytes.fromhex(fields["secret"]), fields["unsandboxed"]
            if not isinstance(unsandboxed, bool):  # "false" would be taken for a yes
                raise TypeError("unsandboxed is neither true nor false")
            return cls(tuple(map(str, fields["exercises"])), secret, unsandboxed)
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(
                f"settings.json is not as it was exported: {error}", "grader export gradescope"
            ) from None
