"""A lifter's own numbers over time, kept only where they asked for it."""
