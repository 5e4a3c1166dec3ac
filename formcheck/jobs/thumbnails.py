"""Small pictures of people and moments, cut from the clip once and kept with the job."""

from __future__ import annotations

from pathlib import Path

from formcheck.analysis import Clip, PersonBox
from formcheck.jobs.files import keep_bytes
from formcheck.jobs.job import Job
from formcheck.jobs.store import Store

HEIGHT_PX = 240
MARGIN = 0.12
WIDTH_SHARE = 0.75  # of the height: people side by side, all in pictures of one shape
WAITING_AT_S = 0.5
Box = tuple[int, int, int, int]


def person(store: Store, job: Job, clip: Clip, box: PersonBox) -> Path:
    """A picture of somebody seen in the clip.

    Raises:
        FormcheckError: The clip cannot be read any more.
    """
    path = store.folder(job.id) / "people" / f"{box.number}.jpg"
    if not path.exists():
        crop = around(box, clip.width_px, clip.height_px)
        keep_bytes(path, _cut(store.clip(job), box.at_s, crop))
    return path


def waiting(store: Store, job: Job) -> Path:
    """A picture from the beginning of a clip, to know it by while it waits.

    Raises:
        FormcheckError: The clip cannot be read.
    """
    path = store.folder(job.id) / "waiting.jpg"
    if not path.exists():
        keep_bytes(path, _cut(store.clip(job), WAITING_AT_S, None))
    return path


def around(box: PersonBox, width_px: int, height_px: int) -> Box:
    """The part of the picture with that person and some room, three wide to four high.

    Where the picture is too small for that shape it is cut to what there is.
    """
    left, top, right, bottom = box.box_px
    room = 1 + 2 * MARGIN
    high = max(room * (bottom - top), room * (right - left) / WIDTH_SHARE)
    low_x, high_x = _inside((left + right) / 2, WIDTH_SHARE * high, width_px)
    low_y, high_y = _inside((top + bottom) / 2, high, height_px)
    return low_x, low_y, high_x, high_y


def _inside(center: float, length: float, limit: int) -> tuple[int, int]:
    length = min(length, limit)
    start = min(max(center - length / 2, 0.0), limit - length)
    return round(start), round(start + length)


def _cut(clip: Path, at_s: float, crop: Box | None) -> bytes:
    import cv2

    from formcheck.errors import VideoError
    from formcheck.video.reading import read_frames

    frames = read_frames(clip, start_s=at_s, crop=crop, longest_px=HEIGHT_PX)
    frame = next(iter(frames), None)
    if frame is None:
        raise VideoError("There is no picture at that moment.", "Go by name or number.")
    done, jpeg = cv2.imencode(".jpg", cv2.cvtColor(frame.rgb, cv2.COLOR_RGB2BGR))
    if not done:
        raise VideoError("The picture could not be made.", "Go by name or number.")
    return jpeg.tobytes()
