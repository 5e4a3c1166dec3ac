from formcheck.jobs.worker import main
from tests.app.workers.behaviors import echo

if __name__ == "__main__":
    main(work=echo)
