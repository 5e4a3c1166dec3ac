"""MediaPipe's pose landmarker behind the `PoseEstimator` protocol; nobody else imports mediapipe.

Two modes of the same model are used. IMAGE mode looks at a frame by itself and finds several
people. VIDEO mode tracks one person from frame to frame, which is cheaper and steadier; its
result passes a causal one-euro filter that lags 10 to 15 ms behind. The model aims its next crop
by its filtered result: without the filter it loses a lifter behind plates far more often (tried,
by stamping frames far apart in time), so the filter stays and is told true time steps.
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

# told to the pose model between frames whose times repeat (settling) or fall (looking back)
DEFAULT_STEP_MS = 33
# faces hide behind plates; whoever is found is checked against the whole clip anyway
LEAST_DETECTION = 0.3
SILHOUETTE_GAP_S = 1 / 15 - 5e-4
"""Least time between two frames of which the contour is kept; containers round times."""
MASK_STEP_PX = 4
"""Masks of other widths than its multiples abort the whole process when they are read: a known
defect of mediapipe since 0.10.30 (its issue 6331)."""
# mediapipe imports these for drawing and recording, which is never used here: 0.7 s of start-up
UNUSED = ("matplotlib", "matplotlib.pyplot", "sounddevice")


def runtime() -> str:
    """Name and version of what runs the pose model, such as `mediapipe 0.10.33`."""
    return f"mediapipe {importlib.metadata.version('mediapipe')}"


class MediaPipePoseEstimator:
    """Finds and tracks people in frames. One instance per clip and process."""

    def __init__(self, model: ModelFile) -> None:
        self._model = model
        self._finder: Any = None
        self._finder_most = 0
        self._follower: Any = None
        self._stamp_ms = -1
        self._silhouette_s = float("-inf")
        self._visibility = SmoothedVisibility()
        self._talks = True  # until somebody was found: that makes native code warn once
        self._ahead_ms = 0  # of the clip's time: stamps only rise, frames may repeat or go back

    def find_people(self, rgb: NDArray[np.uint8], most: int) -> Sequence[Pose]:
        """See `PoseEstimator.find_people`."""
        if self._finder is None or self._finder_most != most:
            self._free(self._finder)
            self._finder = self._created("IMAGE", most)
            self._finder_most = most
        height, width = rgb.shape[:2]
        with self._quiet(), self._model_blamed():
            result = self._finder.detect(_image(rgb))
        self._talks = self._talks and not result.pose_landmarks
        return [_pose(landmarks, width, height) for landmarks in result.pose_landmarks]

    def track(self, rgb: NDArray[np.uint8], time_s: float) -> Pose | None:
        """See `PoseEstimator.track`."""
        wide = _widened(rgb)
        if self._follower is None:
            self._follower = self._created("VIDEO", 1, outlines=True)
        wanted_ms = round(time_s * 1000) + self._ahead_ms
        if wanted_ms <= self._stamp_ms:
            self._ahead_ms += self._stamp_ms + DEFAULT_STEP_MS - wanted_ms
            wanted_ms = self._stamp_ms + DEFAULT_STEP_MS
        self._stamp_ms = wanted_ms
        with self._quiet(), self._model_blamed():
            result = self._follower.detect_for_video(_image(wide), self._stamp_ms)
        self._talks = self._talks and not result.pose_landmarks
        if not result.pose_landmarks:
            self._visibility.nobody(time_s)
            return None
        height, width = wide.shape[:2]
        pose = _pose(result.pose_landmarks[0], width, height)
        pose = replace(pose, visibility=self._visibility.told(pose.visibility, time_s))
        # a frame that is shown again is read again: the pose model's crop may have settled since
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
        self._free(self._follower)
        self._finder = self._follower = None

    def _quiet(self) -> AbstractContextManager[None]:
        return native_silence() if self._talks else nullcontext()

    @contextmanager
    def _model_blamed(self) -> Iterator[None]:
        """Models of somebody else's may load and then not work; ours do."""
        try:
            yield
        except (RuntimeError, ValueError):
            if self._model.sha256 == SHIPPED_SHA256:
                raise
            raise self._useless() from None

    def _created(self, mode: str, most: int, *, outlines: bool = False) -> Any:
        tasks = _tasks()
        options = tasks.vision.PoseLandmarkerOptions(
            base_options=tasks.BaseOptions(model_asset_path=str(self._model.path)),
            running_mode=tasks.vision.RunningMode[mode],
            num_poses=most,
            min_pose_detection_confidence=LEAST_DETECTION,
            output_segmentation_masks=outlines,
        )
        try:
            self._talks = True
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
            with native_silence(), self._model_blamed():
                landmarker.close()


def _tasks() -> Any:
    try:
        with imported_later(*UNUSED), native_silence():
            import mediapipe
    except (ImportError, OSError) as error:
        raise setup_problem(error) or SetupError(
            "The pose model (mediapipe) cannot be loaded.", "See what `formcheck doctor` says."
        ) from None
    return mediapipe.tasks  # this name is what others call mediapipe.tasks.python


def _image(rgb: NDArray[np.uint8]) -> Any:
    import mediapipe

    return mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=np.ascontiguousarray(rgb))


def _widened(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The frame with its right edge repeated until the width suits `MASK_STEP_PX`."""
    missing = -rgb.shape[1] % MASK_STEP_PX
    return np.pad(rgb, ((0, 0), (0, missing), (0, 0)), mode="edge") if missing else rgb


def _with_outline(pose: Pose, mask: Any, *, silhouette: bool) -> Pose:
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
