"""What a user may say about a clip."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from formcheck import __version__
from formcheck.analysis import SCHEMA_VERSION
from formcheck.errors import OptionError
from formcheck.lifts import LIFT_OF, VARIANTS
from formcheck.observation.observation import Observation
from formcheck.reps.corrections import Corrections
from formcheck.reps.set_of_reps import RepOptions
from formcheck.thresholds import Thresholds


@dataclass(frozen=True)
class Options:
    """What a user may say about a clip; None lets formcheck find out.

    Attributes:
        lift: "squat" or "deadlift".
        variant: One of `VARIANTS` of the lift; without a lift it tells that, too.
        model: Another pose landmarker bundle than the shipped one.
        lifter: Number of the person to measure, as listed in the document's `lifter.people`.
        thresholds: The limits to judge by.
        use_cache: Keep poses on disk and use kept ones.
        workers: Processes for the pose model; None takes one per core.
        corrections: Reps a user struck out or added.
    """

    lift: str | None = None
    variant: str | None = None
    model: Path | None = None
    lifter: int | None = None
    thresholds: Thresholds = field(default_factory=Thresholds)
    use_cache: bool = True
    workers: int | None = None
    corrections: Corrections = field(default_factory=Corrections)

    @property
    def rep_options(self) -> RepOptions:
        """What the user gave of the reps; other limits of faults leave it as it is."""
        return RepOptions(
            self.lift or LIFT_OF.get(self.variant or ""),  # type: ignore[arg-type]
            self.variant,
            self.thresholds.partial_rep_share,
            self.corrections,
        )


def check_options(options: Options) -> None:
    """Raises `OptionError` when lift or variant is unknown, or they do not go together."""
    if options.lift is not None and options.lift not in VARIANTS:
        raise OptionError(
            f"There is no lift called {options.lift}.", f"Use one of: {', '.join(VARIANTS)}."
        )
    if options.variant is None:
        return
    known = ", ".join(VARIANTS[options.lift] if options.lift else LIFT_OF)
    lift = LIFT_OF.get(options.variant)
    if lift is None:
        raise OptionError(f"There is no variant called {options.variant}.", f"Use one of: {known}.")
    if options.lift is not None and options.lift != lift:
        raise OptionError(
            f"{options.variant} is a style of the {lift}, not of the {options.lift}.",
            f"Use one of: {known}. Or leave out the lift: the variant sets it.",
        )


def deciding_digest(asked: Mapping[str, Any]) -> str:
    """Stands for what decides a document beside the clip: what is asked, and all versions.

    Another version may see or judge otherwise, or write it down otherwise.
    """
    versions = {
        "formcheck": __version__,
        "schema": SCHEMA_VERSION,
        "extraction": Observation.extraction_version,
    }
    parts = json.dumps({**versions, **asked}, sort_keys=True)
    return hashlib.sha256(parts.encode()).hexdigest()
