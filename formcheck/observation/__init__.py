"""What needs the pictures of a clip: seen once by `observing`, then kept in `pose_cache`."""
