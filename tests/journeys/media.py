"""What a worker's phone records: a voice note and a photo that tells where it was taken."""

from __future__ import annotations

import io
import math
import struct

import av
from PIL import Image, ImageDraw

GPS_TAG = 0x8825
MAKER = "Cheap Phone Co"


def voice_note(seconds: float = 1.0) -> bytes:
    """A tone as Ogg Opus, as Telegram sends voice notes."""
    rate, target = 48_000, io.BytesIO()
    with av.open(target, "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=rate, layout="mono")
        for start in range(0, int(rate * seconds), 960):
            samples = [int(9000 * math.sin((start + n) / rate * 2 * math.pi * 220)) for n in range(960)]
            frame = av.AudioFrame(format="s16", layout="mono", samples=960)
            frame.planes[0].update(struct.pack("<960h", *samples))
            frame.rate, frame.pts = rate, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return target.getvalue()


def photo_with_gps() -> bytes:
    """A JPEG whose EXIF names Kampong Speu to the second, and the phone that took it."""
    picture = Image.new("RGB", (640, 480), "beige")
    ImageDraw.Draw(picture).text((40, 40), "TERMINATION LETTER", fill="black")
    exif = Image.Exif()
    exif[0x010F] = MAKER
    exif[GPS_TAG] = {1: "N", 2: (11.0, 27.0, 9.0), 3: "E", 4: (104.0, 31.0, 15.0)}
    target = io.BytesIO()
    picture.save(target, "JPEG", exif=exif)
    return target.getvalue()


def place_in(picture: bytes) -> dict[int, object]:
    """What a picture's EXIF says of the place; empty: nothing."""
    return dict(Image.open(io.BytesIO(picture)).getexif().get_ifd(GPS_TAG))
