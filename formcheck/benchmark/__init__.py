"""How right the verdicts are, on clips whose truth is known.

`labels` (what is true of a clip) → `matching` (which rep is which) → `scoring` (one clip) →
`summaries` (many clips, as numbers) → `tables` (as Markdown). `clips` runs it over a folder.
"""
