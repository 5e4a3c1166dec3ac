"""What a finding was measured by, as lines to draw: geometry in full-frame pixels, no pictures.

`shapes` says what can be drawn, `moment` where things are, `angles` and `levels` make the lines of
metrics, and `drawing` knows which of them belong to a finding.
"""
