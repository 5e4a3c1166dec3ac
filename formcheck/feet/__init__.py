"""Do the heels come up in a squat? Read off small pictures of the near shoe, beside the bar.

`dips` says when and where to look, `shoe` follows what a shoe shows, `rigid` tells how it turned,
`reading` puts them together, `observation.tracks.HeelRise` is what comes out.
"""
