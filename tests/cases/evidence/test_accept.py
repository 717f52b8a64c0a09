"""Files of a worker: real pictures, voice notes and videos, and everything that pretends to be one."""

from __future__ import annotations

import contextlib
import io
import struct
import threading
import zlib
from fractions import Fraction
from typing import Any

import av
import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cases.evidence import pictures, recordings
from cases.evidence.accept import MAX_FILE, Accepted, accept
from cases.rules.errors import BadInput
from cases.rules.vocabulary import StoryKind

RED, BLUE = (200, 20, 20), (20, 20, 200)
GPS_IFD = 0x8825
PLACE = "+11.5564+104.9282/"


def two_colours(width: int = 320, height: int = 200) -> Image.Image:
    """Left half red, right half blue: turning and mirroring show."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(BLUE, (width // 2, 0, width, height))
    return picture


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    output = io.BytesIO()
    picture.save(output, kind, **options)
    return output.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    """Maker, orientation and the place of Phnom Penh, as a phone writes them."""
    data = Image.Exif()
    data[0x010F], data[0x0112] = "SecretMaker", orientation
    data[GPS_IFD] = {1: "N", 2: (11.0, 33.0, 23.0), 3: "E", 4: (104.0, 55.0, 41.0)}
    return data


def sound(container: str, codec: str, seconds: int = 2, rate: int = 48_000, **metadata: str) -> bytes:
    """A quiet hum in any container that PyAV writes."""
    output = io.BytesIO()
    with av.open(output, "w", format=container) as target:
        target.metadata.update(metadata)
        stream = target.add_stream(codec, rate=rate, layout="mono")
        write_hum(target, stream, seconds, rate)
    return output.getvalue()


def write_hum(target: Any, stream: Any, seconds: int, rate: int) -> None:
    step = rate // 10
    for index in range(seconds * 10):
        frame = av.AudioFrame("s16", "mono", step)
        frame.planes[0].update(b"".join(struct.pack("<h", 3000 if i // 50 % 2 else -3000) for i in range(step)))
        frame.sample_rate, frame.pts, frame.time_base = rate, index * step, Fraction(1, rate)
        target.mux(stream.encode(frame))
    target.mux(stream.encode(None))


def video(container: str, codec: str, *, audio: str = "", seconds: int = 2, **metadata: str) -> bytes:
    """A few small frames, with or without sound."""
    output = io.BytesIO()
    # mov and mp4 write the place and other loose keys only when told to
    with av.open(output, "w", format=container, options={"movflags": "use_metadata_tags"}) as target:
        target.metadata.update(metadata)
        stream = target.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = 176, 144, "yuv420p"
        stream.max_b_frames = 0  # as phones and browsers record
        stream.metadata["title"] = "SecretTrack"
        rate = 8_000 if "amr" in audio else 48_000
        hum = target.add_stream(audio, rate=rate, layout="mono") if audio else None
        for index in range(seconds * 10):
            frame = av.VideoFrame.from_image(two_colours(176, 144))
            frame.pts, frame.time_base = index, Fraction(1, 10)
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
        if hum:
            write_hum(target, hum, seconds, rate)
    return output.getvalue()


def opened(accepted: Accepted) -> Image.Image:
    picture = Image.open(io.BytesIO(accepted.content))
    picture.load()
    return picture


def refused(content: bytes) -> str:
    with pytest.raises(BadInput) as caught:
        accept(content)
    assert caught.value.field == "file"
    return caught.value.code


def near(pixel: Any, colour: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(pixel, colour, strict=True))


def test_a_photo_loses_place_and_maker() -> None:
    """Neither the EXIF block nor its words are in the kept bytes."""
    content = saved(two_colours(), "JPEG", exif=exif(), comment=b"SecretComment", icc_profile=b"SecretProfile" * 9)
    assert dict(Image.open(io.BytesIO(content)).getexif().get_ifd(GPS_IFD))

    accepted = accept(content)

    assert (accepted.kind, accepted.media_type, accepted.seconds, accepted.playable) == (
        StoryKind.PHOTO, "image/jpeg", 0, True,
    )  # fmt: skip
    picture = opened(accepted)
    assert not picture.getexif()
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"Secret" not in accepted.content
    assert b"Exif" not in accepted.content


def test_a_photo_stands_upright() -> None:
    """Orientation 6 (camera turned) is applied to the pixels: red was left, is on top."""
    picture = opened(accept(saved(two_colours(), "JPEG", exif=exif(orientation=6))))
    assert picture.size == (200, 320)
    assert near(picture.getpixel((100, 20)), RED)
    assert near(picture.getpixel((100, 300)), BLUE)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_large_photo_becomes_smaller_and_stays_upright(kind: str) -> None:
    """The longest side is at most 2560 px, in the right proportion."""
    picture = opened(accept(saved(two_colours(5000, 2500), kind, exif=exif(orientation=8))))
    assert picture.size == (1280, 2560)
    assert near(picture.getpixel((600, 2500)), RED)
    assert near(picture.getpixel((600, 50)), BLUE)


def test_heic_webp_and_png_become_jpeg_without_metadata() -> None:
    """The formats of today's phones are read, and their metadata is gone too."""
    heic = io.BytesIO()
    pillow_heif.from_pillow(two_colours()).save(heic, exif=exif().tobytes(), xmp=b"<x>SecretXmp</x>")
    files = [
        heic.getvalue(),
        saved(two_colours(), "WEBP", exif=exif().tobytes(), xmp=b"<x>SecretXmp</x>"),
        saved(two_colours(), "PNG", exif=exif()),
    ]
    for content in files:
        assert b"Secret" in content
        accepted = accept(content)
        assert accepted.media_type == "image/jpeg"
        assert opened(accepted).size == (320, 200)
        assert b"Secret" not in accepted.content
        assert near(opened(accepted).getpixel((20, 100)), RED)


