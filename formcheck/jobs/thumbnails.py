"""Small pictures of people and moments, cut from the clip once and kept with the job."""

from __future__ import annotations

from pathlib import Path

from formcheck.analysis import PersonBox
from formcheck.jobs.job import Job
from formcheck.jobs.store import Store

HEIGHT_PX = 240
MARGIN = 0.12


def person(store: Store, job: Job, box: PersonBox) -> Path:
    """A picture of somebody seen in the clip.

    Raises:
        FormcheckError: The clip cannot be read any more.
    """
    path = store.folder(job.id) / "people" / f"{box.number}.jpg"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(_cut(store.clip(job), box))
    return path


def _cut(clip: Path, box: PersonBox) -> bytes:
    import cv2

    from formcheck.errors import VideoError
    from formcheck.video import read_frames

    left, top, right, bottom = box.box_px
    wide, high = MARGIN * (right - left), MARGIN * (bottom - top)
    crop = tuple(int(v) for v in (left - wide, top - high, right + wide, bottom + high))
    frames = read_frames(clip, start_s=box.at_s, crop=crop, longest_px=HEIGHT_PX)  # type: ignore[arg-type]
    frame = next(iter(frames), None)
    if frame is None:
        raise VideoError("There is no picture of this person.", "Choose by number.")
    done, jpeg = cv2.imencode(".jpg", cv2.cvtColor(frame.rgb, cv2.COLOR_RGB2BGR))
    if not done:
        raise VideoError("The picture could not be made.", "Choose by number.")
    return jpeg.tobytes()
