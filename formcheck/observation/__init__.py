"""What was seen of a clip, and nothing that looks: arrays, and one file that holds them.

`poses` and `tracks` (plate, shoe, background, silhouette) are its parts, filled in by extraction;
`observation` is the whole, `format` its file.
"""
