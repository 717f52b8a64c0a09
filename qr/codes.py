"""The square that a phone reads, and the proof that it reads right."""

from __future__ import annotations

import io

import qrcode
import zxingcpp
from PIL import Image
from qrcode.image.svg import SvgPathImage


class WrongCode(Exception):
    """A printed picture does not lead where it should; it must not leave the house."""


def code_svg(address: str) -> str:
    """A QR code as SVG text: level H (read with a third of it dirty or torn), black, four modules of white around."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_H, border=4, image_factory=SvgPathImage)
    code.add_data(address)
    code.make(fit=True)
    output = io.BytesIO()
    code.make_image().save(output)
    return output.getvalue().decode()


def check_code(png: bytes, expected: str, *, times: int = 1) -> None:
    """Reads every code in the picture as a phone would.

    Raises:
        WrongCode: there are not exactly `times` codes, or one says anything but `expected`.
    """
    with Image.open(io.BytesIO(png), formats=["PNG"]) as picture:
        found = [barcode.text for barcode in zxingcpp.read_barcodes(picture.convert("L"))]
    if found != [expected] * times:
        raise WrongCode(f"the picture holds {len(found)} codes, {found.count(expected)} of {times} right")
