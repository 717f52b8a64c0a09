"""Settings: `SAMLENG_...` from the environment or `.env`, read once and frozen."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything that differs between installations."""

    model_config = SettingsConfigDict(env_prefix="SAMLENG_", env_file=".env", frozen=True, extra="ignore")

    database_url: str = Field(default="", description="Database; default: SQLite in VAR")
    telegram_token: SecretStr | None = Field(default=None, description="The bot's token; none: the bot is off")
    telegram_api: str = Field(default="https://api.telegram.org", description="Bot API server")
    public_url: str = Field(default="", description="Address that the world reaches; set: webhook, unset: polling")
    var: Path = Field(default=Path("var"), description="Database and evidence")
    keys: Path = Field(default=Path("keys"), description="Keys folder, outside VAR")
    backup_key: str = Field(default="", description="Public key that backups are sealed to")
    demo_now: dt.datetime | None = Field(default=None, description="With --demo only: shifts the one clock")

    @field_validator("telegram_token", "demo_now", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("public_url", "telegram_api")
    @classmethod
    def _no_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.var.resolve() / 'samleng.db'}"

    @property
    def evidence(self) -> Path:
        return self.var / "evidence"
