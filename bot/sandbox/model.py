"""Who and what lives in the sandbox: accounts, bots, chats, members."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.sandbox.updates import UpdateQueue

Json = dict[str, Any]
Clock = Callable[[], datetime]

PERMISSIONS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos",
    "can_send_videos", "can_send_video_notes", "can_send_voice_notes", "can_send_polls",
    "can_send_other_messages", "can_add_web_page_previews", "can_react_to_messages",
    "can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics",
    "can_edit_tag",
)  # fmt: skip
ADMIN_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories", "can_pin_messages", "can_manage_topics",
    "can_post_messages", "can_edit_messages",
)  # fmt: skip
ORDINARY_ADMIN = frozenset(ADMIN_RIGHTS) - {"can_promote_members"}
PRESENT = frozenset({"creator", "administrator", "member", "restricted"})


@dataclass(slots=True)
class User:
    """A Telegram account, of a person or of a bot."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False
    deactivated: bool = False
    json: Json = field(init=False)

    def __post_init__(self) -> None:
        self.json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        for key in ("last_name", "username", "language_code"):
            if value := getattr(self, key):
                self.json[key] = value

    def json_without_language(self) -> Json:
        """The account as others see it: the language is told only to whom it writes."""
        return {key: value for key, value in self.json.items() if key != "language_code"}


@dataclass(slots=True)
class Webhook:
    """Where a bot wants its updates delivered."""

    url: str
    secret: str | None = None
    max_connections: int = 40
    ip_address: str | None = None
    custom_certificate: bool = False
    last_error: tuple[int, str] | None = None


@dataclass(slots=True)
class Bot:
    """A bot account: its token, settings, and waiting updates."""

    user: User
    token: str
    queue: UpdateQueue
    privacy: bool = True
    supports_inline: bool = True
    inline_feedback: bool = True
    webhook: Webhook | None = None
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    menu_buttons: dict[int | None, Json] = field(default_factory=dict)
    default_rights: dict[bool, Json] = field(default_factory=dict)
    logged_out_until: float = 0.0

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def username(self) -> str:
        return self.user.username or ""


@dataclass(slots=True)
class Member:
    """A user's standing in one chat."""

    user: User
    status: str
    rights: frozenset[str] = frozenset()
    custom_title: str | None = None
    is_anonymous: bool = False
    until: int = 0
    joined: int = 0

    def json(self, user: Json | None = None) -> Json:
        """The standing as a Bot API ChatMember."""
        body: Json = {"user": user or self.user.json_without_language(), "status": self.status}
        if self.status == "creator":
            body["is_anonymous"] = self.is_anonymous
        elif self.status == "administrator":
            body.update(can_be_edited=False, is_anonymous=self.is_anonymous)
            body.update({right: right in self.rights for right in ADMIN_RIGHTS})
        elif self.status == "restricted":
            body.update({right: right in self.rights for right in PERMISSIONS})
            body.update(is_member=True, until_date=self.until)
        elif self.status == "kicked":
            body["until_date"] = self.until
        if self.custom_title and self.status in {"creator", "administrator"}:
            body["custom_title"] = self.custom_title
        return body


@dataclass(slots=True, eq=False)
class Chat:
    """A private chat of one person with one bot, a group, a supergroup or a channel."""

    id: int
    type: str
    title: str | None = None
    username: str | None = None
    person: User | None = None
    bot: Bot | None = None
    is_forum: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    messages: dict[int, Json] = field(default_factory=dict)
    last_message_id: int = 0
    pinned: list[int] = field(default_factory=list)
    topics: dict[int, Json] = field(default_factory=dict)
    permissions: frozenset[str] = frozenset(PERMISSIONS) - {"can_manage_topics"}
    migrated_to: int | None = None
    started: bool = False
    blocked: bool = False
    last_bot: int | None = None
    keyboards: dict[int, Json] = field(default_factory=dict)
    reactions: dict[int, dict[int, list[Json]]] = field(default_factory=dict)
    deleted: deque[int] = field(default_factory=lambda: deque(maxlen=1000))
    actions: deque[str] = field(default_factory=lambda: deque(maxlen=100))
    unread: deque[Json] = field(default_factory=lambda: deque(maxlen=5000))
    watchers: list[Callable[[str, Chat, Json], None]] = field(default_factory=list)
    waiters: list[asyncio.Future[None]] = field(default_factory=list)
    json: Json = field(init=False)

    def __post_init__(self) -> None:
        self.describe()

    def describe(self) -> None:
        """Write down anew how the chat looks inside messages."""
        if self.person is not None:
            known = self.person.json
            self.json = {"id": self.id, "type": "private"}
            for key in ("first_name", "last_name", "username"):
                if key in known:
                    self.json[key] = known[key]
            return
        self.json = {"id": self.id, "title": self.title or "", "type": self.type}
        if self.username:
            self.json["username"] = self.username
        if self.is_forum:
            self.json["is_forum"] = True

    @property
    def is_private(self) -> bool:
        return self.type == "private"

    def present(self) -> list[Member]:
        """The members who are in the chat now."""
        return [member for member in self.members.values() if member.status in PRESENT]

    def standing(self, user_id: int) -> str:
        """A user's status here; strangers have `left`."""
        member = self.members.get(user_id)
        return member.status if member else "left"

    def is_admin(self, user_id: int) -> bool:
        """Whether the user owns or administers the chat."""
        return self.standing(user_id) in {"creator", "administrator"}

    def changed(self, event: str, message: Json) -> None:
        """Tell everyone who watches this chat: `message`, `edit`, `delete`, `toast`, `action`."""
        for watcher in self.watchers:
            watcher(event, self, message)
        waiting, self.waiters = self.waiters, []
        for waiter in waiting:
            if not waiter.done():
                waiter.set_result(None)
