"""Why is my upper back sore? From a lifter's answers and analyzed sets to reasons and a plan.

`answers` and `set_evidence` go into `triage`, which gives a `triage_result`: `ranking` orders the
reasons, `plan` says what to do. `why_text` tells all of it, `background` explains.
"""
