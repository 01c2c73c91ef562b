"""Anna reads English and Борис Russian; both meet the bot for the first time."""

from __future__ import annotations

import json

import pytest

from bot.app import RunningBot
from bot.sandbox.people import Person, Room
from bot.sandbox.sandbox import Sandbox
from tests.journeys.steps import assert_sound, press

pytestmark = pytest.mark.usefixtures("doblest")


@pytest.fixture
def anna(sandbox: Sandbox, doblest: RunningBot) -> Person:
    return sandbox.person("Anna", "en")


@pytest.fixture
def boris(sandbox: Sandbox, doblest: RunningBot) -> Person:
    return sandbox.person("Борис", "ru")


@pytest.fixture
def group(sandbox: Sandbox, anna: Person, boris: Person) -> Room:
    """A group of both; Борис founded it, so it speaks the language he is first heard in."""
    return sandbox.supergroup("Кружок", [boris, anna])


async def test_each_is_greeted_in_their_language(anna: Person, boris: Person) -> None:
    hello = await anna.asks("/start", anna.private())
    assert "130 cities" in hello.text
    assert hello.buttons[:4] == ["Omsk", "Tuapse", "Volgograd", "All cities"]
    salute = await boris.asks("/start", boris.private())
    assert "130" in salute.text
    assert salute.buttons[:4] == ["Омск", "Туапсе", "Волгоград", "Все города"]


async def test_an_example_of_the_greeting_opens_a_card_in_the_same_message(anna: Person) -> None:
    hello = await anna.asks("/start", anna.private())
    await press(anna, "Tuapse", hello)
    assert hello.text.startswith("Tuapse · Krasnodar Krai")
    assert "5 May 2008" in hello.text


async def test_a_card_asked_for_in_russian_stays_russian_below_its_buttons(anna: Person) -> None:
    card = await anna.asks("/city Челябинск", anna.private())
    await press(anna, "📍", card)
    assert card.text.startswith("📍 Челябинск")
    await press(anna, "⬅️", card)
    assert card.text.startswith("Челябинск · Челябинская область")


@pytest.mark.parametrize(
    ("typed", "opening"),
    [
        ("Omsk", "Омск · Омская область"),
        ("в Нижнем Тагиле", "Нижний Тагил · "),
        ("Сталинград", "«Сталинград» — прежнее название Волгограда (1925–1961)."),
        ("Горький", "«Горький» — прежнее название Нижнего Новгорода (1932–1990)."),
        ("ekaterinburg", "Екатеринбург · "),
        ("jvcr", "Омск · "),
        ("щьыл", "Омск · "),
        ("омичи", "Омск · "),
        ("Орел", "Орёл · "),
        ("ЧИЛЯБИНСК", "Челябинск · "),
        ("улан удэ", "Улан-Удэ · "),
        ("Брестская крепость", "Брестская крепость · "),
        ("Кировск", "Город Кировск не удостоен ни одного из трёх званий."),
        ("Урюпинск", "Город Урюпинск не удостоен ни одного из трёх званий."),
        ("Выдумск", "Такого города я не знаю."),
    ],
)
async def test_boris_names_a_city(boris: Person, typed: str, opening: str) -> None:
    reply = await boris.asks(f"/city {typed}", boris.private())
    assert reply.text.startswith(opening)


@pytest.mark.parametrize(
    ("typed", "opening"),
    [
        ("Omsk", "Omsk · Omsk Oblast"),
        ("Stalingrad", "“Stalingrad” is a former name of Volgograd (1925–1961)."),
        ("Kiev", "Kyiv · "),
        ("Nizhni Tagil", "Nizhny Tagil · "),
        ("Kirovsk", "Kirovsk holds none of the three titles."),
        ("Qwertygrad", "I know no such city."),
    ],
)
async def test_anna_names_a_city(anna: Person, typed: str, opening: str) -> None:
    reply = await anna.asks(f"/city {typed}", anna.private())
    assert reply.text.startswith(opening)


