"""What became of a batch, for programs: counts, and every failure with its reason."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from formcheck import __version__
from formcheck.batch.state import Marker


@dataclass(frozen=True)
class Reason:
    """A clip and why there is no verdict for it."""

    clip: str
    document: str
    reason: str
    hint: str = ""


@dataclass(frozen=True)
class Summary:
    """A batch in numbers; independent of how often it was interrupted.

    Attributes:
        clips: All clips of the run.
        analyzed: Clips with a document, duplicates and abstentions included.
        failed: Clips without one.
        abstained: Clips with a document that could judge nothing.
        duplicates: Clips whose document is that of another clip with the same content.
        reps: Counted reps of all clips.
        flagged_reps: Those of them that are flagged, more than perhaps.
        failures: The failed clips with their reasons.
        abstentions: The abstained clips with their reasons.
    """

    clips: int
    analyzed: int
    failed: int
    abstained: int
    duplicates: int
    reps: int
    flagged_reps: int
    failures: tuple[Reason, ...]
    abstentions: tuple[Reason, ...]
    settings: str
    formcheck_version: str = __version__

    def to_json(self) -> str:
        """As JSON text."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n"


def summarize(markers: Iterable[Marker], settings: str) -> Summary:
    """Add up what became of every clip.

    Args:
        markers: One for each clip of the run, in order of document.
        settings: `settings_key` of the run.
    """
    markers = tuple(markers)
    analyzed = [marker for marker in markers if marker.status == "analyzed"]
    failures = tuple(
        Reason(marker.source.name, marker.document, marker.what, marker.hint)
        for marker in markers
        if marker.status == "failed"
    )
    abstentions = tuple(
        Reason(marker.source.name, marker.document, marker.abstained)
        for marker in analyzed
        if marker.abstained
    )
    return Summary(
        clips=len(markers),
        analyzed=len(analyzed),
        failed=len(failures),
        abstained=len(abstentions),
        duplicates=len(analyzed) - len({marker.sha256 for marker in analyzed}),
        reps=sum(marker.reps for marker in analyzed),
        flagged_reps=sum(marker.flagged for marker in analyzed),
        failures=failures,
        abstentions=abstentions,
        settings=settings,
    )
