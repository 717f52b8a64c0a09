"""Recordings of the texts: `python -m bot.recording km story note.wav` takes one in, without words it lists them.

What is taken in is written twice, for chats and for iPhones, and beside it the words that were spoken: when the text
changes, `faults` says that it has to be spoken anew.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import av

import locales
from bot.dialogue import aloud
from bot.dialogue.script import STEPS
from cases.evidence.accept import type_of
from cases.evidence.recordings import DEMUXERS, M4A, Shape, in_shape
from cases.rules.errors import BadInput
from cases.rules.vocabulary import Language

SHAPES = {".ogg": Shape("audio/ogg", "ogg", "libopus", 24_000), ".m4a": replace(M4A, bits=32_000)}
CODECS = {".ogg": "opus", ".m4a": "aac"}
WORDS = ".txt"
OF_THE_CONTAINER = frozenset(
    {"encoder", "major_brand", "minor_version", "compatible_brands", "language", "handler_name", "vendor_id"}
)
AGAIN = "take the recording in once more"
LONGEST = 60  # seconds: whoever listens at a bus stop has three minutes for everything
LARGEST = 256 * 1024  # bytes: some five seconds at 400 kbit/s


def recordable() -> list[str]:
    """Every text that can be spoken, in the order of the steps."""
    names = aloud.recordable(STEPS)
    return [*(step for step in STEPS if step in names), *sorted(names - STEPS.keys())]


def words_of(language: str, name: str) -> str:
    """The text to speak, without the invisible places where its lines may end."""
    said = [locales.text(language, key) for key in aloud.keys_of(name)]
    return "\n".join(said).replace("\u200b", "")


def take_in(language: str, name: str, content: bytes, folder: Path = locales.FOLDER) -> list[Path]:
    """Write a recording in both shapes, and its words; the three files.

    Raises:
        BadInput: `unknown_word` for a text that is not there; `unreadable`, of a file that is no recording; `too_long`.
    """
    if language not in set(Language) or name not in recordable():
        raise BadInput("unknown_word", words=", ".join(recordable()))
    media_type = type_of(content)
    if media_type not in DEMUXERS:
        raise BadInput("unreadable")
    made = {suffix: in_shape(content, media_type, shape) for suffix, shape in SHAPES.items()}
    if any(one.seconds > LONGEST for one in made.values()):
        raise BadInput("too_long", most=LONGEST)
    target = folder / language / "voice"
    target.mkdir(exist_ok=True)
    files = {suffix: one.content for suffix, one in made.items()}
    files[WORDS] = (words_of(language, name) + "\n").encode()
    return [_written(target / f"{name}{suffix}", one) for suffix, one in files.items()]


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


# ----------------------------------------------------------------------------------------------- looked over
def faults(folder: Path = locales.FOLDER) -> list[str]:
    """What is wrong with the recordings, a sentence each; empty: nothing."""
    recordings: dict[tuple[Path, str], set[str]] = defaultdict(set)
    for path in folder.glob("*/voice/*"):
        recordings[path.parent, path.stem].add(path.suffix)
    return [fault for (voice, name), there in sorted(recordings.items()) for fault in _faults_of(voice, name, there)]


def _faults_of(voice: Path, name: str, there: set[str]) -> Iterator[str]:
    language, where = voice.parent.name, f"{voice.parent.name}/voice/{name}"
    if language not in set(Language) or name not in recordable():
        yield f"{where}: no text is called so"
        return
    wanted = {*SHAPES, WORDS}
    yield from (f"{where}{suffix}: belongs to no recording" for suffix in sorted(there - wanted))
    yield from (f"{where}{suffix}: is missing; {AGAIN}" for suffix in sorted(wanted - there))
    for suffix in sorted(there & SHAPES.keys()):
        yield from (f"{where}{suffix}: {fault}" for fault in _faults_in(voice / f"{name}{suffix}"))
    if WORDS in there and (voice / f"{name}{WORDS}").read_text(encoding="utf-8") != words_of(language, name) + "\n":
        yield f"{where}: the text has changed since it was spoken; speak it anew, or delete the recording"


def _faults_in(path: Path) -> Iterator[str]:
    """Not playable, not in the shape that phones play, too long or too large, or telling who recorded it."""
    if path.stat().st_size > LARGEST:
        yield f"is larger than {LARGEST // 1024} KiB"
    try:
        with av.open(str(path), "r", format=DEMUXERS[SHAPES[path.suffix].media_type]) as source:
            sound = source.streams.audio[0]
            kind, channels = sound.codec_context.name.removeprefix("lib"), sound.channels
            seconds = sum(frame.samples for frame in source.decode(sound)) / sound.rate
            told = {*source.metadata, *sound.metadata} - OF_THE_CONTAINER
    except Exception:  # demuxers raise whatever they like
        yield "cannot be played"
        return
    if not 0 < seconds <= LONGEST:
        yield f"lasts {seconds:.0f} seconds; nobody listens longer than {LONGEST}"
    if kind != CODECS[path.suffix] or channels != 1:
        yield f"is {kind} with {channels} channels, not {CODECS[path.suffix]} with one; {AGAIN}"
    if told:
        yield f"carries {', '.join(sorted(told))}; {AGAIN}"


# ------------------------------------------------------------------------------------------------- by hand
def listed() -> Iterator[str]:
    """Every text that can be spoken, whether it is, and its words."""
    for language in Language:
        done = {path.stem for path in (locales.FOLDER / language.value / "voice").glob("*.ogg")}
        for name in recordable():
            words = words_of(language, name).strip().replace("\n", "\n    ")
            yield f"{language.value} {name} [{'recorded' if name in done else '-'}]\n    {words}\n"


def main(asked: Sequence[str]) -> int:
    """List what can be spoken, or take one recording in; the exit code."""
    if not asked:
        sys.stdout.write("".join(listed()))
        return 0
    if len(asked) != 3:
        sys.stderr.write("python -m bot.recording [<language> <name> <file>]\n")
        return 2
    language, name, file = asked
    try:
        written = take_in(language, name, Path(file).read_bytes())
    except BadInput as problem:
        sys.stderr.write(f"Not taken in: {REASONS[problem.code]}\n")
        return 1
    sys.stdout.write("".join(f"{path}\n" for path in written) + "".join(f"{one}\n" for one in faults()))
    return 0


REASONS = {
    "unknown_word": "there is no such language or text. Without words the command lists all.",
    "unreadable": "the file is no recording that can be read (WAV, MP3, M4A, OGG, AMR, or a video's sound).",
    "too_long": f"it lasts longer than {LONGEST} seconds.",
}

if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
