"""Finds the pose model's file and checks it. Nothing is ever downloaded.

The path that was given comes first, then that in the environment variable `FORMCHECK_MODEL`, then
the model that comes with the code, whose hash is known.
"""

from __future__ import annotations

import os
import zipfile
from dataclasses import dataclass
from pathlib import Path

from formcheck.errors import ModelError
from formcheck.machine import shipped
from formcheck.machine.files import path_in, sha256_of

SHIPPED_NAME = "pose_landmarker_full"
SHIPPED_SHA256 = "c8117f63b71fd13d1a75915d943a4b906d3eb52f7fecfe8fd4f3b7cf2991e11e"
ENVIRONMENT = "FORMCHECK_MODEL"
INNER_FILES = ("pose_detector.tflite", "pose_landmarks_detector.tflite")
ANOTHER_MODEL = "Give a pose landmarker bundle (.task), or leave the option out."
INSTALL_AGAIN = "Install formcheck again, or restore the file in models/."


@dataclass(frozen=True)
class ModelFile:
    """A pose model: file name without its ending, place, and hash of its bytes in hex."""

    name: str
    path: Path
    sha256: str


def find_model(path: str | Path | None = None, *, check: bool = True) -> ModelFile:
    """Find and check the pose model.

    Args:
        path: A bundle of the user's choice; None looks for the shipped one.
        check: False trusts the shipped bundle without hashing it: enough to look for poses that it
            gave before, not to get new ones.

    Raises:
        ModelError: It is missing, damaged, or no pose landmarker bundle.
    """
    from_user = Path(path) if path else path_in(os.environ, ENVIRONMENT)
    if from_user:
        return _model_from_user(from_user)
    file = shipped.model_folder() / f"{SHIPPED_NAME}.task"
    if not file.is_file():
        raise ModelError(f"The pose model {SHIPPED_NAME} is missing.", INSTALL_AGAIN)
    if check and _sha256(file) != SHIPPED_SHA256:
        raise ModelError(f"The pose model {file.name} is damaged.", INSTALL_AGAIN)
    return ModelFile(SHIPPED_NAME, file, SHIPPED_SHA256)


def _model_from_user(file: Path) -> ModelFile:
    if not file.is_file():
        raise ModelError(f"There is no pose model {file.name}.", ANOTHER_MODEL)
    try:
        with zipfile.ZipFile(file) as bundle:
            missing = set(INNER_FILES) - set(bundle.namelist())
            damaged = None if missing else bundle.testzip()
    except PermissionError:
        raise ModelError(f"The pose model {file.name} cannot be read.", ANOTHER_MODEL) from None
    except (zipfile.BadZipFile, OSError):
        raise ModelError(f"{file.name} is not a pose landmarker bundle.", ANOTHER_MODEL) from None
    if missing:
        raise ModelError(f"{file.name} is not a pose landmarker bundle.", ANOTHER_MODEL)
    if damaged:
        raise ModelError(f"The pose model {file.name} is damaged.", ANOTHER_MODEL)
    return ModelFile(file.stem, file.absolute(), _sha256(file))


def _sha256(file: Path) -> str:
    try:
        return sha256_of(file)
    except OSError:
        raise ModelError(f"The pose model {file.name} cannot be read.", ANOTHER_MODEL) from None
