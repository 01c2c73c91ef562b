"""Groups, members, admins, topics, migration, privacy mode, and the bot's own card."""

from __future__ import annotations

import pytest
import telegram
from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeChat
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.sandbox.people import Person, Room
from bot.sandbox.sandbox import Sandbox


async def read_texts(api: telegram.Bot) -> list[str | None]:
    return [u.message.text for u in await api.get_updates() if u.message and u.message.text]


async def test_privacy_mode_hides_what_is_not_meant_for_the_bot(
    api: telegram.Bot, sandbox: Sandbox, anna: Person, boris: Person
) -> None:
    club = sandbox.group("History club", [anna, boris])
    await api.send_message(club.id, "Ask me")
    question = await club.next_message()
    for text in ("hello all", "@doblest_bot hello", "/city Omsk", "/city@doblest_bot Omsk",
                 "/city@other_bot Omsk"):  # fmt: skip
        await anna.says(text, club)
    await boris.says("Omsk", club, reply_to=question)
    assert await read_texts(api) == ["/city Omsk", "/city@doblest_bot Omsk", "Omsk"]
    sandbox.bot().privacy = False
    await anna.says("hello again", club)
    assert (await read_texts(api))[-1] == "hello again"


async def test_an_unaddressed_command_goes_to_the_bot_that_spoke_last(
    api: telegram.Bot, sandbox: Sandbox, anna: Person
) -> None:
    other = sandbox.new_bot("other_bot", "Other")
    club = sandbox.group("History club", [anna], sandbox.bot(), other)
    await anna.says("/help", club)
    assert await read_texts(api) == []
    await api.send_message(club.id, "Here I am")
    await anna.says("/help", club)
    assert await read_texts(api) == ["/help"]


async def test_members_come_go_and_rise(
    api: telegram.Bot, sandbox: Sandbox, anna: Person, boris: Person
) -> None:
    club = sandbox.supergroup("History club", [anna], admins=True)
    kinds = ["message", "my_chat_member", "chat_member"]
    await api.get_updates(offset=-1, allowed_updates=kinds)
    await boris.joins(club)
    assert await api.get_chat_member_count(club.id) == 3
    member = await api.get_chat_member(club.id, boris.id)
    assert member.status == "member"
    await anna.promotes(boris, club)
    admins = await api.get_chat_administrators(club.id)
    assert sorted(admin.user.first_name for admin in admins) == ["Anna", "Boris", "Doblest"]
    await anna.demotes(boris, club)
    await anna.restricts(boris, club, ["can_send_messages"])
    assert (await api.get_chat_member(club.id, boris.id)).status == "restricted"
    await boris.leaves(club)
    assert (await api.get_chat_member(club.id, boris.id)).status == "left"
    await anna.adds(boris, club)
    await anna.kicks(boris, club)
    updates = await api.get_updates()
    changes = [u.chat_member.new_chat_member.status for u in updates if u.chat_member]
    expected = ["member", "administrator", "member", "restricted", "left", "member", "kicked"]
    assert changes == expected
    with pytest.raises(BadRequest, match="User not found"):
        await api.get_chat_member(club.id, 999)


async def test_a_kicked_bot_is_told_so(api: telegram.Bot, sandbox: Sandbox, anna: Person) -> None:
    club = sandbox.group("History club", [anna])
    await anna.kicks(sandbox.bot(), club)
    *_, update = await api.get_updates()
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "kicked"
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await api.send_message(club.id, "hello?")
    await anna.adds(sandbox.bot(), club)
    assert await api.leave_chat(club.id)
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await api.send_message(club.id, "hello?")


async def test_blocking_and_unblocking_are_reported(
    api: telegram.Bot, anna: Person, room: Room
) -> None:
    await anna.blocks(room)
    await anna.unblocks(room)
    changes = [u.my_chat_member for u in await api.get_updates() if u.my_chat_member]
    assert [change.new_chat_member.status for change in changes] == ["kicked", "member"]


async def test_a_group_becomes_a_supergroup(
    api: telegram.Bot, sandbox: Sandbox, anna: Person
) -> None:
    club = sandbox.group("History club", [anna])
    new = await anna.migrates(club)
    with pytest.raises(ChatMigrated) as caught:
        await api.send_message(club.id, "hello")
    assert caught.value.new_chat_id == new.id
    messages = [u.message for u in await api.get_updates() if u.message]
    assert [m.migrate_to_chat_id for m in messages if m.migrate_to_chat_id] == [new.id]
    assert [m.migrate_from_chat_id for m in messages if m.migrate_from_chat_id] == [club.id]
    await api.send_message(new.id, "hello")
    assert (await anna.says("/help", club)).room.id == new.id


async def test_admin_bots_ban_restrict_promote_and_pin(
    api: telegram.Bot, sandbox: Sandbox, anna: Person, boris: Person
) -> None:
    club = sandbox.supergroup("History club", [anna, boris], admins=True, username="club")
    await api.promote_chat_member(club.id, boris.id, can_pin_messages=True)
    await api.promote_chat_member(club.id, boris.id)
    await api.restrict_chat_member("@club", boris.id, telegram.ChatPermissions.no_permissions())
    await api.ban_chat_member(club.id, boris.id)
    await api.unban_chat_member(club.id, boris.id)
    with pytest.raises(BadRequest, match="Can't remove chat owner"):
        await api.ban_chat_member(club.id, anna.id)
    sent = await api.send_message(club.id, "Rules")
    await api.pin_chat_message(club.id, sent.message_id)
    chat = await api.get_chat(club.id)
    assert chat.pinned_message is not None
    await api.unpin_chat_message(club.id)
    with pytest.raises(BadRequest, match="Message to unpin not found"):
        await api.unpin_chat_message(club.id)
    await api.unpin_all_chat_messages(club.id)


