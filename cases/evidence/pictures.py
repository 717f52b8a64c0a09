"""Photos: turned upright, made smaller, re-encoded from their pixels alone."""

from __future__ import annotations

import io
import threading
from typing import Final

import pillow_heif
from PIL import Image, ImageOps

from cases.rules.errors import BadInput

MAX_PIXELS: Final = 50_000_000
"""Width times height that is still decoded; the header tells it before any pixel is unpacked."""

MAX_PIXELS_AT_ONCE: Final = {"PNG": 16_000_000, "WEBP": 16_000_000, "HEIF": 25_000_000, "JPEG": 16_000_000}
"""The same for pictures that can only be unpacked whole; 24 million is what a current iPhone writes as HEIC."""

LONGEST_SIDE: Final = 2560
QUALITY: Final = 85
LONGEST_ON_PAPER: Final = 900
QUALITY_ON_PAPER: Final = 75
FORMATS: Final = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/heic": "HEIF"}
"""Media type to the one decoder that may look at it."""

# A decoded photo takes up to 150 MB and callers run in threads: only one is unpacked at a time in a process.
_one_at_a_time = threading.Lock()

pillow_heif.register_heif_opener(thumbnails=False)


def clean_photo(content: bytes, media_type: str) -> bytes:
    """The same picture as JPEG, upright, with nothing in it but pixels.

    EXIF, GPS, XMP, comments and colour profiles are gone because only pixels are copied. The longest side is at
    most `LONGEST_SIDE`; transparent parts become white. Waits while another thread works on a picture.

    Raises:
        BadInput: `unreadable`, or `picture_too_large`: more pixels than are unpacked.
    """
    with _one_at_a_time:
        try:
            return _redrawn(content, FORMATS[media_type])
        except BadInput:
            raise
        except Image.DecompressionBombError:
            raise BadInput("picture_too_large", field="file") from None
        except Exception as error:  # decoders of hostile bytes raise whatever they like
            raise BadInput("unreadable", field="file") from error


def for_paper(clean: bytes) -> bytes:
    """A photo of `clean_photo`, small enough to be printed and to be kept in a row: about 100 KB."""
    with _one_at_a_time, Image.open(io.BytesIO(clean), formats=["JPEG"]) as picture:
        picture.thumbnail((LONGEST_ON_PAPER, LONGEST_ON_PAPER))
        output = io.BytesIO()
        picture.save(output, "JPEG", quality=QUALITY_ON_PAPER, optimize=True)
        return output.getvalue()


def _redrawn(content: bytes, decoder: str) -> bytes:
    with Image.open(io.BytesIO(content), formats=[decoder]) as picture:
        if picture.width * picture.height > _most_pixels(picture, decoder):
            raise BadInput("picture_too_large", field="file")
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG decodes straight to about the wanted size
        picture.load()
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        with ImageOps.exif_transpose(picture) as upright, _on_white(upright) as plain:
            output = io.BytesIO()
            plain.save(output, "JPEG", quality=QUALITY, optimize=True)
            return output.getvalue()


def _most_pixels(picture: Image.Image, decoder: str) -> int:
    """A baseline JPEG is made smaller while it is read; of a progressive one every coefficient is kept first."""
    if decoder == "JPEG" and not picture.info.get("progressive"):
        return MAX_PIXELS
    return MAX_PIXELS_AT_ONCE[decoder]


def _on_white(picture: Image.Image) -> Image.Image:
    """A new RGB picture with the pixels of `picture` and none of its `info`."""
    if picture.mode.startswith("I"):  # 16 bits a pixel: convert() would cut off all but the darkest tones
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    paper = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        paper.paste(layer, mask=layer.getchannel("A"))
    else:
        paper.paste(picture.convert("RGB"))
    return paper
