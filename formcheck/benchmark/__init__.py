"""How right the verdicts are, on clips whose truth is known.

`labels` (what is true of a clip) → `scoring` (one clip, which rep is which) →
`summaries` (many clips, as numbers) → `tables` (as Markdown). `clips` runs it over a folder.
"""