async def test_without_rights_a_bot_may_not(
    api: telegram.Bot, sandbox: Sandbox, anna: Person, boris: Person, room: Room
) -> None:
    club = sandbox.supergroup("History club", [anna, boris])
    with pytest.raises(BadRequest, match="Not enough rights"):
        await api.ban_chat_member(club.id, boris.id)
    said = await boris.says("/help", club)
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await api.delete_message(club.id, said.id)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await api.edit_message_text("x", club.id, said.id)
    await anna.restricts(sandbox.bot(), club)
    with pytest.raises(BadRequest, match="Not enough rights to send text messages to the chat"):
        await api.send_message(club.id, "x")
    with pytest.raises(BadRequest, match="no administrators in the private chat"):
        await api.get_chat_administrators(room.id)
    with pytest.raises(BadRequest, match="Chat not found"):
        await api.get_chat(-5)


async def test_topics_keep_their_messages_together(
    api: telegram.Bot, sandbox: Sandbox, anna: Person
) -> None:
    forum = sandbox.supergroup("Forum", [anna], admins=True, forum=True)
    topic = await api.create_forum_topic(forum.id, "Hero Cities")
    own = await anna.opens_topic("Chatter", forum)
    sent = await api.send_message(forum.id, "x", message_thread_id=topic.message_thread_id)
    assert sent.is_topic_message
    said = await anna.says("/quiz", forum, topic=own)
    reply = await api.send_message(
        forum.id, "here", reply_parameters=telegram.ReplyParameters(said.id)
    )
    assert reply.message_thread_id == own
    with pytest.raises(BadRequest, match="Message thread not found"):
        await api.send_message(forum.id, "x", message_thread_id=999)
    await api.edit_forum_topic(forum.id, own, name="Talk")
    await api.close_forum_topic(forum.id, own)
    with pytest.raises(BadRequest, match="Topic_closed"):
        await api.send_message(forum.id, "x", message_thread_id=own)
    await api.reopen_forum_topic(forum.id, own)
    await api.delete_forum_topic(forum.id, own)


async def test_a_channel_posts(api: telegram.Bot, sandbox: Sandbox, anna: Person) -> None:
    channel = sandbox.channel("News", [anna])
    sent = await api.send_message(channel.id, "first")
    assert sent.sender_chat is not None
    await anna.says("second", channel)
    *_, update = await api.get_updates()
    assert update.channel_post is not None
    await api.edit_message_text("first, corrected", channel.id, sent.message_id)


async def test_the_menu_depends_on_scope_and_language(
    api: telegram.Bot, sandbox: Sandbox, anna: Person, boris: Person, room: Room
) -> None:
    club = sandbox.group("History club", [anna, boris])
    await api.set_my_commands([BotCommand("help", "Help")])
    await api.set_my_commands([BotCommand("help", "Помощь")], language_code="ru")
    groups = BotCommandScopeAllGroupChats()
    await api.set_my_commands([("quiz", "A quiz")], scope=groups)
    assert [item["description"] for item in anna.sees_menu(room)] == ["Help"]
    assert [item["description"] for item in boris.sees_menu(boris.private())] == ["Помощь"]
    assert [item["command"] for item in boris.sees_menu(club)] == ["quiz"]
    assert [command.command for command in await api.get_my_commands(groups)] == ["quiz"]
    await api.delete_my_commands(groups)
    assert await api.get_my_commands(groups) == ()
    await api.set_my_commands([("stop", "Stop")], scope=BotCommandScopeChat(club.id))
    assert [item["command"] for item in anna.sees_menu(club)] == ["stop"]


@pytest.mark.parametrize(
    ("commands", "complaint"),
    [
        ([("Upper", "x")], "Bot_command_invalid"),
        ([("a" * 33, "x")], "Bot_command_invalid"),
        ([("a", "x" * 257)], "Bot_command_description_invalid"),
        ([("a", " ")], "Command description must be non-empty"),
        ([(f"a{n}", "x") for n in range(101)], "Bot_commands_too_much"),
    ],
)
async def test_wrong_commands_are_refused(
    api: telegram.Bot, commands: list[tuple[str, str]], complaint: str
) -> None:
    with pytest.raises(BadRequest, match=f"(?i){complaint}"):
        await api.set_my_commands(commands)


async def test_the_bots_card_has_two_languages(api: telegram.Bot, room: Room) -> None:
    await api.set_my_name("Doblest")
    await api.set_my_name("Доблесть", language_code="ru")
    await api.set_my_description("About cities")
    await api.set_my_short_description("Cities")
    assert (await api.get_my_name("ru")).name == "Доблесть"
    assert (await api.get_my_description("ru")).description == "About cities"
    assert (await api.get_my_short_description()).short_description == "Cities"
    with pytest.raises(BadRequest, match="Description is too long"):
        await api.set_my_description("x" * 513)
    await api.set_chat_menu_button(room.id, telegram.MenuButtonCommands())
    assert (await api.get_chat_menu_button(room.id)).type == "commands"
    rights = telegram.ChatAdministratorRights.no_rights()
    await api.set_my_default_administrator_rights(rights)
    await api.get_my_default_administrator_rights()
