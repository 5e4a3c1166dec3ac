"""Many clips: find them, analyze each once on any executor, survive being killed, sum up.

`sources` says which clips there are, `plan` which of them are still to do, `job` does one of them
in a worker, `pool` keeps workers busy and outlives their crashes, `places` is where results go,
`state` is what a later run reads there, `results` tells at the end, `run` is the whole.
"""
