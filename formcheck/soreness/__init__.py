"""Why is my upper back sore? From a lifter's answers and analyzed sets to reasons and a plan.

`triage` is the entry point: it takes `answers` and what sets show, orders the likely reasons
(`ranking`), says what to do (`plan`), and gives a `triage_result`; it also takes advice from a set
beside a warning sign. `why_text` is the result as text for a terminal, `background` what the app
tells about causes, exercises and words.
"""
