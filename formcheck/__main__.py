"""`python -m formcheck`: the command, where its script is not on the path."""

from formcheck.cli import main

if __name__ == "__main__":  # worker processes import this file again
    main()
