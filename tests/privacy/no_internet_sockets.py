"""Runs a command that the kernel kills as soon as it, or a child, makes an internet socket.

    python no_internet_sockets.py COMMAND...

A seccomp filter needs no rights and no tool, so this works in any Linux container.
"""

from __future__ import annotations

import ctypes
import os
import platform
import socket
import struct
import sys

# linux/audit.h and the number of socket(2)
MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, KILL_PROCESS = 0x7FFF0000, 0x80000000
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16
NO_NEW_PRIVILEGES, SET_SECCOMP, FILTER = 38, 22, 2


def install() -> None:
    """Install the filter in this process; every later child has it too.

    Raises:
        OSError: The kernel does not allow it.
    """
    architecture, socket_call = MACHINES[platform.machine()]
    program = b"".join(
        struct.pack("HBBI", *instruction)
        for instruction in (
            (LOAD, 0, 0, ARCHITECTURE),
            (EQUAL, 0, 5, architecture),
            (LOAD, 0, 0, NUMBER),
            (EQUAL, 0, 3, socket_call),
            (LOAD, 0, 0, FIRST_ARGUMENT),
            (EQUAL, 2, 0, socket.AF_INET),
            (EQUAL, 1, 0, socket.AF_INET6),
            (RETURN, 0, 0, ALLOW),
            (RETURN, 0, 0, KILL_PROCESS),
        )
    )
    instructions = ctypes.create_string_buffer(program)
    whole = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(instructions))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) or libc.prctl(SET_SECCOMP, FILTER, whole, 0, 0):
        raise OSError(ctypes.get_errno(), "the kernel allows no filter")


if __name__ == "__main__":
    install()
    os.execvp(sys.argv[1], sys.argv[1:])
