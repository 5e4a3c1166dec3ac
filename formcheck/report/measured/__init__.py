"""What a finding was measured by, as lines to draw: geometry in full-frame pixels, no pictures.

`shapes` says what can be drawn, `moment` where things are, the others make the lines of a metric
each, and `drawing` knows which of them belongs to a finding.
"""
