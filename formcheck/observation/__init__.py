"""What was seen in a clip, as arrays, and the file that holds them. Nothing here reads frames.

`observation` is the whole, which extraction fills in; its parts are `poses` and `tracks` (plate,
heels, background, silhouette). `format` writes and reads the file, with `packing` (floats as small
integers) and `checking` (limits on what a file may hold).
"""
