"""`samleng`: set up, serve, and keep the register from the command line."""

from __future__ import annotations

import gc
import os

import typer

gc.disable()  # what is imported now stays: looking through it again and again is a fifth of a start

from api.cli import forgetting, keeping, serving, verifying
from api.cli.cases import case
from api.cli.codes import qr
from api.cli.demo import demo
from api.cli.factories import factory
from api.cli.figures import figures
from api.cli.forgetting import keys
from api.cli.keeping import backup_key
from api.cli.people import party, staff

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False)


@app.callback(help=__doc__)
def _begin() -> None:
    os.umask(0o077)  # whatever is written from here on is the operator's alone
    gc.freeze()
    gc.enable()


GROUPS = {
    "factory": factory,
    "case": case,
    "party": party,
    "staff": staff,
    "qr": qr,
    "backup-key": backup_key,
    "keys": keys,
    "roots": verifying.roots,
    "figures": figures,
    "demo": demo,
}
for commands in (serving.app, keeping.app, forgetting.app, verifying.app):
    app.add_typer(commands)
for name, group in GROUPS.items():
    app.add_typer(group, name=name)
