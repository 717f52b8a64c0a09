"""Whole conversations about every issue, as she reads them: `km/<issue>.md` and `en/<issue>.md`.

`python -m tests.transcripts` plays and writes them anew; a test fails when they are stale.
"""
