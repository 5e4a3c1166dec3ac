"""Ending a process with all it started, and with the one that started it: POSIX and Windows.

end_group             end a process and everything it started
end_with_starter      end this process when the one that started it is gone
let_others_go_first   give way to pages and everything else that somebody waits for
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress

STARTER = "FORMCHECK_STARTER"
"""Environment variable: who started this process. On Windows a launcher may come in between."""

if sys.platform == "win32":
    import ctypes

    _KERNEL = ctypes.WinDLL("kernel32")
    _SYNCHRONIZE = 0x00100000  # winnt.h
    _FOREVER = 0xFFFFFFFF
    _BELOW_NORMAL = 0x00004000  # processthreadsapi.h

    def end_group(process: subprocess.Popen[bytes], patience_s: float) -> None:
        """End it at once: there is no kind way to end a process that has no window."""
        command = ["taskkill", "/T", "/F", "/PID", str(process.pid)]
        subprocess.run(command, capture_output=True, check=False)
        process.wait()

    def _end_after(parent: int) -> None:
        _KERNEL.OpenProcess.restype = ctypes.c_void_p
        handle = _KERNEL.OpenProcess(_SYNCHRONIZE, False, int(os.environ.get(STARTER) or parent))
        if handle:
            _KERNEL.WaitForSingleObject(ctypes.c_void_p(handle), _FOREVER)
        os._exit(1)  # its own worker processes follow it

    def let_others_go_first() -> None:
        """Take a priority below the usual one."""
        _KERNEL.SetPriorityClass(ctypes.c_void_p(_KERNEL.GetCurrentProcess()), _BELOW_NORMAL)

else:

    def end_group(process: subprocess.Popen[bytes], patience_s: float) -> None:
        """Ask it to end, then end what is left of its group.

        Args:
            process: Started with ``start_new_session=True``.
            patience_s: How long it may take to end by itself.
        """
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience_s)
        # the leader may be gone while its children are not
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def _end_after(parent: int) -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.killpg(0, signal.SIGKILL)

    def let_others_go_first() -> None:
        """Take a priority below the usual one."""
        os.nice(5)


def end_with_starter() -> None:
    """End this process and its group when the one that started it is gone, however it went."""
    threading.Thread(target=_end_after, args=(os.getppid(),), daemon=True).start()
