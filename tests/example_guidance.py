"""Guidance as the knowledge room would give it, for the example analyses."""

from __future__ import annotations

from formcheck.analysis import Guidance

GUIDANCE = {
    "good_morning": Guidance(
        fault="good_morning",
        title="Hips rise first",
        explanation=(
            "When tension is lost at the bottom the hips shoot up and the chest stays behind. "
            "The torso tips forward under the bar, and the muscles between your shoulder blades "
            "have to hold that lever as hard as they can."
        ),
        muscles=("trapezius", "rhomboids", "erector spinae"),
        cues=(
            "Brace before you turn, then let hips and chest rise together.",
            "Push the upper back into the bar out of the bottom.",
        ),
        drills=("Plank, 3 × 30 s", "Bird-dog, 8 slow reps a side"),
        sources=("000",),
    ),
    "excessive_lean": Guidance(
        fault="excessive_lean",
        title="Leaning far forward",
        explanation=(
            "The further the torso leans, the longer the lever between bar and upper back, and "
            "the more the back muscles work just to stop it from rounding."
        ),
        muscles=("trapezius", "erector spinae"),
        cues=("Sit down between the heels and keep the gaze ahead.",),
        drills=("Open book, 6 a side", "Front squats at a lower load"),
        sources=("000", "001"),
    ),
    "shrug": Guidance(
        fault="shrug",
        title="Shoulders creep up",
        explanation=(
            "When the lats let go, the upper part of the trapezius hangs on to the weight. It "
            "holds the bar the whole rep long and is sore the day after."
        ),
        muscles=("upper trapezius", "latissimus dorsi"),
        cues=("Shoulder blades back and down before the bar moves.",),
        drills=("Band pull-aparts before the first heavy set",),
        sources=("000", "003"),
    ),
    "late_set_shrug": Guidance(
        fault="late_set_shrug",
        title="Shoulders creep up late in the set",
        explanation=(
            "A tiring grip is often answered with a shrug nobody notices: the upper trapezius "
            "takes over what the hands and lats give up."
        ),
        muscles=("upper trapezius", "forearms"),
        cues=("End the set when the grip goes, or use straps.", "Long arms, lats tight."),
        drills=("Light rows before the first heavy set",),
        sources=("000",),
    ),
}
