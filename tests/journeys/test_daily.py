"""From /daily to a streak, in both languages, in private and in groups."""

from __future__ import annotations

from bot.sandbox.people import Room
from tests.daily.conftest import Morning, morning, nine, polls

__all__ = ["morning"]


async def test_anna_agrees_a_daily_question_in_three_taps(morning: Morning) -> None:
    anna = morning.sandbox.person("Anna", "ru")
    room = anna.private()
    ask = await anna.asks("/daily", room)
    assert "В котором часу" in ask.text
    await anna.taps("9:00", ask)
    await room.edit_of(ask)
    assert "Который у вас час?" in ask.text
    await anna.taps("Москва", ask)
    await room.edit_of(ask)
    assert "Договорились" in ask.text
    assert "Следующий вопрос: воскресенье, 10 мая, 9:00" in ask.text
    await morning.at(nine(10))
    question = await room.next_message()
    assert question.poll is not None
    assert question.json["poll"]["description"] == "Вопрос дня"
    assert question.poll["open_period"] == 86_400
    assert question.poll["is_anonymous"] is False
    await anna.votes(question, *question.poll["correct_option_ids"])
    await morning.sandbox.quiet()
    today = await anna.asks("/today", room)
    assert "Сегодня вы ответили верно." in today.text
    assert "1 день подряд" in today.text


async def test_boris_types_his_hour_and_his_town(morning: Morning) -> None:
    boris = morning.sandbox.person("Boris", "en")
    room = boris.private()
    await boris.asks("/daily", room)
    not_understood = await boris.asks("some time", room)
    assert "8:30" in not_understood.text
    zones = await boris.asks("half past eight", room)
    assert "What time is it" in zones.text
    guess = await boris.asks("Абакан", room)
    assert "Abakan: UTC+7, it is 19:00 there now. Is that your time?" in guess.text
    await boris.taps("Yes", guess)
    await room.edit_of(guess)
    assert "Time: 8:30 (UTC+7)" in guess.text


async def test_vera_types_everything_in_russian(morning: Morning) -> None:
    vera = morning.sandbox.person("Vera", "ru")
    room = vera.private()
    await vera.asks("/daily", room)
    assert "Не понимаю, какое это время" in (await vera.asks("когда-нибудь", room)).text
    assert "Который у вас час?" in (await vera.asks("в девять утра", room)).text
    assert "Не знаю, который там час" in (await vera.asks("Тьмутаракань", room)).text
    guess = await vera.asks("в Туле", room)
    assert "Тула: UTC+3, сейчас там 15:00. Это ваше время?" in guess.text
    await vera.taps("Да", guess)
    await room.edit_of(guess)
    assert "Время: 9:00 (Москва, UTC+3)" in guess.text
    for label in ("Пауза", "До даты"):
        await vera.taps(label, guess)
        await room.edit_of(guess)
    assert "Не понимаю, какой это день" in (await vera.asks("никогда", room)).text
    paused = await vera.asks("до 20 мая", room)
    assert "не раньше этого дня: среда, 20 мая" in paused.text
    await morning.at(nine(19))
    assert polls(room) == []
    await morning.at(nine(20))
    assert len(polls(room)) == 1


async def test_gleb_shares_his_place_in_russian_and_sees_his_next_hour(morning: Morning) -> None:
    gleb = morning.sandbox.person("Gleb", "ru")
    room = gleb.private()
    ask = await gleb.asks("/daily 20", room)
    await gleb.taps("📍", ask)
    key = await room.next_message()
    assert "Само местоположение я не храню." in key.text
    gleb.is_at(62.03, 129.73)
    await gleb.taps("📍", key)
    guess = await room.next_message()
    assert "Якутск: UTC+9, сейчас там 21:00. Это ваше время?" in guess.text
    await gleb.taps("Да", guess)
    await room.edit_of(guess)
    settings = await gleb.asks("/settings", room)
    assert "Следующий вопрос: воскресенье, 10 мая, 20:00" in settings.text


async def test_dora_keeps_her_weekends_free(morning: Morning) -> None:
    dora = await morning.meet("Dora")
    room = dora.private()
    await morning.subscribe(room)
    view = await dora.asks("/daily", room)
    for label in ("Days", "☑ Sat", "☑ Sun", "« Back"):
        await dora.taps(label, view)
        await room.edit_of(view)
    assert "Days: Monday to Friday" in view.text
    assert "Next question: Monday, 11 May, 9:00" in view.text
    for day in range(10, 18):
        await morning.at(nine(day))
    assert len(polls(room)) == 5


async def test_clara_shares_her_place(morning: Morning) -> None:
    clara = morning.sandbox.person("Clara", "en")
    room = clara.private()
    ask = await clara.asks("/daily 7:15", room)
    await clara.taps("📍", ask)
    key = await room.next_message()
    clara.is_at(54.99, 73.37)
    await clara.taps("📍", key)
    guess = await room.next_message()
    assert guess.text.startswith("Omsk: UTC+6")
    await clara.taps("Yes", guess)
    await room.edit_of(guess)
    assert "Time: 7:15 (Omsk, UTC+6)" in guess.text


