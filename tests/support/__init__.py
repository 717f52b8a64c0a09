"""The real parts that tests stand on: a Bot API server with its phones, a throw-away PostgreSQL, a browser."""
