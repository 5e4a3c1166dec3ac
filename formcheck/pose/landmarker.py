"""MediaPipe's pose landmarker behind the `PoseEstimator` protocol; nobody else imports mediapipe.

Two modes of the same model are used. IMAGE mode finds several people in a single frame. VIDEO mode
tracks one person from frame to frame, which is cheaper and steadier; its landmarks pass a causal
one-euro filter, which lags 10 to 15 ms behind. The crop of the next frame is taken around the
filtered landmarks. Without the filter (tried, by giving it times that are far apart) the model
loses a lifter behind plates far more often. So the filter stays, and is given true time steps.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import ModelError, SetupError
from formcheck.machine.quiet_import import imported_later, native_silence
from formcheck.machine.system_libraries import require_libraries, setup_problem
from formcheck.observation.poses import HIPS, SHOULDERS
from formcheck.pose.estimator import Pose
from formcheck.pose.mask import read_back, read_silhouette
from formcheck.pose.model_store import ANOTHER_MODEL, SHIPPED_SHA256, ModelFile
from formcheck.pose.visibility import SmoothedVisibility

DEFAULT_STEP_MS = 33
"""Time step that the pose model is given between frames whose times do not rise: the same frame
shown again, until landmarks settle, or frames shown backward."""
LEAST_DETECTION = 0.3
"""Confidence from which on a person is detected. It is low, since plates hide faces; whoever is
found is checked against the whole clip later."""
SILHOUETTE_GAP_S = 1 / 15 - 5e-4
"""Least time between two frames of which the contour is kept; containers round times."""
MASK_STEP_PX = 4
"""Reading a mask whose width is not a multiple of this aborts the process: a known defect of
mediapipe since 0.10.30 (its issue 6331)."""
UNUSED = ("matplotlib", "matplotlib.pyplot", "sounddevice")
"""Imported by mediapipe for drawing and recording, which formcheck does not use: 0.7 s of
start-up."""


def runtime() -> str:
    """Name and version of what runs the pose model, such as `mediapipe 0.10.33`."""
    return f"mediapipe {importlib.metadata.version('mediapipe')}"


class MediaPipePoseEstimator:
    """Finds and tracks people in frames. One instance per clip and process."""

    def __init__(self, model: ModelFile) -> None:
        self._model = model
        self._finder: Any = None  # in IMAGE mode, for up to `_finder_most` people
        self._finder_most = 0
        self._tracker: Any = None  # in VIDEO mode
        # mediapipe wants time stamps that rise, but frames may repeat or go back: stamps are ahead
        # of the clip's time by as much as that took
        self._stamp_ms = -1
        self._ahead_ms = 0
        self._silhouette_s = float("-inf")  # time of the last contour that was kept
        self._visibility = SmoothedVisibility()
        self._may_warn = True  # native code writes warnings until it has found somebody once

    def find_people(self, rgb: NDArray[np.uint8], most: int) -> Sequence[Pose]:
        """See `PoseEstimator.find_people`."""
        if self._finder is None or self._finder_most != most:
            self._free(self._finder)
            self._finder = self._created("IMAGE", most)
            self._finder_most = most
        height, width = rgb.shape[:2]
        with self._quiet(), self._user_model_errors():
            result = self._finder.detect(_image(rgb))
        self._may_warn = self._may_warn and not result.pose_landmarks
        return [_pose(landmarks, width, height) for landmarks in result.pose_landmarks]

    def track(self, rgb: NDArray[np.uint8], time_s: float) -> Pose | None:
        """See `PoseEstimator.track`."""
        wide = _widened(rgb)
        if self._tracker is None:
            self._tracker = self._created("VIDEO", 1, masks=True)
        wanted_ms = round(time_s * 1000) + self._ahead_ms
        if wanted_ms <= self._stamp_ms:
            self._ahead_ms += self._stamp_ms + DEFAULT_STEP_MS - wanted_ms
            wanted_ms = self._stamp_ms + DEFAULT_STEP_MS
        self._stamp_ms = wanted_ms
        with self._quiet(), self._user_model_errors():
            result = self._tracker.detect_for_video(_image(wide), self._stamp_ms)
        self._may_warn = self._may_warn and not result.pose_landmarks
        if not result.pose_landmarks:
            self._visibility.nobody(time_s)
            return None
        height, width = wide.shape[:2]
        pose = _pose(result.pose_landmarks[0], width, height)
        pose = replace(pose, visibility=self._visibility.one_way(pose.visibility, time_s))
        # the contour of a frame that is shown again is read again: the crop may have settled since
        kept = not 0 < abs(time_s - self._silhouette_s) < SILHOUETTE_GAP_S
        if kept:
            self._silhouette_s = time_s
        return _with_outline(pose, result.segmentation_masks[0], silhouette=kept)

    @contextmanager
    def going_back(self, time_s: float) -> Iterator[None]:
        """See `PoseEstimator.going_back`."""
        before, self._silhouette_s = self._silhouette_s, time_s
        try:
            with self._visibility.going_back(time_s):
                yield
        finally:
            self._silhouette_s = before

    def close(self) -> None:
        """See `PoseEstimator.close`."""
        self._free(self._finder)
        self._free(self._tracker)
        self._finder = self._tracker = None

    def _quiet(self) -> AbstractContextManager[None]:
        return native_silence() if self._may_warn else nullcontext()

    @contextmanager
    def _user_model_errors(self) -> Iterator[None]:
        """Errors within this block are a `ModelError` if the user chose the pose model.

        Such a model may load and then not work. With the shipped model an error is a defect.
        """
        try:
            yield
        except (RuntimeError, ValueError):
            if self._model.sha256 == SHIPPED_SHA256:
                raise
            raise self._useless() from None

    def _created(self, mode: str, most: int, *, masks: bool = False) -> Any:
        tasks = _tasks()
        options = tasks.vision.PoseLandmarkerOptions(
            base_options=tasks.BaseOptions(model_asset_path=str(self._model.path)),
            running_mode=tasks.vision.RunningMode[mode],
            num_poses=most,
            min_pose_detection_confidence=LEAST_DETECTION,
            output_segmentation_masks=masks,
        )
        try:
            self._may_warn = True
            with native_silence():
                return tasks.vision.PoseLandmarker.create_from_options(options)
        except (RuntimeError, ValueError, OSError) as error:
            require_libraries()  # mediapipe loads them only now, and blames the model
            if problem := setup_problem(error):
                raise problem from None
            raise self._useless() from None

    def _useless(self) -> ModelError:
        return ModelError(f"The pose model {self._model.path.name} cannot be used.", ANOTHER_MODEL)

    def _free(self, landmarker: Any) -> None:
        if landmarker is not None:
            with native_silence(), self._user_model_errors():
                landmarker.close()


def _tasks() -> Any:
    try:
        with imported_later(*UNUSED), native_silence():
            import mediapipe
    except (ImportError, OSError) as error:
        raise setup_problem(error) or SetupError(
            "The pose model (mediapipe) cannot be loaded.", "See what `formcheck doctor` says."
        ) from None
    return mediapipe.tasks  # the package sets this attribute to its module `tasks.python`


def _image(rgb: NDArray[np.uint8]) -> Any:
    import mediapipe

    return mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=np.ascontiguousarray(rgb))


def _widened(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The frame with its right edge repeated until the width suits `MASK_STEP_PX`."""
    missing = -rgb.shape[1] % MASK_STEP_PX
    return np.pad(rgb, ((0, 0), (0, missing), (0, 0)), mode="edge") if missing else rgb


def _with_outline(pose: Pose, mask: Any, *, silhouette: bool) -> Pose:
    """The pose with the back that its mask shows and, where wanted, the contour."""
    probability = mask.numpy_view()
    person = probability.reshape(probability.shape[:2])
    hip_px, shoulder_px = (pose.image_px[pair].mean(axis=0) for pair in (HIPS, SHOULDERS))
    back, back_px = read_back(person, hip_px, shoulder_px)
    contour = read_silhouette(person, back_px) if silhouette else None
    return replace(pose, back=back, silhouette=contour)


def _pose(landmarks: Sequence[Any], width: int, height: int) -> Pose:
    values = np.array([(p.x, p.y, p.z, p.visibility) for p in landmarks], np.float32)
    return Pose(
        image_px=values[:, :2] * np.array([width, height], np.float32),
        depth_px=values[:, 2] * np.float32(width),
        visibility=values[:, 3],
    )
