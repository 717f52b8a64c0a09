"""Posters and cards: read as a phone reads them, in both languages, the same file every time."""

from __future__ import annotations

import io
import unicodedata
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

import locales
from cases.rules.vocabulary import Language
from locales.wrapping import solid
from qr.codes import WrongCode, check_code, code_svg
from qr.posters import Kind, Printed, Site, poster, print_sheets

SITE = Site("k7m2x9p4hd", "Outdoor Gear (Cambodia) Co., Ltd.", "gate", "3")
ADDRESS = "https://samleng.org/q/k7m2x9p4hd"
CODES: dict[Kind, int] = {"a4": 1, "card": 10}


@pytest.fixture(scope="module", params=["a4", "card"])
def printed(request: pytest.FixtureRequest) -> tuple[Kind, Printed]:
    """Each kind of sheet, made once."""
    return request.param, poster(SITE, request.param, public_url="https://samleng.org", bot_name="samleng_bot")


def read(picture: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(picture.convert("L"))]


def words_of(pdf: bytes) -> str:
    """The text layer, without the spaces that line breaks and letter forms add."""
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    return "".join(unicodedata.normalize("NFC", text).split())


def test_the_picture_and_the_pdf_lead_to_the_page(printed: tuple[Kind, Printed]) -> None:
    """Also at 100 dpi, worse than any printer."""
    kind, sheet = printed
    assert read(Image.open(io.BytesIO(sheet.png))) == [ADDRESS] * CODES[kind]
    document = pypdfium2.PdfDocument(sheet.pdf)
    assert len(document) == 1
    assert read(document[0].render(scale=100 / 72).to_pil()) == [ADDRESS] * CODES[kind]


def test_each_sheet_says_in_both_languages_what_nobody_will_ask_for(printed: tuple[Kind, Printed]) -> None:
    """With bot name, typed address and placement, as text that can be searched and copied."""
    _, sheet = printed
    words = words_of(sheet.pdf)
    for language in Language:
        assert "".join(solid(locales.text(language, "poster.never_ask")).split()) in words
        assert "".join(solid(locales.text(language, "poster.placement.gate")).split()) in words
    assert "samleng.org/q/k7m2x9p4hd" in words
    assert "@samleng_bot" in words


def test_the_poster_asks_in_khmer_and_english() -> None:
    """The whole Khmer sentence stands in the text layer, before the English one."""
    words = words_of(poster(SITE, "a4", public_url="https://samleng.org").pdf)
    khmer, english = words.index("មានបញ្ហានៅរោងចក្រមែនទេ?"), words.index("Problematthefactory?")
    assert khmer < english
    assert "ប្រាប់ទីនេះបានមិនអស់លុយទេ។" in words


def test_no_sheet_names_the_factory_or_shouts(printed: tuple[Kind, Printed]) -> None:
    """Who is seen with it was seen with nothing."""
    words = words_of(printed[1].pdf).lower()
    assert not any(word in words for word in ("outdoorgear", "complaint", "union", "ពាក្យបណ្ដឹង", "សហជីព"))


def test_a_sheet_without_a_bot_does_not_mention_telegram() -> None:
    """A server without a token still has its browser door."""
    for kind in CODES:
        words = words_of(poster(SITE, kind, public_url="https://samleng.org").pdf)
        assert "Telegram" not in words
        assert "តេឡេក្រាម" not in words


def test_a_long_address_still_fits_and_reads() -> None:
    """Local test servers and long domains stay on one page and one line."""
    url = "https://voice-of-the-workers.federation-of-garment-unions.example.org.kh"
    for kind in CODES:
        sheet = poster(SITE, kind, public_url=url, bot_name="a_very_long_name_of_a_telegram_bot")
        assert f"{url.removeprefix('https://')}/q/k7m2x9p4hd" in words_of(sheet.pdf)


def test_typed_words_are_printed_as_they_are() -> None:
    """A placement is data: typst marks in it do nothing."""
    odd = Site("k7m2x9p4hd", "X", '#panic("x") *$ផ្ទះ', "")
    assert '#panic("x")*$ផ្ទះ' in words_of(poster(odd, "a4", public_url="https://samleng.org").pdf)


def test_the_same_sheet_is_the_same_file(printed: tuple[Kind, Printed]) -> None:
    """Nothing of the machine or the day is in it."""
    kind, sheet = printed
    assert poster(SITE, kind, public_url="https://samleng.org", bot_name="samleng_bot") == sheet


def test_a_wrong_picture_is_refused(printed: tuple[Kind, Printed]) -> None:
    """Another address, a missing code and a blank sheet do not pass."""
    kind, sheet = printed
    check_code(sheet.png, ADDRESS, times=CODES[kind])
    with pytest.raises(WrongCode):
        check_code(sheet.png, ADDRESS + "x", times=CODES[kind])
    with pytest.raises(WrongCode):
        check_code(sheet.png, ADDRESS, times=CODES[kind] + 1)
    blank = io.BytesIO()
    Image.new("RGB", (400, 400), "white").save(blank, "PNG")
    with pytest.raises(WrongCode):
        check_code(blank.getvalue(), ADDRESS)


def test_a_poster_whose_code_reads_wrong_is_never_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check is part of making it."""
    monkeypatch.setattr("qr.posters.code_svg", lambda address: code_svg(address + "/other"))
    with pytest.raises(WrongCode):
        poster(SITE, "a4", public_url="https://samleng.org")


def test_sheets_are_written_whole_under_speaking_names(tmp_path: Path) -> None:
    """Two gates of one factory do not overwrite each other, a Khmer name becomes letters, nothing else is left."""
    sites = [Site("aaaaaaaaaa", "Outdoor Gear Co., Ltd.", "gate"), Site("bbbbbbbbbb", "Outdoor Gear Co., Ltd.", "gate")]
    folder = tmp_path / "new" / "sheets"
    paths = print_sheets(sites, folder, public_url="https://samleng.org", kinds=["a4"])
    assert [path.name for path in paths] == [
        "outdoor-gear-co-ltd-gate-a4.pdf",
        "outdoor-gear-co-ltd-gate-a4.png",
        "outdoor-gear-co-ltd-gate-2-a4.pdf",
        "outdoor-gear-co-ltd-gate-2-a4.png",
    ]
    assert read(Image.open(paths[3])) == ["https://samleng.org/q/bbbbbbbbbb"]
    assert sorted(folder.iterdir()) == sorted(paths)

    again = print_sheets(
        [Site("cccccccccc", "រោងចក្រ ../..", "dormitory", "1")], folder, public_url="https://samleng.org"
    )
    assert all(path.parent == folder and path.name.isascii() for path in again)
    assert len(again) == 4


def test_every_word_of_a_sheet_exists_in_both_languages() -> None:
    """The two catalogs have the same poster keys, and Khmer is Khmer."""
    keys = [{key for key in locales.catalog(lang) if key.startswith("poster.")} for lang in Language]
    assert keys[0] == keys[1]
    assert all(any("ក" <= letter <= "៿" for letter in locales.text("km", key)) for key in keys[0])
