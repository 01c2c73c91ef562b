"""Settings from the environment and .env; secrets stay masked wherever they are printed."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything an operator can set, each as DOBLEST_<NAME>."""

    model_config = SettingsConfigDict(
        env_prefix="DOBLEST_", env_file=".env", extra="forbid", secrets_dir=None
    )

    token: SecretStr | None = Field(None, description="the bot's token from @BotFather")
    token_file: Path | None = Field(None, description="a file that holds the token")
    state: Path = Field(Path("state/doblest.sqlite3"), description="the file of all state")
    api_url: str = Field("https://api.telegram.org", description="the Bot API server")
    operator_name: str = Field("", description="who runs this bot, shown by /privacy")
    operator_contact: str = Field("", description="how to reach the operator")
