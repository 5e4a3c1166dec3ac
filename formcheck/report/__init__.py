"""What people take away from an `Analysis`: text, tables, charts, pages, annotated video.

Everything here is a view: no value is measured or judged, nothing is printed.
"""
