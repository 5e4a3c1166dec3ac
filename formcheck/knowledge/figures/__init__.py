"""Drawn positions of drills: a body of constant limb lengths, posed by data, drawn as SVG.

The data flow: `data` reads figures.toml, `skeleton` puts the joints in space, `camera` looks at
them, `body` and `props` draw, `sheet` sets the positions of a drill side by side.
"""
