"""Why is my upper back sore? From a lifter's answers and analyzed sets to reasons and a plan.

`triage` is the entry point: it takes `answers` and what sets show (`set_evidence`), orders the
likely reasons (`ranking`), says what to do (`plan`), and gives a `triage_result`. `why_text` is
that as text for a terminal. `silence` takes advice from a set beside a warning sign; `background`
is what the app tells about causes, exercises and words.
"""
