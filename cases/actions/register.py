"""The register of factories and the site codes that stand for them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import select

from cases.rules.errors import SamlengError
from cases.rules.vocabulary import Province
from cases.store.tables import Factory, SiteCode
from cases.store.unit import Unit

COLUMNS = ("name", "khmer_sign", "nicknames", "province", "brands", "bfc_affiliate", "subcontractor_of")
ROADS = "roads"  # a column that older files do not have
YES, NO = frozenset({"yes", "true", "1"}), frozenset({"no", "false", "0", ""})
LONGEST_NAME = 200


@dataclass(frozen=True)
class BadLine:
    """A line that cannot be taken: its number in the file (the header is 1), a code below `error.import.`, a value.

    `column` names the one it is about, where the reader cannot tell it from the sentence.
    """

    number: int
    code: str
    value: str = ""
    column: str = ""


class ImportRefused(SamlengError):
    """Nothing was imported; `lines` says why, line by line."""

    code = "import_refused"

    def __init__(self, lines: Sequence[BadLine]) -> None:
        super().__init__(lines=len(lines))
        self.lines = tuple(lines)


@dataclass(frozen=True)
class FactoryLine:
    number: int
    name: str
    khmer_sign: str
    nicknames: list[str]
    province: Province
    brands: list[str]
    bfc_affiliate: bool
    subcontractor_of: str
    roads: list[str] | None  # None: the file does not say, what is known stays


def read_factories(content: bytes) -> list[FactoryLine]:
    """Parse a factories file: UTF-8 CSV with the columns of `COLUMNS`; lists are separated by semicolons.

    `roads`, also places nearby as people say them, may be left out.

    Raises:
        ImportRefused: every bad line with its number and reason.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ImportRefused([BadLine(1, "not_utf8")]) from None
    reader = csv.DictReader(io.StringIO(text))
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise ImportRefused([BadLine(1, "column_missing", column) for column in missing])
    lines: list[FactoryLine] = []
    bad: list[BadLine] = []
    for row in reader:
        number = reader.line_num
        found = _problem(row, {line.name.casefold() for line in lines})
        if found:
            bad.append(BadLine(number, *found))
        else:
            lines.append(_line(number, row))
    if not lines and not bad:
        bad.append(BadLine(1, "empty_file"))
    if bad:
        raise ImportRefused(bad)
    return lines


def _problem(row: Mapping[str, str | None], names: set[str]) -> tuple[str, str] | None:
    """(code, value) of the first thing wrong with a row."""
    name = (row["name"] or "").strip()
    province = _province_key(row["province"] or "")
    affiliate = (row["bfc_affiliate"] or "").strip().lower()
    checks = (
        (None in row, "too_many_columns", ""),
        (any(row[column] is None for column in COLUMNS), "too_few_columns", ""),
        (not name, "name_missing", ""),
        (len(name) > LONGEST_NAME, "name_too_long", name[:40]),
        (name.casefold() in names, "name_twice", name),
        (province not in {p.value for p in Province}, "province_unknown", (row["province"] or "").strip()),
        (affiliate not in YES | NO, "yes_or_no", affiliate),
    )
    return next(((code, value) for wrong, code, value in checks if wrong), None)


def _province_key(text: str) -> str:
    return "_".join(text.strip().lower().replace("-", " ").split())


def _many(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(";") if part.strip()]


def _line(number: int, row: Mapping[str, str | None]) -> FactoryLine:
    return FactoryLine(
        number=number,
        name=" ".join((row["name"] or "").split()),
        khmer_sign=(row["khmer_sign"] or "").strip(),
        nicknames=_many(row["nicknames"]),
        province=Province(_province_key(row["province"] or "")),
        brands=_many(row["brands"]),
        bfc_affiliate=(row["bfc_affiliate"] or "").strip().lower() in YES,
        subcontractor_of=(row["subcontractor_of"] or "").strip(),
        roads=_many(row[ROADS]) if ROADS in row else None,
    )


async def import_factories(unit: Unit, lines: Sequence[FactoryLine]) -> tuple[int, int]:
    """Add new factories and renew known ones by name; returns (added, renewed).

    Raises:
        ImportRefused: a factory named as the principal of another is neither known nor in the file.
    """
    known = {row.name.casefold(): row for row in (await unit.session.exec(select(Factory))).all()}
    added = 0
    for line in lines:
        factory = known.get(line.name.casefold())
        if factory is None:
            factory = known[line.name.casefold()] = Factory(name=line.name, province=line.province)
            added += 1
        factory.khmer_sign, factory.nicknames, factory.province = line.khmer_sign, line.nicknames, line.province
        factory.brands, factory.bfc_affiliate = line.brands, line.bfc_affiliate
        factory.roads = factory.roads if line.roads is None else line.roads
        unit.session.add(factory)
    await unit.session.flush()
    bad = []
    for line in lines:
        principal = known.get(line.subcontractor_of.casefold()) if line.subcontractor_of else None
        if line.subcontractor_of and (principal is None or principal.name.casefold() == line.name.casefold()):
            bad.append(BadLine(line.number, "principal_unknown", line.subcontractor_of))
        known[line.name.casefold()].subcontractor_of = principal.id if principal else None
    if bad:
        raise ImportRefused(bad)
    return added, len(lines) - added


async def add_site_code(unit: Unit, factory: Factory, placement: str, code: str) -> SiteCode:
    """A code for one placement at a factory: gate, dormitory, market."""
    site = SiteCode(code=code, factory_id=factory.id, placement=placement, created_at=unit.now)
    unit.session.add(site)
    await unit.session.flush()
    return site


async def revoke_site_code(unit: Unit, code: str) -> bool:
    """A poster was torn down or copied: its page says so from now on. Whether the code was known."""
    site = await unit.session.get(SiteCode, code)
    if site is None:
        return False
    site.revoked_at = site.revoked_at or unit.now
    unit.session.add(site)
    return True
