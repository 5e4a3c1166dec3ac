"""Do the tests notice? Forty small faults, each seeded alone in a copy, against its quick tests.

    python scripts/mutants.py [NAME ...]     only those whose file or fault names it

A fault that no test notices is printed as LIVES. A test may go, or be made cheaper, when as many
are killed after it as before. A fault whose text is no longer in its file is an error: mend it.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
COPIED = ("formcheck", "tests", "benchmarks", "docs", "scripts", "tools", ".streamlit")
LINKED = ("models", "sample_videos", "benchmarks/data")
SINGLE = ("pyproject.toml", "app.py", "README.md", "CHANGELOG.md", "Makefile")
MOST_S = 900
FAILED = 1
"""What pytest ends with when a test failed; anything else but 0 says nothing of the fault."""


@dataclass(frozen=True)
class Mutant:
    """One fault: in which file which text becomes which, and the tests that should notice."""

    file: str
    old: str
    new: str
    tests: str

    @property
    def name(self) -> str:
        return f"{self.file}: {self.old!r} -> {self.new!r}"


MUTANTS = (
    # plane geometry: signs, units, guards
    Mutant(
        "arithmetic/geometry.py",
        "across = forward * (shoulder_px",
        "across = (shoulder_px",
        "core/test_geometry.py",
    ),
    Mutant(
        "arithmetic/geometry.py",
        "np.sin(rad) / np.cos(np.radians(yaw_deg))",
        "np.sin(rad) * np.cos(np.radians(yaw_deg))",
        "core/test_geometry.py",
    ),
    Mutant(
        "arithmetic/geometry.py",
        "hip_height > LOWEST_HIP_TORSO",
        "hip_height > -LOWEST_HIP_TORSO",
        "core/test_geometry.py",
    ),
    Mutant(
        "arithmetic/geometry.py",
        "MOST_HEAD_DOWN_TORSO = 0.3",
        "MOST_HEAD_DOWN_TORSO = 3.0",
        "core/test_geometry.py",
    ),
    Mutant(
        "arithmetic/robust.py",
        "np.sort(values[np.isfinite(values)])",
        "np.sort(values)",
        "core/test_geometry.py core/test_cleaning.py",
    ),
    # cleaning
    Mutant(
        "arithmetic/robust.py",
        "LONGEST_FILLED_GAP_S = 0.2 + 1e-6\n",
        "LONGEST_FILLED_GAP_S = 0.5 + 1e-6\n",
        "core/test_cleaning.py",
    ),
    Mutant(
        "motion/cleaning.py",
        "distance > HAMPEL_SIGMAS *",
        "distance > 10 * HAMPEL_SIGMAS *",
        "core/test_cleaning.py",
    ),
    Mutant(
        "motion/cleaning.py",
        "np.tan(np.pi * cutoff)) ** 4)",
        "np.tan(np.pi * cutoff)) ** 2)",
        "core/test_cleaning.py",
    ),
    Mutant(
        "observation/tracks.py",
        "(self.pivot_px + self.at(time_s))",
        "(self.pivot_px - self.at(time_s))",
        "core/test_standing_feet.py",
    ),
    # view
    Mutant(
        "motion/motion.py",
        'return "front" if yaw_deg > 0 else "rear"',
        'return "front" if yaw_deg < 0 else "rear"',
        "core/test_view.py",
    ),
    Mutant(
        "motion/motion.py",
        '"left" if left_is_nearer(',
        '"left" if not left_is_nearer(',
        "core/test_view.py",
    ),
    Mutant(
        "motion/motion.py",
        "SIDE_UP_TO_DEG = 20.0",
        "SIDE_UP_TO_DEG = 45.0",
        "core/test_view.py core/test_metrics.py",
    ),
    # reps
    Mutant(
        "reps/levels.py",
        "curve[i] - curve[low] >= min_swing",
        "curve[i] - curve[low] >= 3 * min_swing",
        "core/test_reps_squat.py",
    ),
    Mutant(
        "reps/timing.py",
        "complete=all(reached)",
        "complete=any(reached)",
        "core/test_reps_squat.py core/test_reps_deadlift.py",
    ),
    Mutant(
        "reps/levels.py",
        "EDGE_SHARE = 0.03",
        "EDGE_SHARE = 0.15",
        "core/test_reps_squat.py core/test_reps_deadlift.py",
    ),
    Mutant(
        "arithmetic/interval_chain.py",
        "first + min(slack",
        "last + min(slack",
        "core/test_chain.py core/test_reps_squat.py",
    ),
    Mutant(
        "reps/movements.py",
        "MOST_DIPS = 3",
        "MOST_DIPS = 1",
        "core/test_reps_under_bar.py core/test_reps_squat.py core/test_reps_deadlift.py",
    ),
    Mutant(
        "reps/movements.py",
        "LEAST_SWING_TORSO = 0.12",
        "LEAST_SWING_TORSO = 0.6",
        "core/test_reps_squat.py",
    ),
    Mutant(
        "observation/tracks.py",
        "zoom * np.exp(1j * roll_rad)",
        "zoom * np.exp(-1j * roll_rad)",
        "core/test_walked_nearer.py",
    ),
    Mutant(
        "motion/make.py",
        "poses.back_deg - turned_deg",
        "poses.back_deg + turned_deg",
        "core/test_walked_nearer.py",
    ),
    # metrics
    Mutant(
        "metrics/depth.py",
        'motion.mid("knee")[:, 1] - window.motion.mid("hip")[:, 1]',
        'motion.mid("hip")[:, 1] - window.motion.mid("knee")[:, 1]',
        "core/test_depth.py",
    ),
    Mutant(
        "metrics/depth.py",
        "HIPS_BY_SHOULDERS_THIGH * (float(way) * bar - _trunk_rises(windows))",
        "HIPS_BY_SHOULDERS_THIGH * (float(way) * bar + _trunk_rises(windows))",
        "core/test_depth.py",
    ),
    Mutant(
        "metrics/depth.py",
        "Weighed(mid + beside,",
        "Weighed(mid - beside,",
        "core/test_depth.py",
    ),
    Mutant(
        "metrics/depth.py",
        "self.at_parallel + self.less_per_thigh * GRID",
        "self.at_parallel - self.less_per_thigh * GRID",
        "core/test_depth.py",
    ),
    Mutant(
        "metrics/depth.py",
        "limit <= GRID + self.beside_thigh",
        "limit >= GRID + self.beside_thigh",
        "core/test_depth.py",
    ),
    Mutant(
        "metrics/front_view.py",
        "(wide - apart[0]) / 2",
        "(wide - apart[0])",
        "core/test_other_metrics.py",
    ),
    Mutant(
        "reps/rep_window.py",
        'if view.name in ("front", "rear"):',
        'if view.name in ("front", "rear", "oblique"):',
        "core/test_other_metrics.py core/test_fault_table.py",
    ),
    Mutant(
        "metrics/shrug.py",
        "if evidence.stands_unlike:",
        "if not evidence.stands_unlike:",
        "core/test_shrug.py core/test_other_metrics.py core/test_round_backs.py",
    ),
    Mutant(
        "metrics/shrug.py",
        "abs(evidence.rise_torso) > MOST_SHRUG_TORSO",
        "abs(evidence.rise_torso) > 9 * MOST_SHRUG_TORSO",
        "core/test_shrug.py core/test_other_metrics.py core/test_round_backs.py",
    ),
    Mutant(
        "metrics/hip_chest_rise.py",
        "chest = rise.hip_rise_torso - median",
        "chest = rise.hip_rise_torso + median",
        "core/test_metrics.py body/test_rise.py core/test_oracle.py",
    ),
    Mutant(
        "metrics/tempo.py",
        'Measurement(last_s - first_s, "s"',
        'Measurement(2 * (last_s - first_s), "s"',
        "core/test_tempo.py",
    ),
    # the bar as evidence
    Mutant(
        "metrics/shrug.py",
        "share = BACK_SHARE if on_back else 1.0",
        "share = 1.0 if on_back else BACK_SHARE",
        "core/test_shrug.py bar/test_curve.py",
    ),
    Mutant(
        "metrics/shrug.py",
        "SAME_LEVEL_TORSO = 0.02",
        "SAME_LEVEL_TORSO = 0.2",
        "core/test_shrug.py bar/test_curve.py",
    ),
    # findings
    Mutant(
        "findings/fault_row.py",
        "POSSIBLE_FROM, LIKELY_FROM, CLEAR_FROM = 0.5, 0.8, 0.95",
        "POSSIBLE_FROM, LIKELY_FROM, CLEAR_FROM = 0.5, 0.8, 0.85",
        "core/test_findings.py",
    ),
    Mutant(
        "findings/caps.py",
        'context.view in ("front", "rear")',
        'context.view not in ("front", "rear")',
        "core/test_findings.py",
    ),
    Mutant(
        "findings/caps.py",
        "SURENESS[finding.confidence] > SURENESS[self.most]",
        "SURENESS[finding.confidence] < SURENESS[self.most]",
        "core/test_findings.py",
    ),
    Mutant(
        "findings/judging.py",
        "measured.value >= limit:",
        "measured.value <= limit:",
        "core/test_findings.py",
    ),
    Mutant(
        "findings/fault_row.py",
        "return mild, mild + over / 2, mild + over",
        "return mild, mild + over, mild + over",
        "core/test_findings.py core/test_fault_table.py",
    ),
    Mutant(
        "thresholds.py",
        "= max(low, high)  # frozen",
        "= high  # frozen",
        "core/test_thresholds.py core/test_fault_table.py",
    ),
    # limits of the user's and of the machine
    Mutant(
        "thresholds.py",
        '(2, 20), "deg", "Hips rose before the chest: torso tips by"',
        '(-2, 20), "deg", "Hips rose before the chest: torso tips by"',
        "core/test_thresholds.py",
    ),
    Mutant(
        "machine/limits.py",
        "0 < value < inf",
        "0 < value",
        "pose/test_video_limits.py core/test_thresholds.py",
    ),
    # scoring
    Mutant(
        "benchmark/scoring.py",
        "share >= LEAST_OVERLAP and not taken",
        "share >= LEAST_OVERLAP",
        "benchmark/test_matching.py benchmark/test_scoring.py",
    ),
    Mutant(
        "benchmark/summaries.py",
        "return 0.0, 1.0",
        "return 0.0, 0.0",
        "benchmark/test_tables.py benchmark/test_scoring.py benchmark/test_matching.py",
    ),
    Mutant(
        "metrics/bar_path.py",
        "Measurement(value, unit, share * value)",
        "Measurement(value, unit, share)",
        "core/test_bar_path.py core/test_other_metrics.py core/test_round_backs.py",
    ),
    # another speed, and noise
    Mutant(
        "metrics/tempo.py",
        "_lasts_s(window, window.ascent) < _fall_s(window, window.ascent)",
        "_lasts_s(window, window.ascent) < 2 * _fall_s(window, window.ascent)",
        "core/test_slow_motion.py core/test_tempo.py",
    ),
    Mutant(
        "extraction/noise.py",
        "(level > DARK) & (level < BRIGHT)",
        "level > -1",
        "pose/test_noise.py",
    ),
    Mutant(
        "metrics/depth.py",
        "return rise * rise**2 / (rise**2 + FEET_ERROR_TORSO**2)",
        "return 0.0 * rise",
        "core/test_depth.py",
    ),
    Mutant(
        "metrics/depth.py",
        "BAR_LEAVES_TORSO = 0.4",
        "BAR_LEAVES_TORSO = 40.0",
        "core/test_depth.py",
    ),
    Mutant(
        "motion/make.py",
        "if step_torso < FEET_STAND_TORSO:",
        "if True:",
        "core/test_standing_feet.py core/test_shrug.py",
    ),
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("named", nargs="*", metavar="NAME", help="of a file or a fault")
    named = parser.parse_args().named
    chosen = [m for m in MUTANTS if not named or any(part in m.name for part in named)]
    with tempfile.TemporaryDirectory(prefix="mutants") as at:
        copy = _copy(Path(at))
        killed = [_is_killed(copy, mutant) for mutant in chosen]
    print(f"{sum(killed)} of {len(chosen)} killed")


def _copy(at: Path) -> Path:
    """This folder without what is large; a fault is seeded in the copy, never here."""
    for name in COPIED:
        shutil.copytree(
            HERE / name, at / name, ignore=shutil.ignore_patterns("__pycache__", "data", "*.mp4")
        )
    for name in SINGLE:
        shutil.copy(HERE / name, at / name)
    for name in LINKED:
        (at / name).symlink_to(HERE / name)
    return at


def _is_killed(copy: Path, mutant: Mutant) -> bool:
    path = copy / "formcheck" / mutant.file
    right = path.read_text(encoding="utf-8")
    if right.count(mutant.old) != 1:
        sys.exit(f"{mutant.name}: stands {right.count(mutant.old)} times in its file, not once")
    path.write_text(right.replace(mutant.old, mutant.new), encoding="utf-8")
    since = time.monotonic()
    try:
        status = _tests(copy, mutant.tests.split())
    except subprocess.TimeoutExpired:
        sys.exit(f"{mutant.name}: no answer in {MOST_S} s; try again on a quiet machine")
    finally:
        path.write_text(right, encoding="utf-8")
    if status not in (0, FAILED):
        sys.exit(f"{mutant.name}: pytest ended with {status}")
    word = "killed" if status == FAILED else "LIVES "
    print(f"{word} {time.monotonic() - since:5.1f} s  {mutant.name}", flush=True)
    return status == FAILED


def _tests(copy: Path, files: list[str]) -> int:
    """Ends with the first test that notices; a file that hangs is no answer."""
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-n", "0", "-p", "no:cacheprovider"]
    command += ["-m", "not slow and not browser and not model"]
    command += [f"tests/{name}" for name in files]
    return subprocess.run(
        command, cwd=copy, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=MOST_S
    ).returncode


if __name__ == "__main__":
    main()
