"""Files, albums, places, copies, forwards, deletions, reactions."""

from __future__ import annotations

import pytest
import telegram
from telegram import InputMediaDocument, InputMediaPhoto
from telegram.error import BadRequest

from bot.sandbox.errors import Refusal
from bot.sandbox.people import Person, Room
from bot.sandbox.sandbox import MovableClock, Sandbox
from tests.sandbox.pictures import PNG, draw_png


async def test_pictures_go_both_ways(api: telegram.Bot, anna: Person, room: Room) -> None:
    sent = await api.send_photo(room.id, PNG, caption="<b>Stele</b>", parse_mode="HTML")
    assert (sent.photo[-1].width, sent.photo[-1].height) == (8, 8)
    again = await api.send_photo(room.id, sent.photo[-1].file_id)
    assert again.photo[-1].file_id == sent.photo[-1].file_id
    await anna.sends_photo(PNG, room, "mine")
    (update,) = await api.get_updates()
    assert update.message is not None
    file = await update.message.photo[-1].get_file()
    assert bytes(await file.download_as_bytearray()) == PNG
    edited = await api.edit_message_caption(room.id, sent.message_id, caption="new")
    assert isinstance(edited, telegram.Message)
    assert edited.caption == "new"
    other = InputMediaPhoto(draw_png(9), caption="other")
    await api.edit_message_media(other, room.id, sent.message_id)
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await api.edit_message_text("x", room.id, sent.message_id)


async def test_other_files(api: telegram.Bot, anna: Person, room: Room) -> None:
    sent = await api.send_document(room.id, b"a,b", filename="scores.csv")
    assert sent.document is not None
    assert sent.document.file_name == "scores.csv"
    await api.send_audio(room.id, b"song", title="Song")
    await api.send_video(room.id, b"film")
    await api.send_voice(room.id, b"hello")
    await api.send_animation(room.id, b"GIF89a\x08\x00\x08\x00")
    album = await api.send_media_group(room.id, [InputMediaPhoto(PNG), InputMediaPhoto(PNG)])
    assert len({message.media_group_id for message in album}) == 1
    await anna.sends_voice(b"hello", room)
    await anna.sends_document(b"x", room)
    await anna.sends_contact("+7", room)
    assert len(await api.get_updates()) == 3


async def test_wrong_files_are_refused(api: telegram.Bot, anna: Person, room: Room) -> None:
    document = await api.send_document(room.id, b"text")
    assert document.document is not None
    for photo, complaint in (
        (b"no picture", "Image_process_failed"),
        (draw_png(1, 100), "Photo_invalid_dimensions"),
        ("https://example.org/a.png", "Failed to get HTTP URL content"),
        ("nonsense", "Wrong file identifier"),
        (document.document.file_id, "Can't use file of type Document as Photo"),
    ):
        with pytest.raises(BadRequest, match=f"(?i){complaint}"):
            await api.send_photo(room.id, photo)
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await api.send_photo(room.id, PNG, caption="x" * 1025)
    with pytest.raises(BadRequest, match="Invalid file_id"):
        await api.get_file("nonsense")
    with pytest.raises(BadRequest, match="must include 2-10"):
        await api.send_media_group(room.id, [InputMediaPhoto(PNG)])
    mixed: list[InputMediaPhoto | InputMediaDocument] = [
        InputMediaPhoto(PNG),
        InputMediaDocument(b"x"),
    ]
    with pytest.raises(BadRequest, match="can't be mixed"):
        await api.send_media_group(room.id, mixed)
    with pytest.raises(Refusal):
        await anna.sends_photo(b"no picture", room)


async def test_places_contacts_and_dice(api: telegram.Bot, room: Room) -> None:
    sent = await api.send_venue(room.id, 54.98, 73.37, "Stele", "Omsk")
    assert sent.venue is not None
    live = await api.send_location(room.id, 54.98, 73.37, live_period=60)
    await api.edit_message_live_location(room.id, live.message_id, latitude=55, longitude=73)
    await api.stop_message_live_location(room.id, live.message_id)
    await api.send_contact(room.id, "+7", "Anna")
    assert (await api.send_dice(room.id)).dice is not None
    with pytest.raises(BadRequest, match="Latitude is invalid"):
        await api.send_location(room.id, 91, 0)
    with pytest.raises(BadRequest, match="Venue title must be non-empty"):
        await api.send_venue(room.id, 54.98, 73.37, " ", "Omsk")


async def test_copies_and_forwards(api: telegram.Bot, anna: Person, room: Room) -> None:
    said = await anna.says("hello", room)
    forwarded = await api.forward_message(room.id, room.id, said.id)
    assert forwarded.forward_origin is not None
    await api.copy_message(room.id, room.id, said.id)
    assert room.last.text == "hello"
    await api.copy_messages(room.id, room.id, [said.id])
    await api.forward_messages(room.id, room.id, [said.id])
    secret = await api.send_message(room.id, "secret", protect_content=True)
    with pytest.raises(BadRequest, match="The message can't be forwarded"):
        await api.forward_message(room.id, room.id, secret.message_id)
    with pytest.raises(BadRequest, match="Message to copy not found"):
        await api.copy_message(room.id, room.id, 999)


async def test_deleting_replying_and_reacting(
    api: telegram.Bot, clock: MovableClock, anna: Person, room: Room
) -> None:
    said = await anna.says("hello", room)
    reply = await api.send_message(room.id, "hi", reply_to_message_id=said.id)
    assert reply.reply_to_message is not None
    await api.set_message_reaction(room.id, said.id, "👍")
    assert said.reactions
    await api.get_updates(offset=-1, allowed_updates=["message_reaction"])
    await anna.reacts(room.last, "🔥")
    *_, update = await api.get_updates()
    assert update.message_reaction is not None
    with pytest.raises(BadRequest, match="Reaction_invalid"):
        await api.set_message_reaction(room.id, said.id, telegram.ReactionTypeEmoji("x"))
    assert await api.delete_message(room.id, reply.message_id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await api.delete_message(room.id, reply.message_id)
    assert await api.delete_messages(room.id, [said.id, 999])
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await api.send_message(room.id, "hi", reply_to_message_id=said.id)
    await api.send_message(
        room.id, "hi", reply_to_message_id=said.id, allow_sending_without_reply=True
    )
    old = await api.send_message(room.id, "old")
    clock.advance(49 * 3600)
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await api.delete_message(room.id, old.message_id)


async def test_actions_drafts_and_annas_own_edits(
    api: telegram.Bot, sandbox: Sandbox, anna: Person, room: Room
) -> None:
    await api.send_chat_action(room.id, "typing")
    assert list(room.chat.actions) == ["typing"]
    with pytest.raises(BadRequest, match="Wrong parameter action in request"):
        await api.send_chat_action(room.id, "juggling")
    await api.send_message_draft(room.id, 1, "thinking")
    await anna.edits(await anna.says("helo", room), "hello")
    *_, update = await api.get_updates()
    assert update.edited_message is not None
    assert update.edited_message.text == "hello"
