"""How a build ended: what was published, what was held back, and the reports a person reads."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Outcome:
    """How a build ended. `held` pairs an indicator (or `positions`) with the sentence that held it back."""

    published: str | None
    held: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    figures: int = 0
    mergers: dict[str, Any] = field(default_factory=dict)
    joins: dict[str, Any] = field(default_factory=dict)
    false_verdicts: dict[str, Any] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """0 good, 1 nothing published, 2 published with something held."""
        return 1 if self.published is None else 2 if self.held else 0
