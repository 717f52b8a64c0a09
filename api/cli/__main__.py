"""`python -m api.cli`: the same as `samleng`, where the script is not on the path."""

from api.cli import app

app()
