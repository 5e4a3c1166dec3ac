"""Why is my upper back sore? From a lifter's answers and analyzed sets to reasons and a plan.

`answers` and `set_evidence` go into `triage`, which gives a `triage_result`; `relief` and `plan`
say what to do, `why_text` and `plan_page` show it, `background` and `glossary` explain.
"""
