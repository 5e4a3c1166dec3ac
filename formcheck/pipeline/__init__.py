"""The one place where the stages meet: a clip in, an `Analysis` out.

    video → observation → motion → reps → body → metrics → findings → guidance → document

`options` is what a user may say, `run` does what needs the pictures and keeps it (poses, bar and
heels, never frames), `reading` and `document` do the rest from that in milliseconds, so other
limits, another lift or a correction cost nothing. `outcome` is how it ended, whoever asked.
"""
