"""Telegram as one way to have the conversation: updates in, replies and files out, nothing decided here."""