async def test_who_asks_in_the_other_language_is_answered_in_it(anna: Person) -> None:
    reply = await anna.asks("/city Омск", anna.private())
    assert reply.text.startswith("Омск · Омская область")
    again = await anna.asks("/city Omsk", anna.private())
    assert again.text.startswith("Omsk · Omsk Oblast")


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("Нижний", ["Нижний Новгород", "Нижний Тагил"]), ("новгород", ["Великий Новгород"])],
)
async def test_an_ambiguous_name_is_a_choice_and_no_guess(
    boris: Person, typed: str, offered: list[str]
) -> None:
    reply = await boris.asks(f"/city {typed}", boris.private())
    assert reply.text == "Какой город вы имеете в виду?"
    assert set(offered) <= set(reply.buttons)
    await press(boris, offered[-1], reply)
    assert reply.text.startswith(f"{offered[-1]} · ")


async def test_kirovsk_is_not_kirov_but_kirov_is_offered(boris: Person) -> None:
    reply = await boris.asks("/city Кировск", boris.private())
    await press(boris, "Киров", reply)
    assert reply.text.startswith("Киров · Кировская область")


async def test_every_button_of_a_card_leads_on_and_back(anna: Person, sandbox: Sandbox) -> None:
    room = anna.private()
    card = await anna.asks("/city Omsk", room)
    front = card.text
    for label, shown in (
        ("📍 Memorial", "Labour Valour Square"),
        ("More facts", "facts, page 1 of"),
        ("Sources", "Omsk · sources"),
    ):
        await press(anna, label, card)
        assert shown in card.text
        await press(anna, "⬅️ Omsk", card)
        assert card.text == front
    await room.silence()


async def test_the_facts_are_turned_page_by_page_in_one_message(anna: Person) -> None:
    card = await anna.asks("/city Nizhny Tagil", anna.private())
    await press(anna, "More facts", card)
    first = card.text
    await press(anna, "▶️", card)
    assert "page 2 of" in card.text
    await press(anna, "◀️", card)
    assert card.text == first


async def test_a_memorial_whose_point_is_known_also_comes_as_a_place(anna: Person) -> None:
    room = anna.private()
    card = await anna.asks("/city Tuapse", room)
    await press(anna, "📍 Memorial", card)
    assert "Primorsky Boulevard" in card.text
    assert "OpenStreetMap" in card.buttons
    place = await room.next_message()
    assert place.json["venue"]["title"]
    assert place.json["location"] == pytest.approx({"latitude": 44.0939, "longitude": 39.075})


async def test_a_memorial_in_a_card_sent_by_inline_mode_is_only_words(
    anna: Person, group: Room
) -> None:
    query = await anna.types_inline("Tuapse", group)
    card = await anna.chooses(query, 0, group)
    await press(anna, "📍 Memorial", card)
    assert "Primorsky Boulevard" in card.text
    await group.silence()


async def test_the_titles_tell_their_law_and_history_and_lead_to_their_cities(
    boris: Person,
) -> None:
    titles = await boris.asks("/titles", boris.private())
    assert all(n in titles.text for n in ("12 городов и 1 крепость", "47 городов", "70 городов"))
    await press(boris, "⚒ Города трудовой доблести", titles)
    assert "Город трудовой доблести" in titles.text
    await press(boris, "▶️", titles)
    await press(boris, "Все города", titles)
    assert titles.text.startswith("Города трудовой доблести\n70 городов, страница 1 из 6")


async def test_the_list_is_narrowed_and_turned_in_one_message(boris: Person) -> None:
    room = boris.private()
    cities = await boris.asks("/cities", room)
    assert "129 городов и 1 крепость, страница 1 из 11" in cities.text
    await press(boris, "▶️", cities)
    assert "страница 2 из 11" in cities.text
    await press(boris, "Звание", cities)
    await press(boris, "Город воинской славы", cities)
    assert "47 городов" in cities.text
    await press(boris, "Год", cities)
    await press(boris, "2010", cities)
    assert cities.text.startswith("Города воинской славы · 2010\n")
    await press(boris, "Год", cities)
    await press(boris, "Любой год", cities)
    await press(boris, "Регион", cities)
    await press(boris, "Калужская область", cities)
    assert cities.text.startswith("Города воинской славы · Калужская область\n")
    await press(boris, "Козельск", cities)
    assert cities.text.startswith("Козельск · ")
    await room.silence()


