"""Every way in which Samleng says no.

    SamlengError
      NotThere            not there, or not yours: nobody can tell which            404
      NotSignedIn         no login, or an ended one                                 401
      NotAllowed          yours to see, not yours to do                             403
      NotNow              the status does not permit the act                        409
      ChangedMeanwhile    the version that was seen is no longer the newest         409
      AlreadySent         same idempotency key, other content                       409
      BadInput            a value that cannot be taken; names the field             422
      TooMany             a cap was reached; says when to try again                 429
      NotConfigured       a setting, key or file is missing                         503

A class carries a code and data, never a sentence: `error.<code>` in the catalogs is the sentence, and
`api` and `bot` map the class to their own answers, once each.
"""

from __future__ import annotations


class SamlengError(Exception):
    """Root of the tree. `code` is the catalog key below `error.`; `data` its placeholders."""

    code = "unexpected"

    def __init__(self, code: str | None = None, /, **data: object) -> None:
        self.code = code or type(self).code
        self.data = data
        super().__init__(self.code)


class NotThere(SamlengError):
    code = "not_there"


class NotSignedIn(SamlengError):
    code = "not_signed_in"


class NotAllowed(SamlengError):
    code = "not_allowed"


class SecondStepMissing(NotAllowed):
    """Signed in, but no second step is set up yet: nothing else opens before it."""

    code = "second_step_missing"


class ApprovalAwaited(NotAllowed):
    """Signed in, but no lead of her party has approved her yet: she holds no key."""

    code = "approval_awaited"


class PassphraseAgain(NotAllowed):
    """An act on keys or an export: the passphrase must have been typed within the last ten minutes."""

    code = "passphrase_again"


class NotNow(SamlengError):
    code = "not_now"


class ChangedMeanwhile(SamlengError):
    code = "changed_meanwhile"


class AlreadySent(SamlengError):
    code = "already_sent"


class BadInput(SamlengError):
    """A value that cannot be taken. `field` names it; further data explains."""

    code = "bad_input"

    def __init__(self, code: str | None = None, /, *, field: str = "", **data: object) -> None:
        super().__init__(code, field=field, **data)
        self.field = field


class TooMany(SamlengError):
    code = "too_many"


class NotConfigured(SamlengError):
    code = "not_configured"
