"""An observation as bytes, and back: the one place that knows which format the store uses."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np

from formcheck.observation.observing import Observation

try:
    from formcheck.observation.format import from_bytes, to_bytes
except ModuleNotFoundError:  # INTERIM: until the observation format lands
    from formcheck.extraction.extract import Extraction
    from formcheck.observation.pose_cache import _arrays, _kept

    def to_bytes(seen: Observation) -> bytes:
        extraction = Extraction(
            info=seen.info, track=seen.track, bar=seen.bar, decode_s=0.0, pose_s=0.0,
            warnings=seen.warnings, heel_rises=seen.heel_rises,
        )  # fmt: skip
        arrays = _arrays(extraction, seen.runtime)
        model = json.dumps([seen.info.name, seen.model_name, seen.model_sha256])
        stream = io.BytesIO()
        np.savez_compressed(stream, **arrays, model=np.array(model))
        return stream.getvalue()

    def from_bytes(data: bytes, name: str = "The file") -> Observation:
        with np.load(io.BytesIO(data), allow_pickle=False) as entries:
            stored: dict[str, Any] = dict(entries)
        kept = _kept(stored)
        found = kept.extraction
        _, model_name, sha = json.loads(str(stored["model"]))
        return Observation(
            info=found.info, model_name=model_name, model_sha256=sha, runtime=kept.runtime or "",
            track=found.track, bar=found.bar, warnings=found.warnings, decode_s=0.0, pose_s=0.0,
            from_cache=True, heel_rises=found.heel_rises,
        )  # fmt: skip


__all__ = ["from_bytes", "to_bytes"]
