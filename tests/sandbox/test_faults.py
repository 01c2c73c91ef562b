"""Trouble on demand: refusals, lost answers, spoilt updates, flood limits."""

from __future__ import annotations

import json
from datetime import timedelta

import aiohttp
import pytest
import telegram
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter

from bot.sandbox.flow import Flow
from bot.sandbox.people import Person, Room
from bot.sandbox.sandbox import MovableClock, Sandbox


async def test_telegram_refuses_as_told(api: telegram.Bot, sandbox: Sandbox, room: Room) -> None:
    sandbox.fault("refuse", method="sendMessage", status=429, retry_after=7)
    with pytest.raises(RetryAfter) as caught:
        await api.send_message(room.id, "one")
    assert caught.value.retry_after == timedelta(seconds=7)
    sandbox.fault("refuse", status=400, migrate_to_chat_id=-100)
    with pytest.raises(ChatMigrated):
        await api.send_message(room.id, "two")
    sandbox.fault("refuse", status=502, body="<html>Bad Gateway</html>")
    with pytest.raises(NetworkError):
        await api.send_message(room.id, "three")
    sandbox.fault("refuse", chat=5, status=403, description="Forbidden: nobody there")
    await api.send_message(room.id, "four")
    with pytest.raises(Forbidden):
        await api.send_message(5, "five")
    assert [message.text for message in room.messages] == ["/start", "four"]


@pytest.mark.parametrize(
    ("action", "arrives"),
    [
        ("reset_before", False),
        ("reset_after", True),
        ("hang", True),
        ("stall", True),
        ("truncate", True),
        ("answer_after", True),
    ],
)
async def test_the_caller_cannot_know_whether_it_arrived(
    api: telegram.Bot, sandbox: Sandbox, room: Room, action: str, arrives: bool
) -> None:
    sandbox.fault(action, method="sendMessage", seconds=0.05, status=502, body="<html>")
    with pytest.raises(telegram.error.TelegramError):
        await api.send_message(room.id, "hello")
    assert (room.last.text == "hello") is arrives
    await api.send_message(room.id, "and again")


async def test_a_slow_answer_is_an_answer(api: telegram.Bot, sandbox: Sandbox, room: Room) -> None:
    sandbox.fault("delay", seconds=0.01, nth=2)
    for number in range(3):
        await api.send_message(room.id, str(number))
    assert [rule.hits for rule in sandbox.faults.rules] == [1]


async def test_chance_repeats_with_its_seed(
    api: telegram.Bot, sandbox: Sandbox, room: Room
) -> None:
    async def fates() -> list[bool]:
        sandbox.faults.clear()
        sandbox.fault("refuse", probability=0.5, seed=3, times=None, status=400)
        fates = []
        for _ in range(12):
            try:
                await api.send_message(room.id, "x")
                fates.append(True)
            except BadRequest:
                fates.append(False)
        return fates

    first = await fates()
    assert first == await fates()
    assert len(set(first)) == 2


async def test_updates_come_twice_shuffled_or_spoilt(
    sandbox: Sandbox, anna: Person, room: Room
) -> None:
    for text in "abcdef":
        await anna.says(text, room)

    async def fetch() -> list[dict[str, dict[str, object]]]:
        url = f"{sandbox.base_url}{sandbox.bot().token}/getUpdates"
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            result: list[dict[str, dict[str, object]]] = (await response.json())["result"]
            return result

    plain = await fetch()
    sandbox.fault("duplicate_updates")
    assert len(await fetch()) == 12
    sandbox.fault("shuffle_updates", seed=1)
    shuffled = await fetch()
    assert shuffled != plain
    assert sorted(map(json.dumps, shuffled)) == sorted(map(json.dumps, plain))
    sandbox.fault("malformed_updates")
    assert "message_id" not in (await fetch())[0]["message"]
    sandbox.feed({"update_id": 5, "message": {"strange": True}})
    assert (await fetch())[-1] == {"update_id": 5, "message": {"strange": True}}
    sandbox.journal.entries.clear()


async def test_flood_limits_are_kept_when_enforced(
    api: telegram.Bot, sandbox: Sandbox, clock: MovableClock, anna: Person, room: Room
) -> None:
    sandbox.server.flow.mode = Flow.ENFORCE
    for _ in range(3):
        await api.send_message(room.id, "fast")
    with pytest.raises(RetryAfter):
        await api.send_message(room.id, "too fast")
    clock.advance(1)
    await api.send_message(room.id, "in time")

    club = sandbox.group("History club", [anna])
    for _ in range(20):
        clock.advance(1)
        await api.send_message(club.id, "paced")
    clock.advance(1)
    with pytest.raises(RetryAfter):
        await api.send_message(club.id, "the 21st in a minute")
    assert len(sandbox.server.flow.exceeded) == 2


async def test_thirty_messages_a_second_in_all(api: telegram.Bot, sandbox: Sandbox) -> None:
    sandbox.server.flow.mode = Flow.LOG
    for number in range(31):
        room = sandbox.person(f"Reader {number}").private()
        room.chat.started = True
        await api.send_message(room.id, "news")
    assert len(sandbox.server.flow.exceeded) == 1


async def test_faults_journal_and_people_over_http(
    api: telegram.Bot, sandbox: Sandbox, anna: Person, room: Room
) -> None:
    async with aiohttp.ClientSession(sandbox.url) as web:

        async def act(path: str, **body: object) -> dict[str, object]:
            async with web.post(path, json=body) as response:
                answer: dict[str, object] = await response.json()
                return answer

        assert (await act("/__fault", action="refuse", status=400))["ok"]
        with pytest.raises(BadRequest):
            await api.get_me()
        async with web.delete("/__fault") as response:
            assert (await response.json())["result"] == []
        assert not (await act("/__fault", action="explode"))["ok"]

        async with web.ws_connect("/__user/events") as events:
            await act("/__user/person", name="Boris", language="ru")
            group = await act("/__user/group", title="Club", people=["Anna", "Boris"])
            assert isinstance(group["result"], dict)
            await act("/__user/says", person="Boris", chat="Club", text="hello")
            seen = [json.loads(await events.receive_str()) for _ in range(4)]
            assert seen[-1]["event"] == "message"
            assert seen[-1]["message"]["text"] == "hello"
        await api.send_poll(group["result"]["id"], "?", ["a", "b"], is_anonymous=False)
        await act("/__user/votes", person="Anna", chat="Club", message_id=2, options=[0])
        await act("/__user/promotes", person="Anna", chat="Club", who="Boris")
        await act("/__user/sends_location", person="Anna", latitude=55, longitude=73)
        await act("/__user/blocks", person="Anna")
        chat = await act("/__user/chat", person="Anna", chat="Club")
        assert isinstance(chat["result"], list)
        assert chat["result"][-1]["poll"]["total_voter_count"] == 1
        assert len((await act("/__user/people"))["result"]) == 2  # type: ignore[arg-type]
        assert len((await act("/__user/chats"))["result"]) == 2  # type: ignore[arg-type]
        assert not (await act("/__user/flies", person="Anna"))["ok"]
        assert not (await act("/__user/says", person="Anna", text=""))["ok"]
        before = sandbox.clock()
        await act("/__clock", advance=60)
        assert (sandbox.clock() - before).total_seconds() == 60
        async with web.get("/__journal") as response:
            lines = (await response.text()).splitlines()
        assert json.loads(lines[0])["name"] == "getMe"
        assert sandbox.bot().token not in "".join(lines)
        async with web.get("/__user/") as response:
            assert "<h1>Sandbox</h1>" in await response.text()
        async with web.get("/elsewhere") as response:
            assert response.status == 404