def test_transparent_and_16_bit_pictures_stay_readable() -> None:
    """See-through parts become white; a grey 16-bit scan keeps its tones."""
    clear = opened(accept(saved(Image.new("RGBA", (40, 40), (0, 0, 0, 0)), "PNG")))
    assert near(clear.getpixel((20, 20)), (255, 255, 255))
    palette = Image.new("P", (40, 40), 0)
    assert near(opened(accept(saved(palette, "PNG", transparency=0))).getpixel((5, 5)), (255, 255, 255))
    deep = opened(accept(saved(Image.new("I;16", (40, 40), 32_768), "PNG")))
    assert near(deep.getpixel((20, 20)), (128, 128, 128))


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 999)) + chunk(b"IEND", b"")
    )


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("size", [(10_000, 5_001), (12_000, 12_000), (60_000, 60_000)])
def test_an_image_bomb_is_refused_before_it_is_decoded(size: tuple[int, int], monkeypatch: Any) -> None:
    """The header is enough: no pixel is unpacked."""
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda self: pytest.fail("decoded"))
    assert refused(png_header(*size)) == "picture_too_large"


@pytest.mark.parametrize(("kind", "options"), [("PNG", {}), ("WEBP", {"quality": 1}), ("JPEG", {"progressive": True})])
def test_pictures_that_are_unpacked_whole_are_taken_up_to_16_million_points(
    kind: str, options: dict[str, Any], monkeypatch: Any
) -> None:
    """A small file of one colour would fill the memory; a camera's own JPEG of the same size does not."""
    large = Image.new("L", (5000, 4000), 90)
    assert opened(accept(saved(large, "JPEG", quality=5))).width == pictures.LONGEST_SIDE
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda self: pytest.fail("decoded"))
    assert refused(saved(large.convert("RGB") if kind == "WEBP" else large, kind, **options)) == "picture_too_large"


