"""How a channel says that a message did not go out. None of these carries content, addresses or tokens."""

from __future__ import annotations


class ChannelError(Exception):
    """A message did not go out, or nobody can know whether it did. `reason` is a word for the log."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.taken: tuple[int, ...] = ()  # parts of a longer text that stand in the chat all the same


class Unreachable(ChannelError):
    """She blocked the bot, deleted her account, or never was there. Trying again does not help."""


class TryLater(ChannelError):
    """The network or the far side is busy. Not before `seconds` have passed."""

    def __init__(self, reason: str = "", seconds: float = 1.0) -> None:
        super().__init__(reason)
        self.seconds = seconds


class Refused(ChannelError):
    """The far side does not take this content. Trying the same again does not help."""