async def test_anna_shares_where_she_is(anna: Person, sandbox: Sandbox) -> None:
    room = anna.private()
    anna.is_at(54.99, 73.37)
    ask = await anna.asks("/near", room)
    assert "I do not store it" in ask.text
    await anna.taps("📍 Share my location", ask)
    found = await room.next_message()
    assert found.text.startswith("The nearest title cities, as the crow flies\n\n⚒ Omsk · ")
    assert found.buttons[0] == "Omsk"
    data = json.dumps(await export(anna, room))
    assert "54.99" not in data


async def export(person: Person, room: Room) -> dict[str, list[dict[str, object]]]:
    """What /mydata hands over."""
    message = await person.asks("/mydata", room)
    stored = room.sandbox.world.files.get(message.json["document"]["file_id"])
    assert stored is not None
    data: dict[str, list[dict[str, object]]] = json.loads(stored.content)
    return data


async def test_a_location_is_asked_for_in_private_only(boris: Person, group: Room) -> None:
    reply = await boris.asks("/near", group)
    assert "в личный чат" in reply.text or "в личном чате" in reply.text
    assert reply.keyboard is None


async def test_any_city_is_a_card(anna: Person) -> None:
    card = await anna.asks("/random", anna.private())
    assert "📍 Memorial" in card.buttons


async def test_the_language_is_switched_there_and_back(anna: Person) -> None:
    room = anna.private()
    ask = await anna.asks("/language", room)
    await press(anna, "Русский", ask)
    assert ask.text == "Теперь здесь я говорю по-русски."
    assert (await anna.asks("/city Omsk", room)).text.startswith("Омск · ")
    await press(anna, "English", ask)
    assert (await anna.asks("/city Omsk", room)).text.startswith("Omsk · ")


@pytest.mark.parametrize("command", ["/help", "/sources", "/privacy"])
async def test_what_newcomers_read_is_in_both_languages(
    anna: Person, boris: Person, command: str
) -> None:
    english = await anna.asks(command, anna.private())
    russian = await boris.asks(command, boris.private())
    assert_sound(english)
    assert_sound(russian)
    assert english.text != russian.text


async def test_help_lists_the_commands_of_the_place(boris: Person, group: Room) -> None:
    assert "/mydata" in (await boris.asks("/help", boris.private())).text
    assert "/mydata" not in (await boris.asks("/help@doblest_bot", group)).text


async def test_anna_takes_her_data_and_leaves(anna: Person) -> None:
    room = anna.private()
    await anna.asks("/start", room)
    data = await export(anna, room)
    assert data["chat"][0]["chat_id"] == anna.id
    ask = await anna.asks("/deleteme", room)
    assert ask.buttons == ["Delete everything", "Keep it"]
    await press(anna, "Keep it", ask)
    assert ask.text == "Nothing was deleted."
    ask = await anna.asks("/deleteme", room)
    await press(anna, "Delete everything", ask)
    assert ask.text.startswith("Done.")


@pytest.mark.parametrize(
    ("payload", "opening"),
    [
        ("city_omsk", "Omsk · Omsk Oblast"),
        ("cities_2021", "All three titles · 2021\n"),
        ("cities_hero", "Hero Cities\n12 cities and 1 fortress"),
        ("cities_kaluga", "All three titles · Kaluga Oblast\n"),
        ("city_atlantis", "All three titles\n129 cities and 1 fortress"),
        ("nonsense", "I tell of the 130 cities"),
    ],
)
async def test_a_link_opens_what_it_promises(anna: Person, payload: str, opening: str) -> None:
    room = anna.private()
    await anna.starts(room, payload)
    assert (await room.next_message()).text.startswith(opening)


