"""Draws the static pictures of formcheck/knowledge/svg: the back, the lever, and every drill.

The data flow of a drill: `data` reads figures.toml, `skeleton` puts the joints of a body of
constant limb lengths in space, `camera` looks at them, `body` and `props` draw, `sheet` sets the
positions side by side. `python -m tools.drawings` writes all files; a test compares them.
"""
