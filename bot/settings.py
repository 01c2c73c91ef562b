"""Settings from the environment and .env; secrets stay masked wherever they are printed."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class MissingTokenError(Exception):
    """No token was given."""


class SettingsError(Exception):
    """A setting cannot be used. Says which and why, never what was given: it may be the token."""


class Settings(BaseSettings):
    """Everything an operator can set, each as DOBLEST_<NAME>."""

    model_config = SettingsConfigDict(
        env_prefix="DOBLEST_", env_file=".env", env_ignore_empty=True, extra="forbid"
    )

    token: SecretStr | None = Field(None, description="the bot's token from @BotFather")
    token_file: Path | None = Field(None, description="a file that holds the token")
    state: Path = Field(Path("state/doblest.sqlite3"), description="the file of all state")
    api_url: str = Field("https://api.telegram.org", description="the Bot API server")
    operator_name: str = Field("", description="who runs this bot, shown by /privacy")
    operator_contact: str = Field("", description="how to reach the operator")
    operator_chat: int = Field(
        0, description="the chat that is told when daily messages are late or lost; 0: none"
    )
    webhook_url: str = Field("", description="public https address for updates; empty: polling")
    webhook_secret: SecretStr | None = Field(
        None, description="at least 32 characters that Telegram must send along with each update"
    )
    webhook_port: int = Field(8080, description="local port that receives updates")
    metrics_port: int = Field(0, description="local port of /metrics and /health; 0: none")
    paid_broadcasts: int = Field(
        0, description="how many daily messages a day may cost Stars to go out faster; 0: none"
    )
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")

    def read_token(self) -> str:
        """The token from the setting or its file. Raises MissingTokenError if there is none."""
        if self.token is not None:
            return self.token.get_secret_value()
        if self.token_file is not None and self.token_file.is_file():
            return self.token_file.read_text("utf-8").strip()
        raise MissingTokenError(
            "set DOBLEST_TOKEN or DOBLEST_TOKEN_FILE to the token of @BotFather"
        )


def load_settings() -> Settings:
    """The settings of this process. Raises SettingsError."""
    try:
        return Settings()
    except ValidationError as error:
        reasons = [f"{name_setting(fault['loc'])}: {fault['msg']}" for fault in error.errors()]
        raise SettingsError("; ".join(reasons)) from None


def name_setting(place: tuple[int | str, ...]) -> str:
    """A field's or an unknown key's name as one writes it in the environment or .env."""
    name = str(place[0])
    return f"DOBLEST_{name.upper()}" if name in Settings.model_fields else name.upper()
