"""`formcheck benchmark`: a folder of labeled videos in, accuracy tables out."""

from __future__ import annotations

from pathlib import Path

from formcheck.commands.console import note, print_document, say
from formcheck.commands.exits import stop_on_interrupt
from formcheck.commands.settings import Settings
from formcheck.machine.user_files import check_target, is_stdout, refuse_inputs, write_text_to


def run(folder: Path, settings: Settings, out: Path | None) -> None:
    """Analyze and score every labeled clip of a folder, then print the tables.

    Raises:
        FormcheckError: The folder, a label or an option cannot be used.
    """
    if out is not None and not is_stdout(out):
        check_target(out)
    options = settings.options()
    from formcheck.analysis import Analysis
    from formcheck.benchmark.clips import labeled_clips, scores, unlabeled
    from formcheck.benchmark.tables import report
    from formcheck.pipeline.options import Options
    from formcheck.pipeline.run import analyze_video
    from formcheck.report.words import first_of

    clips, found = labeled_clips(folder), []
    if out is not None:
        labels = (folder / f"{clip.label.name}.json" for clip in clips)
        videos = (clip.video for clip in clips)
        refuse_inputs(out, (*labels, *videos, settings.limits, settings.model))
    if left_out := unlabeled(folder):
        note(f"Not scored, for want of a label: {first_of(left_out, 20)}.")
    with stop_on_interrupt() as should_stop:

        def analyze(video: Path, how: Options) -> Analysis:
            return analyze_video(video, how, should_stop=should_stop)

        for score in scores(clips, options, analyze):
            found.append(score)
            reps = f"{score.found} of {score.label.count} reps"
            note(f"{len(found)}/{len(clips)} {score.label.name}: {score.problem or reps}")
    text = f"# Accuracy on {folder.resolve().name}\n\n{report(found)}"
    say(text)
    if out is not None and not is_stdout(out):
        write_text_to(out, text)
        note(f"Wrote {out}")


def print_schema() -> None:
    """The JSON schema of a label file, on standard output."""
    import json

    from formcheck.benchmark.labels import ClipLabel

    schema = ClipLabel.model_json_schema()
    print_document(json.dumps(schema, indent=1, ensure_ascii=False) + "\n")
