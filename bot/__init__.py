"""The conversation with a worker, and Telegram as one way to have it."""
