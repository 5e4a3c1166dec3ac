#!/usr/bin/env python3
"""Builds the pose model bundle again and compares it with the one in models/.

    python scripts/build_models.py            builds into a temporary folder and compares
    python scripts/build_models.py --out DIR  keeps what was built

Needs `uv` and `npm` on the PATH and a package index for each; everything else happens in an
environment of its own, because the metadata writer is only in mediapipe 0.10.21, which formcheck
itself does not use. Nothing in the project's own environment is touched.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

MEDIAPIPE = "mediapipe==0.10.21"
PYTHON = "3.11"
POSE_PACKAGE = "@mediapipe/pose@0.5.1675469404"
DETECTOR = "mediapipe/modules/pose_detection/pose_detection.tflite"
SOURCES_SHA256 = {  # the first characters, as far as they are on record
    "pose_detection.tflite": "9ba9dd3d",
    "pose_landmark_full.tflite": "e9a5c5cb",
}
BUNDLE = "pose_landmarker_full.task"
LANDMARKS = "pose_landmark_full.tflite"
MODELS = Path(__file__).resolve().parents[1] / "models"

# runs inside the environment that has mediapipe 0.10.21
PACK = """
import sys
from pathlib import Path
from mediapipe.tasks.python.metadata.metadata_writers import metadata_writer
from mediapipe.tasks.python.metadata.metadata_writers import model_asset_bundle_utils

def described(path, mean, deviation):
    writer = metadata_writer.MetadataWriter.create(Path(path).read_bytes())
    writer.add_general_info(Path(path).stem)
    writer.add_image_input([mean], [deviation])
    return writer.populate()[0]

detector, landmarks, bundle = sys.argv[1:]
model_asset_bundle_utils.create_model_asset_bundle(
    {
        "pose_detector.tflite": described(detector, 127.5, 127.5),
        "pose_landmarks_detector.tflite": described(landmarks, 0.0, 255.0),
    },
    bundle,
)
"""


def main() -> int:
    """Build, compare, say so."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, help="folder for what was built")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        out = options.out or work / "models"
        out.mkdir(parents=True, exist_ok=True)
        python = make_environment(work / "env")
        sources = fetch(work, python)
        build(python, sources["pose_detection.tflite"], sources[LANDMARKS], out / BUNDLE)
        return 1 if report(out / BUNDLE, MODELS / BUNDLE) else 0


def make_environment(folder: Path) -> Path:
    """Make an environment with the mediapipe that can write metadata; gives its Python."""
    run("uv", "venv", "--quiet", "--python", PYTHON, str(folder))
    python = folder / "bin" / "python"
    # without this project's own settings, which leave out a package that 0.10.21 needs
    run("uv", "pip", "install", "--no-config", "--quiet", "--python", str(python), MEDIAPIPE)
    return python


def fetch(work: Path, python: Path) -> dict[str, Path]:
    """Get the two networks and check what is known of their sums."""
    packages = run(str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))")
    found = {"pose_detection.tflite": Path(packages.strip()) / DETECTOR}
    archive = run("npm", "pack", "--silent", "--pack-destination", str(work), POSE_PACKAGE)
    with tarfile.open(work / archive.strip().splitlines()[-1]) as package:
        package.extractall(work / "pose", filter="data")
    found[LANDMARKS] = work / "pose" / "package" / LANDMARKS
    for name, path in found.items():
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        if not sha256.startswith(SOURCES_SHA256[name]):
            sys.exit(f"{name} is not the file the model was made from: {sha256}")
    return found


def build(python: Path, detector: Path, landmarks: Path, bundle: Path) -> None:
    """Describe both networks and zip them."""
    run(str(python), "-c", PACK, str(detector), str(landmarks), str(bundle))


def report(built: Path, kept: Path) -> int:
    """Compare the files inside two bundles; gives how many differ."""
    mine, theirs = inner_sums(built), inner_sums(kept)
    differing = [name for name in mine | theirs if mine.get(name) != theirs.get(name)]
    for name in sorted(mine | theirs):
        print(f"{built.name}: {name}: {'DIFFERS' if name in differing else 'the same'}")
    return len(differing)


def inner_sums(bundle: Path) -> dict[str, str]:
    """sha256 of every file in a zip."""
    with zipfile.ZipFile(bundle) as files:
        return {name: hashlib.sha256(files.read(name)).hexdigest() for name in files.namelist()}


def run(*command: str) -> str:
    """Run a program, give its output, stop when it fails."""
    done = subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE)
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
