"""From poses to clean named curves on a uniform clock.

`cleaning` takes out what cannot be, `view` says where the camera stands, `curves` names the rest.
"""
