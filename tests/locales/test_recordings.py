"""What a person has spoken fits its text and plays on every phone; what does not is named before it is shipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import recording
from cases.rules.errors import BadInput
from tests.journeys.media import photo_with_gps, voice_note


def test_every_recording_that_is_here_belongs_to_a_text_and_plays() -> None:
    assert recording.faults() == []


def test_a_recording_is_taken_in_for_chats_and_for_iphones(tmp_path: Path) -> None:
    """Small, without a word about who recorded it, and listed as done only where it is."""
    (tmp_path / "km").mkdir()
    written = recording.take_in("km", "story", voice_note(), tmp_path)
    assert [path.name for path in written] == ["story.ogg", "story.m4a", "story.txt"]
    assert recording.faults(tmp_path) == []
    assert all(path.stat().st_size < 16 * 1024 for path in written)
    assert any(line.startswith("km q_union_what [-]\n") for line in recording.listed())


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [("story", photo_with_gps(), "unreadable"), ("storry", b"", "unknown_word"), ("../story", b"", "unknown_word")],
)
def test_what_is_no_recording_or_has_no_text_is_refused(name: str, content: bytes, code: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        recording.take_in("km", name, content, tmp_path)
    assert refused.value.code == code
    assert refused.value.code in recording.REASONS
    assert not list(tmp_path.iterdir())


def test_what_is_wrong_with_a_recording_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A foreign name, a file too few, one too many, other words by now, noise, a maker's name, a song."""
    for language in ("km", "de"):
        (tmp_path / language / "voice").mkdir(parents=True)
    voice = tmp_path / "km" / "voice"
    for name in ("story", "danger", "who"):
        recording.take_in("km", name, voice_note(0.5), tmp_path)
    (tmp_path / "de" / "voice" / "story.ogg").write_bytes(b"x")
    (voice / "hello.ogg").write_bytes(b"x")
    (voice / "story.wav").write_bytes(b"x")
    (voice / "story.txt").write_text("other words\n", encoding="utf-8")
    (voice / "danger.m4a").unlink()
    (voice / "danger.ogg").write_bytes(b"OggS noise")
    (voice / "who.ogg").write_bytes((voice / "who.m4a").read_bytes())
    monkeypatch.setattr(recording, "LARGEST", 1)
    said = "\n".join(recording.faults(tmp_path))
    for fault in (
        "de/voice/story: no text is called so",
        "km/voice/hello: no text is called so",
        "km/voice/story.wav: belongs to no recording",
        "km/voice/story: the text has changed since it was spoken",
        "km/voice/danger.m4a: is missing",
        "km/voice/danger.ogg: cannot be played",
        "km/voice/who.ogg: cannot be played",
        "km/voice/who.m4a: is larger than",
    ):
        assert fault in said
