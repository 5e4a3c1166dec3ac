"""Analyses that run beside the page: spooled clips, a bounded queue, one process per job.

A job is a folder. Everything the page shows about it is read from there, so a job survives a
reload, a closed browser and a restarted server; nothing of it lives in the server's memory.
"""
