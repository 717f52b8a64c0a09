"""What must stay true, shown with real parts: real databases, a real browser, a Bot API server on loopback."""