async def test_a_shared_place_still_finds_cities_when_nothing_is_asked(morning: Morning) -> None:
    clara = morning.sandbox.person("Clara", "en")
    await clara.sends_location(54.99, 73.37, clara.private())
    reply = await clara.private().next_message()
    assert "nearest title cities" in reply.text


async def test_everything_can_be_changed_by_buttons(morning: Morning) -> None:
    anna = await morning.meet("Anna", "ru")
    room = anna.private()
    await morning.subscribe(room)
    view = await anna.asks("/settings", room)
    for path, said in (
        (("Тема", "✈️ Самолёты"), "Тема: Самолёты"),
        (("Тема", "Все темы"), "Тема: все темы"),
        (("Сложность", "Трудные"), "Сложность: Трудные"),
        (("Время", "21:00"), "Время: 21:00"),
        (("Часовой пояс", "Омск"), "(Омск, UTC+6)"),
        (("☐ Годовщины",), "Вопрос каждый день"),
    ):
        for label in path:
            while label not in " ".join(view.buttons):
                await anna.taps("▶", view)
                await room.edit_of(view)
            await anna.taps(label, view)
            await room.edit_of(view)
        assert said in view.text
    assert "☑ Годовщины присвоения званий" in view.buttons
    await anna.taps("Дни", view)
    await room.edit_of(view)
    await anna.taps("☑ вс", view)
    await room.edit_of(view)
    await anna.taps("« Назад", view)
    await room.edit_of(view)
    assert "Дни: пн, вт, ср, чт, пт, сб" in view.text


async def test_a_pause_from_the_message_itself_can_be_undone(morning: Morning) -> None:
    anna = await morning.meet("Anna", "ru")
    room = anna.private()
    await morning.subscribe(room)
    await morning.at(nine(10))
    room.forget()
    await anna.taps("⏸ 7 дней", polls(room)[0])
    paused = await room.next_message()
    assert "понедельник, 18 мая" in paused.text
    await morning.at(nine(11))
    assert len(polls(room)) == 1
    await anna.taps("Продолжить", paused)
    await room.edit_of(paused)
    assert "Следующий вопрос: вторник, 12 мая" in paused.text
    await morning.at(nine(12))
    assert len(polls(room)) == 2


async def test_a_pause_until_a_date(morning: Morning) -> None:
    boris = await morning.meet("Boris")
    room = boris.private()
    await morning.subscribe(room)
    view = await boris.asks("/daily", room)
    await boris.taps("Pause", view)
    await room.edit_of(view)
    await boris.taps("Until", view)
    await room.edit_of(view)
    paused = await boris.asks("15 June", room)
    assert "Monday, 15 June" in paused.text
    await morning.at(nine(14, 6))
    assert polls(room) == []
    await morning.at(nine(15, 6))
    assert len(polls(room)) == 1


async def test_only_admins_agree_a_groups_quiz_and_each_topic_has_its_own(
    morning: Morning,
) -> None:
    anna, boris = await morning.meet("Anna"), await morning.meet("Boris")
    group = morning.sandbox.supergroup("Omsk friends", [anna, boris], forum=True)
    topics = [await anna.opens_topic(name, group) for name in ("Quiz", "History")]
    group.forget()
    await boris.says("/daily 9:00", group, topic=topics[0])
    refusal = await group.next_message()
    assert "Only this group's admins" in refusal.text
    for topic, minute in zip(topics, ("9:00", "10:00"), strict=True):
        await anna.says(f"/daily {minute}", group, topic=topic)
        ask = await group.next_message()
        assert ask.json["message_thread_id"] == topic
        press = await boris.taps("Moscow", ask)
        assert (await morning.sandbox.notice(press))["show_alert"] is True
        await anna.taps("Moscow", ask)
        await group.edit_of(ask)
        assert f"Time: {minute} (Moscow, UTC+3)" in ask.text
    await morning.at(nine(10))
    await morning.at(nine(10).replace(hour=7))
    assert [poll.json["message_thread_id"] for poll in polls(group)] == topics
    above = await ask_today(morning, group)
    assert "asked here already" in above


async def ask_today(morning: Morning, group: Room) -> str:
    boris = morning.sandbox.people["Boris"]
    group.forget()
    await boris.says("/today", group, topic=int(polls(group)[0].json["message_thread_id"]))
    return (await group.next_message()).text


async def test_forged_and_stale_buttons_change_nothing(morning: Morning) -> None:
    anna = await morning.meet("Anna")
    room = anna.private()
    await morning.subscribe(room)
    view = await anna.asks("/daily", room)
    before = view.text
    for data in (
        "d|hour|9999", "d|zone|mars__olympus", "d|weekdays|999", "d|pause|10000", "d|theme|x",
        "d|toggle|quiz", "d|level|cruel", "d|x|y", "d|hour", "dm|stop|0000000000", "dm|x|y", "d|||",
    ):  # fmt: skip
        press = await anna.sends_press(data, view, forged=True)
        assert (await morning.sandbox.notice(press)).get("text")
    again = await anna.asks("/daily", room)
    assert again.text == before