async def test_inline_mode_finds_one_city_several_or_any(boris: Person, sandbox: Sandbox) -> None:
    (omsk,) = await sandbox.results(await boris.types_inline("Омск"))
    assert omsk["title"] == "Омск"
    both = await sandbox.results(await boris.types_inline("Нижний"))
    assert {result["title"] for result in both} == {"Нижний Новгород", "Нижний Тагил"}
    assert len(await sandbox.results(await boris.types_inline(""))) == 10
    boris.is_at(54.2, 37.62)
    near = await sandbox.results(await boris.types_inline(""))
    assert near[0]["title"] in {"Тула", "Tula"}


async def test_a_card_is_sent_to_a_friend_and_its_buttons_work_there(
    boris: Person, anna: Person, group: Room
) -> None:
    card = await boris.chooses(await boris.types_inline("Омск", group), 0, group)
    assert card.text.startswith("Омск · ")
    await press(anna, "Источники", card)
    assert "источники" in card.text.casefold() or "sources" in card.text


async def test_in_a_group_the_bot_answers_those_who_call_it(boris: Person, group: Room) -> None:
    card = await boris.asks("/city@doblest_bot Омск", group)
    assert card.text.startswith("Омск · ")
    await boris.says("когда Омск получил звание?", group, reply_to=card)
    assert "Омск" in (await group.next_message()).text
    await boris.says("Омск — хороший город", group)
    await group.silence()


async def test_an_admin_bot_also_answers_when_it_is_mentioned(
    sandbox: Sandbox, boris: Person
) -> None:
    group = sandbox.supergroup("Кружок", [boris], admins=True)
    card = await boris.asks("@doblest_bot Омск", group)
    assert "Омск" in card.text
    await boris.says("Омск — хороший город", group)
    await group.silence()


async def test_a_city_in_a_sentence_is_recognised(boris: Person) -> None:
    reply = await boris.asks("Расскажи про Омск", boris.private())
    assert "Омск" in reply.text


BAD = {
    "blank": "\u2060 \u200b x",
    "4096": "а" * 4096,
    "emoji": "🎉" * 60,
    "controls": "a\x07b\x1b[31mc\u202e",
    "html": '<b>Omsk</b><a href="https://evil.example">',
    "open tag": "<i>",
    "sql": "Robert'); DROP TABLE chat;--",
    "million digits": "9" * 4096,
    "format": "{0.__class__} %s %n ${x}",
    "combining": "a" + "\u0301" * 250,
    "newlines": "\n\n\nq\n\n",
    "question marks": "?" * 200,
    "one letter": "я",
    "commas": "," * 256,
    "ligature": "ﷺ" * 256,
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
@pytest.mark.parametrize("command", ["", "/city ", "/start ", "/cities ", "/near "])
async def test_bad_input_gets_a_short_helpful_sentence(
    anna: Person, command: str, text: str
) -> None:
    room = anna.private()
    reply = await anna.asks((command + text)[:4096], room)
    assert_sound(reply)
    if command in ("", "/city "):
        assert len(reply.text) < 700
    await room.silence()


async def test_an_empty_command_asks_for_what_is_missing(anna: Person) -> None:
    reply = await anna.asks("/city", anna.private())
    assert reply.text.startswith("Which city?")


async def test_an_unknown_command_is_not_met_with_silence(anna: Person) -> None:
    reply = await anna.asks("/weather", anna.private())
    assert "/help" in reply.text


async def test_what_is_not_text_is_pointed_out(anna: Person) -> None:
    room = anna.private()
    await anna.sends_voice(b"OggS", room)
    assert_sound(await room.next_message())


async def test_an_edited_message_is_not_answered_twice(anna: Person) -> None:
    room = anna.private()
    said = await anna.says("/city Omsk", room)
    await room.next_message()
    await anna.edits(said, "/city Tula")
    await room.silence()
