"""What needs the pictures of a clip: seen once by `observing`, kept in the format of `format`."""
