"""How accurate verdicts and measurements are, on clips whose truth is known.

`labels` (what is true of a clip) → `scoring` (one clip: found reps matched with true ones) →
`summaries` (many clips, as numbers) → `tables` (as Markdown). `clips` runs it over a folder.
"""
