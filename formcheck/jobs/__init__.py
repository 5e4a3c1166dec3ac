"""Analyses for the page, each in a process of its own: stored clips, a queue, and their results.

A job is a folder. Everything that the page shows about it is read from there and not from the
server's memory, so a job survives a reload, a closed browser and a restarted server.

`runner` is what the page calls, and starts workers; `worker` is such a process. `store` is
the folder of all jobs, `job` the types, `spool` how clips get there. `adjustment` judges a set
again with a user's corrections; `artifacts` are files that are made when asked for.
"""
