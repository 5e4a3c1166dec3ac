"""Do the heels come up in a squat? Read off small pictures of the near shoe, beside the bar.

`dips` says when and where to look, `shoe` tracks what a shoe shows, `reading` tells how it turned;
`observation.tracks.HeelRise` is what comes out.
"""