def test_only_one_picture_is_unpacked_at_a_time(monkeypatch: Any) -> None:
    """Threads wait for each other, so memory holds one large photo, not ten."""
    inside, most = 0, 0
    real = pictures._redrawn

    def counted(content: bytes, decoder: str) -> bytes:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        try:
            return real(content, decoder)
        finally:
            inside -= 1

    monkeypatch.setattr(pictures, "_redrawn", counted)
    content = saved(two_colours(1200, 900), "JPEG")
    threads = [threading.Thread(target=accept, args=(content,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


VOICES = {
    "telegram voice note": ("ogg", "libopus", 48_000),
    "mp3": ("mp3", "libmp3lame", 44_100),
    "m4a": ("ipod", "aac", 44_100),
    "wav": ("wav", "pcm_s16le", 16_000),
    "amr": ("amr", "libopencore_amrnb", 8_000),
    "aac": ("adts", "aac", 44_100),
    "browser recording": ("webm", "libopus", 48_000),
    "android recorder": ("3gp", "libopencore_amrnb", 8_000),
}


@pytest.mark.parametrize("name", VOICES)
def test_a_voice_note_becomes_m4a_without_metadata(name: str) -> None:
    """Whatever a phone records plays everywhere, is as long as before and says nothing about the phone."""
    container, codec, rate = VOICES[name]
    content = sound(container, codec, rate=rate, title="SecretTitle", artist="SecretArtist")

    accepted = accept(content)

    assert (accepted.kind, accepted.media_type, accepted.playable) == (StoryKind.VOICE, "audio/mp4", True)
    assert accepted.seconds in (2, 3)
    assert b"Secret" not in accepted.content
    with av.open(io.BytesIO(accepted.content)) as kept:
        assert [stream.codec_context.name for stream in kept.streams] == ["aac"]
        assert 1.9 < sum(frame.samples for frame in kept.decode(audio=0)) / 48_000 < 2.3


def test_a_voice_note_of_over_an_hour_is_refused(monkeypatch: Any) -> None:
    """The cap is on sound that was decoded, not on what a header claims."""
    monkeypatch.setattr(recordings, "MAX_SECONDS", 1)
    assert refused(sound("ogg", "libopus")) == "too_long"


def test_a_damaged_voice_note_keeps_what_can_be_heard() -> None:
    """A note cut off by a lost connection is still her story."""
    whole = sound("ogg", "libopus", seconds=4)
    accepted = accept(whole[: len(whole) // 2])
    assert accepted.kind is StoryKind.VOICE
    assert 1 <= accepted.seconds < 4


def facts(content: bytes) -> dict[str, str]:
    """All that a container and its streams say about themselves."""
    with av.open(io.BytesIO(content)) as container:
        found = dict(container.metadata)
        for stream in container.streams:
            found.update(stream.metadata)
        return {name.lower(): value for name, value in found.items()}


@pytest.mark.parametrize(
    ("container", "codec", "audio", "media_type", "playable"),
    [
        ("mp4", "libx264", "aac", "video/mp4", True),
        ("mp4", "libx264", "", "video/mp4", True),
        ("mov", "libx264", "aac", "video/mp4", True),
        ("mov", "libx264", "pcm_s16le", "video/quicktime", False),
        ("webm", "libvpx-vp9", "libopus", "video/webm", True),
        ("webm", "libvpx", "", "video/webm", True),
        ("matroska", "libx264", "libopus", "video/mp4", True),
        ("3gp", "h263", "aac", "video/3gpp", False),
        ("3gp", "h263", "libopencore_amrnb", "video/3gpp", False),
    ],
)
def test_a_video_keeps_its_pictures_and_loses_its_place(
    container: str, codec: str, audio: str, media_type: str, playable: bool
) -> None:
    """Streams are copied as they are; location, date and titles are left behind."""
    content = video(
        container, codec, audio=audio, location=PLACE, title="SecretTitle", creation_time="2024-11-04T10:00:00Z"
    )
    assert "location" in facts(content)
    if container == "matroska":  # Chromium records H.264 into what it calls WebM
        content = content.replace(b"\x42\x82\x88matroska", b"\x42\x82\x84webm\xec\x82\0\0", 1)

    accepted = accept(content)

    assert (accepted.kind, accepted.media_type, accepted.playable) == (StoryKind.VIDEO, media_type, playable)
    assert accepted.seconds in (2, 3)
    assert set(facts(accepted.content)).isdisjoint({"title", "location", "creation_time"})
    assert not any(word in accepted.content for word in (b"Secret", PLACE.encode(), b"loci"))
    with av.open(io.BytesIO(accepted.content)) as kept:
        assert len(kept.streams) == (2 if audio else 1)
        assert len(list(kept.decode(video=0))) == 20


def test_a_video_that_was_filmed_upright_stays_upright() -> None:
    """The turn stands beside the pictures, is no metadata about her, and is kept."""
    content = bytearray(video("mp4", "libx264"))
    matrix = content.index(b"tkhd") + 44  # version, times, track, duration, layer and volume come before it
    content[matrix : matrix + 36] = struct.pack(">9i", 0, 65_536, 0, -65_536, 0, 0, 0, 0, 1 << 30)
    with av.open(io.BytesIO(accept(bytes(content)).content)) as kept:
        assert abs(next(kept.decode(video=0)).rotation) == 90


def test_a_video_that_was_sent_as_voice_is_kept_as_sound() -> None:
    """A recorder that wraps voice into a video is not shown as a black picture."""
    content = video("mp4", "libx264", audio="aac")
    accepted = accept(content, caption_kind=StoryKind.VOICE)
    assert (accepted.kind, accepted.media_type) == (StoryKind.VOICE, "audio/mp4")
    silent = accept(video("mp4", "libx264"), caption_kind=StoryKind.VOICE)
    assert silent.kind is StoryKind.VIDEO


def test_a_pdf_is_kept_as_it_is() -> None:
    """A letter stays byte for byte; half a letter is refused."""
    content = saved(two_colours(), "PDF")
    assert accept(content) == Accepted(StoryKind.DOCUMENT, "application/pdf", content, 0, False)
    assert refused(content[: len(content) // 2]) == "unreadable"


@pytest.mark.parametrize(
    "content",
    [
        b"<!doctype html><script>alert(1)</script>" * 40,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>" * 40,
        b"#EXTM3U\nfile:///etc/passwd\n" * 40,
        b"PK\x03\x04" + b"\0" * 400,
        b"MZ" + b"\0" * 400,
        b"GIF89a" + b"\0" * 400,
        "រឿងរបស់ខ្ញុំ".encode() * 40,
    ],
)
def test_what_is_no_proof_is_not_accepted(content: bytes) -> None:
    """Pages, programs, archives and playlists are refused by content, whatever they are called."""
    assert refused(content) == "type_not_accepted"


def test_empty_cut_and_large_files_are_refused_by_name() -> None:
    """Each gets the code that its sentence needs."""
    assert refused(b"") == "unreadable"
    assert refused(b"\xff\xd8\xff" + b"\0" * (MAX_FILE - 2)) == "too_big"
    for whole in (saved(two_colours(), "JPEG"), saved(two_colours(), "PNG"), video("mp4", "libx264")):
        assert refused(whole[: len(whole) // 2]) == "unreadable"
        assert refused(whole[:40]) in ("unreadable", "type_not_accepted")


HEADS = [
    b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\x24\x00\x00\x00WEBPVP8 ", b"RIFF\x24\x00\x00\x00WAVEfmt ",
    b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", b"\0\0\0\x18ftypmp42\0\0\0\0isommp42", b"\0\0\0\x14ftyp3gp5\0\0\0\0",
    b"OggS\0\x02", b"ID3\x03\0", b"#!AMR\n", b"\x1a\x45\xdf\xa3\x42\x82\x84webm", b"%PDF-1.7", b"\xff\xf1",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(HEADS), st.binary(max_size=600))
def test_noise_is_refused_and_breaks_nothing(head: bytes, noise: bytes) -> None:
    """Whatever the bytes, the answer is a cleaned file or BadInput."""
    try:
        code = "" if accept(head + noise).content else "nothing"
    except BadInput as refusal:
        code = refusal.code
    assert code in {"", "type_not_accepted", "unreadable", "picture_too_large"}


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_file_with_flipped_bytes_breaks_nothing(data: st.DataObject) -> None:
    """Real files that were damaged on the way are cleaned or refused."""
    damaged = bytearray(data.draw(st.sampled_from(WHOLE)))
    for place in data.draw(st.lists(st.integers(0, len(damaged) - 1), max_size=20)):
        damaged[place] = data.draw(st.integers(0, 255))
    with contextlib.suppress(BadInput):
        assert accept(bytes(damaged)).content


WHOLE = [
    saved(two_colours(64, 48), "JPEG", exif=exif()),
    saved(two_colours(64, 48), "PNG"),
    sound("ogg", "libopus", seconds=1),
    video("mp4", "libx264", audio="aac", seconds=1),
]
