"""What has to do with the machine and not with lifting: processes, native libraries, files."""
