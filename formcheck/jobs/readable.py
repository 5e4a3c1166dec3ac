"""Whether a stored clip is a video at all: asked before it waits, and before another try."""

from __future__ import annotations

from formcheck.errors import FormcheckError
from formcheck.jobs.store import Store


def refusal(store: Store, clip_sha256: str, name: str) -> FormcheckError | None:
    """Why a clip can never be looked at; None when nothing speaks against it.

    Only its container and its first picture are read, some hundredths of a second.

    Args:
        store: Where the clip is kept.
        clip_sha256: The clip.
        name: What the user calls it; it stands in the sentence.
    """
    from formcheck.video.info import probe

    try:
        probe(store.clips / clip_sha256, sha256=clip_sha256)
    except FormcheckError as error:
        return type(error)(error.what.replace(clip_sha256, name), error.hint)
    return None
