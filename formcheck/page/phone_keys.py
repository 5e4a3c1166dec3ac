"""The key that lets a phone in, and the phones that have used it. No network in here."""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

KEY_BYTES = 16
MOST_PHONES = 20
WRONG_KEYS_A_MINUTE = 10
MINUTE_S = 60.0
IDLE_S = 4 * 3600.0


class TooManyKeysError(Exception):
    """Ten wrong keys within a minute; also a right one has to wait then."""


@dataclass
class Phone:
    """A phone that was let in.

    Attributes:
        name: As `phone-1`; says nothing of whose it is.
        token: What its cookie says, 128 bits.
        sets: Ids of the sets it handed in.
    """

    name: str
    token: str
    sets: set[str] = field(default_factory=set)


class PhoneKeys:
    """One key, new each time phones are let in, and a cookie for each phone that shows it."""

    def __init__(self, clock_s: Callable[[], float] = time.monotonic) -> None:
        self.key = secrets.token_urlsafe(KEY_BYTES)
        self._clock_s = clock_s
        self._lock = threading.Lock()
        self._phones: dict[str, Phone] = {}
        self._shared: set[str] = set()
        self._wrong: deque[float] = deque(maxlen=WRONG_KEYS_A_MINUTE)
        self._used_s = clock_s()

    def exchange(self, key: str) -> Phone | None:
        """Let a phone in that shows the key.

        Returns:
            The phone; None for a wrong key, or when there are too many phones.

        Raises:
            TooManyKeysError: There were ten wrong ones within the last minute.
        """
        with self._lock:
            now = self._clock_s()
            full = len(self._wrong) == WRONG_KEYS_A_MINUTE
            if full and now - self._wrong[0] < MINUTE_S:
                raise TooManyKeysError
            if not _same(key, self.key):
                self._wrong.append(now)
                return None
            if len(self._phones) == MOST_PHONES:
                return None
            name = f"phone-{len(self._phones) + 1}"
            self._phones[name] = Phone(name, secrets.token_urlsafe(KEY_BYTES))
            self._used_s = now
            return self._phones[name]

    def known(self, token: str) -> Phone | None:
        """The phone whose cookie this is."""
        with self._lock:
            found = None
            for phone in self._phones.values():  # all of them: the time tells nothing
                if _same(token, phone.token):
                    found = phone
            if found:
                self._used_s = self._clock_s()
            return found

    def used(self) -> None:
        """A phone that is let in did something."""
        self._used_s = self._clock_s()

    def is_idle(self) -> bool:
        """Whether no phone has done anything for four hours."""
        return self._clock_s() - self._used_s >= IDLE_S

    def count(self) -> int:
        """How many phones were let in."""
        return len(self._phones)

    def add(self, phone: str, job_id: str) -> None:
        """Remember a set as one that this phone handed in."""
        with self._lock:
            if phone in self._phones:
                self._phones[phone].sets.add(job_id)

    def handed_in(self) -> frozenset[str]:
        """Ids of the sets that came in by any phone."""
        with self._lock:
            return frozenset().union(*(phone.sets for phone in self._phones.values()))

    def share(self, job_id: str, *, wanted: bool) -> None:
        """Let every phone see a set of the owner's, or no longer."""
        with self._lock:
            (self._shared.add if wanted else self._shared.discard)(job_id)

    def is_shared(self, job_id: str) -> bool:
        """Whether the owner lets phones see this set."""
        return job_id in self._shared

    def owns(self, phone: str, job_id: str) -> bool:
        """Whether it was this phone that handed the set in."""
        known = self._phones.get(phone)
        return known is not None and job_id in known.sets

    def sets(self, phone: str) -> frozenset[str]:
        """Ids of the sets that a phone may see: its own and shared ones."""
        with self._lock:
            known = self._phones.get(phone)
            return frozenset(known.sets | self._shared) if known else frozenset()


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), right.encode())
