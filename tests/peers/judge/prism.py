"""Prism, a mock server built from a specification."""

import re
import subprocess
import threading
from collections import deque
from contextlib import contextmanager


@contextmanager
def mock(prism, file):
    """Starts one on a free port, and gives its URL.

    Without `--errors`: with it, the mock fails on the examples that break the schema, whatever the request.
    """
    command = ["node", prism, "mock", "--host", "127.0.0.1", "--port", "0", file]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        said = []
        for line in process.stdout:
            said.append(line)
            if ready := re.search(r"listening on (http://\S+)", line):
                break
        else:
            raise RuntimeError(f"{file}: Prism did not start:\n{''.join(said)}")
        # Nobody reads what it says of each request; a full pipe would stop it.
        threading.Thread(target=deque, args=(process.stdout, 0), daemon=True).start()
        yield ready[1]
    finally:
        process.terminate()
        process.wait()
