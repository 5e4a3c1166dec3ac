"""Many clips: find them, analyze each once in worker processes, survive being killed, sum up.

`run` is the entry point and calls, in this order: `sources` (which clips there are), `state` (which
of them earlier runs did, and what is left to do), `pool` (keeps workers busy and goes on when one
dies; `cluster` has workers on other machines), `job` (one clip, in a worker) and `results` (tables,
page and summary). `places` are folders and object stores for the results.
"""
