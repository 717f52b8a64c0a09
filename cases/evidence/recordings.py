"""Voice notes and videos: metadata out, and into a shape that a browser can play.

Each demuxer is named by the caller from the file's own first bytes, so a playlist or a container that points to
other files is never followed.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import av
from av.error import InvalidDataError
from av.stream import Disposition

from cases.rules.errors import BadInput
from cases.rules.vocabulary import StoryKind

MAX_SECONDS: Final = 60 * 60
"""Longest voice note, in seconds."""

SOUND_RATE: Final = 48_000


@dataclass(frozen=True)
class Shape:
    """How sound is written: container, codec, bits a second."""

    media_type: str
    muxer: str
    codec: str
    bits: int


M4A: Final = Shape("audio/mp4", "ipod", "aac", 64_000)

DEMUXERS: Final = {
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/aac": "aac",
    "audio/mp4": "mov",
    "audio/x-wav": "wav",
    "audio/amr": "amr",
    "video/mp4": "mov",
    "video/x-m4v": "mov",
    "video/quicktime": "mov",
    "video/3gpp": "mov",
    "video/webm": "matroska",
}
"""Media type to the one demuxer that may look at it."""

_SHAPES: Final = (
    ("video/webm", "webm", {"vp8", "vp9", "av1", "opus", "vorbis"}),
    ("video/mp4", "mp4", {"h264", "hevc", "av1", "vp9", "mpeg4", "aac", "mp3", "opus"}),
    ("video/3gpp", "3gp", {"h263", "h264", "mpeg4", "aac", "amr_nb", "amr_wb"}),
)
"""Media type, muxer and the codecs that it carries, first match wins; what fits none goes into QuickTime."""

_PLAYED: Final = {"h264", "vp8", "vp9", "aac", "mp3", "opus", "vorbis"}


@dataclass(frozen=True)
class Recording:
    """A cleaned voice note or video; `seconds` rounded up."""

    kind: StoryKind
    media_type: str
    content: bytes
    seconds: int
    playable: bool


def clean_recording(content: bytes, media_type: str, *, sound_only: bool = False) -> Recording:
    """A voice note as AAC in m4a, or a video with its streams copied and everything else left behind.

    What has no moving picture is a voice note, whatever its container. Of a video only picture and sound are
    copied: titles, dates, maker and place go, and so do tracks that record positions. The picture is not
    re-encoded, so what a camera wrote into the picture stream itself stays.

    Raises:
        BadInput: `unreadable`, or `too_long` for a voice note over `MAX_SECONDS`.
    """
    with _opened(content, media_type) as source:
        pictures = [s for s in source.streams.video if not s.disposition & Disposition.attached_pic]
        if pictures and not (sound_only and source.streams.audio):
            return _copied(source, [*pictures[:1], *source.streams.audio[:1]])
        return _spoken(source, M4A)


def in_shape(content: bytes, media_type: str, shape: Shape) -> Recording:
    """The sound of a recording in another shape, mono, with everything else left behind.

    Raises:
        BadInput: `unreadable`, or `too_long`.
    """
    with _opened(content, media_type) as source:
        return _spoken(source, shape)


@contextmanager
def _opened(content: bytes, media_type: str) -> Iterator[Any]:
    try:
        with av.open(io.BytesIO(content), "r", format=DEMUXERS[media_type], metadata_errors="replace") as source:
            yield source
    except BadInput:
        raise
    except Exception as error:  # demuxers of hostile bytes raise whatever they like
        raise BadInput("unreadable", field="file") from error


def _spoken(source: Any, shape: Shape) -> Recording:
    """The first sound track, mono. A damaged packet costs its own moment, not the whole note."""
    output = io.BytesIO()
    written = 0
    with av.open(output, "w", format=shape.muxer, options={"fflags": "+bitexact"}) as target:
        stream: Any = target.add_stream(shape.codec, rate=SOUND_RATE, layout="mono")
        stream.bit_rate = shape.bits
        resampler = av.AudioResampler("fltp", "mono", SOUND_RATE)
        for frame in _frames(source):
            for part in resampler.resample(frame):
                part.pts, part.time_base = written, Fraction(1, SOUND_RATE)
                written += part.samples
                if written > MAX_SECONDS * SOUND_RATE:
                    raise BadInput("too_long", field="file", minutes=MAX_SECONDS // 60)
                target.mux(stream.encode(part))
        if not written:
            raise BadInput("unreadable", field="file")
        target.mux(stream.encode(None))
    return Recording(StoryKind.VOICE, shape.media_type, output.getvalue(), math.ceil(written / SOUND_RATE), True)


def _frames(source: Any) -> Iterable[Any]:
    """Decoded sound, then None, which empties the resampler."""
    for packet in source.demux(source.streams.audio[0]):
        try:
            yield from packet.decode()
        except InvalidDataError:
            continue
    yield None


def _copied(source: Any, streams: list[Any]) -> Recording:
    """A file with the same packets and nothing beside them, its container chosen by what it has to carry."""
    codecs = {stream.codec_context.codec.canonical_name for stream in streams}
    media_type, muxer = next(
        ((media_type, muxer) for media_type, muxer, carried in _SHAPES if codecs <= carried),
        ("video/quicktime", "mov"),
    )
    output = io.BytesIO()
    packets, end = 0, Fraction(0)
    with av.open(output, "w", format=muxer, options={"fflags": "+bitexact"}) as target:
        copies = {stream.index: target.add_stream_from_template(stream) for stream in streams}
        for packet in source.demux(streams):
            if not packet.size:  # the empty packet that ends each stream
                continue
            if packet.dts is None:  # some browser recordings give only the time of showing
                packet.dts = packet.pts
            packets += 1
            end = max(end, ((packet.pts or 0) + (packet.duration or 0)) * packet.time_base)
            packet.stream = copies[packet.stream.index]
            target.mux(packet)
        if not packets:
            raise BadInput("unreadable", field="file")
    return Recording(StoryKind.VIDEO, media_type, output.getvalue(), math.ceil(end), codecs <= _PLAYED)
