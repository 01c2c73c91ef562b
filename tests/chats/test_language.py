"""A chat's language: guessed at first, chosen later, kept."""

from typing import Any

from bot.app import RunningBot
from tests.people import ANNA, BORIS, CLARA, GROUP, Person
from tests.wire import Wire

RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)


async def hear(wire: Wire, bot: RunningBot, *updates: dict[str, Any]) -> list[str]:
    """What the bot says to these updates."""
    before = len(wire.said())
    await bot.inbox.accept(list(updates))
    await bot.rest()
    return [call["text"] for call in wire.said()[before:]]


async def test_the_bot_speaks_the_language_telegram_names(wire: Wire, bot: RunningBot) -> None:
    assert await hear(wire, bot, BORIS.says("/language")) == ["Which language shall I speak here?"]
    assert await hear(wire, bot, ANNA.says("/language")) == ["На каком языке мне здесь говорить?"]
    assert await hear(wire, bot, CLARA.says("/language")) == ["Which language shall I speak here?"]


async def test_anna_chooses_english_and_it_stays(wire: Wire, bot: RunningBot) -> None:
    await hear(wire, bot, ANNA.says("/language"), ANNA.taps("l|en"))
    assert wire.said("editMessageText")[0]["text"] == "I speak English here now."
    assert len(wire.said("answerCallbackQuery")) == 1
    assert await hear(wire, bot, ANNA.says("/language")) == ["Which language shall I speak here?"]


async def test_a_group_keeps_one_language_for_all(wire: Wire, bot: RunningBot) -> None:
    first, second = await hear(
        wire, bot, ANNA.says("/language", GROUP), BORIS.says("/language", GROUP)
    )
    assert first == second == "На каком языке мне здесь говорить?"


async def test_only_admins_choose_a_groups_language(wire: Wire, bot: RunningBot) -> None:
    statuses = {ANNA.id: "administrator", BORIS.id: "member"}
    wire.rules.append(lambda method, given: membership(statuses, method, given))
    await hear(wire, bot, BORIS.taps("l|en", GROUP))
    assert wire.said("answerCallbackQuery")[0]["show_alert"] is True
    assert wire.said("editMessageText") == []
    await hear(wire, bot, ANNA.taps("l|en", GROUP))
    assert wire.said("editMessageText")[0]["text"] == "I speak English here now."


def membership(
    statuses: dict[int, str], method: str, given: dict[str, Any]
) -> tuple[int, dict[str, Any]] | None:
    """Answers getChatMember, as Telegram would, with these statuses."""
    if method != "getChatMember":
        return None
    member = {
        "status": statuses[given["user_id"]],
        "user": Person(given["user_id"], "Somebody").user,
        **dict.fromkeys(RIGHTS, False),
    }
    return 200, {"ok": True, "result": member}


async def test_a_forged_choice_changes_nothing(wire: Wire, bot: RunningBot) -> None:
    await hear(wire, bot, *(ANNA.taps(data) for data in ("l|xx", "l|", "l|en|en", "l|../../etc")))
    assert wire.said("editMessageText") == []
    assert len(wire.said("answerCallbackQuery")) == 4


async def test_a_press_nobody_takes_is_still_answered(wire: Wire, bot: RunningBot) -> None:
    await hear(wire, bot, ANNA.taps("unknown"))
    assert len(wire.said("answerCallbackQuery")) == 1


async def test_a_very_long_message_is_turned_away_politely(wire: Wire, bot: RunningBot) -> None:
    (reply,) = await hear(wire, bot, BORIS.says("Omsk, " * 700))
    assert reply == "That is too long for me. Please ask in one short sentence."
