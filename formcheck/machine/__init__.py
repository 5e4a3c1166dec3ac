"""Files, processes, native libraries and limits of the machine: nothing here knows of lifting."""
