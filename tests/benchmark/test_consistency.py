"""Changed clips are what they are said to be, and plain sets stay what they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks import consistency
from benchmarks.consistency import CHANGES, CUT, TRIMMED, Held, Said, between, held, page, thinned
from formcheck.pipeline.document import judge
from formcheck.pipeline.options import Options
from tests import stick
from tests.observed import camera_of, observed

BODY = stick.squat(stick.paced(3))
SEEN = observed(stick.film(BODY), bar=stick.plate(BODY))


def test_what_is_held_is_what_the_document_says():
    document = judge(SEEN, Options())
    said = consistency.said_of(consistency.bare(SEEN))
    assert said.lift == document.lift.name
    assert said.reps == tuple((r.start_s, r.turn_s, r.end_s) for r in document.reps if r.complete)


def test_a_plain_set_stays_whatever_is_done_to_it():
    tried = list(held("squat", SEEN))
    assert {one.change for one in tried} == set(CHANGES)
    assert len([one for one in tried if one.change == CUT]) == 4  # two rests, two sides each
    assert all(one.same_times for one in tried)
    assert f"| {TRIMMED} | 1 of 1: 100 % |" in page([("stick", one) for one in tried])


def test_a_part_keeps_its_times_and_its_camera_begins_anew():
    time_s = SEEN.track.time_s
    drift = np.stack([10.0 * time_s, 0 * time_s], axis=1).astype(np.float32)
    track = replace(SEEN.track, image_px=SEEN.track.image_px + drift[:, None])
    whole = replace(SEEN, track=track, camera=camera_of(track, drift))
    cut = between(whole, 2.0, 5.0)
    part, moved_px = cut.track, cut.camera.at(cut.track.time_s)
    assert 2.0 <= part.time_s[0] < 2.1
    assert 4.9 < part.time_s[-1] <= 5.0
    assert moved_px[0] == pytest.approx((0.0, 0.0))
    at = int(np.searchsorted(time_s, part.time_s[-1]))
    still = part.image_px[-1] - moved_px[-1]
    assert still - still[0] == pytest.approx(
        SEEN.track.image_px[at] - SEEN.track.image_px[at, 0], abs=0.01
    )


def test_thinned_clips_have_15_looks_a_second_at_most():
    assert np.diff(thinned(SEEN).track.time_s).min() > 0.06


def test_a_mirror_twice_is_the_clip():
    twice = consistency.mirrored(consistency.mirrored(SEEN))
    assert twice.track.image_px == pytest.approx(SEEN.track.image_px, abs=0.01, nan_ok=True)
    assert consistency.mirrored(SEEN).track.image_px[0, 11, 0] == pytest.approx(
        SEEN.track.frame_size_px[0] - SEEN.track.image_px[0, 12, 0], abs=0.01
    )


def test_what_changes_is_named():
    one = Held("a", CUT, Said("squat", ((0, 1, 2),)), Said("squat", ()))
    late = replace(one, found=Said("squat", ((0, 1, 2.5),)))
    assert not one.stays
    assert late.stays
    assert not late.same_times
    text = page([("real", one), ("real", late)], names=True)
    assert "1 of 2: 50 % | 0 of 2: 0 %" in text
    assert f"- {CUT}, real: a: 1 squat → 0 squat" in text
