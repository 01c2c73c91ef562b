"""People play quizzes with the real bot over the local server."""

from __future__ import annotations

import asyncio
import csv
import io
import random
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.app import RunningBot
from bot.db import Transaction
from bot.i18n import Locale, translator
from bot.quiz import store
from bot.quiz.flags import read_flags
from bot.quiz.payloads import Press
from bot.quiz.replies.rounds import LETTERS, question_screen
from bot.quiz.rules.rounds import Key, Kind, Round, Stage, Verdict, ask
from bot.quiz.rules.setup import Setup
from bot.sandbox.people import Person, Room, Seen
from bot.sandbox.sandbox import Sandbox
from tests.conftest import World, know_bank
from tests.quiz.rounds import NOON, new_round
from tests.quiz.rounds import pick as a_pick

BANK = know_bank()


@pytest.fixture(scope="module", autouse=True)
def _found() -> None:
    """The bank has found its questions, which takes longer than people here wait."""
    len(BANK)


class Player:
    """Somebody who plays in one chat and looks at one message."""

    def __init__(self, sandbox: Sandbox, person: Person, room: Room | None = None) -> None:
        self.sandbox = sandbox
        self.person = person
        self.room = room or person.private()
        self.message: Seen

    async def says(self, text: str) -> Seen:
        """Write, and look at the bot's answer."""
        self.message = await self.person.asks(text, self.room)
        return self.message

    async def taps(self, label: str) -> str:
        """Press a button of the message; what the bot says over the chat."""
        return await self.presses(self.find(label))

    async def presses(self, data: str, message: Seen | None = None) -> str:
        """Press by payload, also one that is no longer there."""
        press = await self.person.sends_press(data, message or self.message, forged=True)
        notice = await self.sandbox.notice(press)
        await self.sandbox.quiet()
        return str(notice.get("text") or "")

    def find(self, label: str) -> str:
        """The payload of the button that begins so."""
        buttons = (button for row in self.message.rows for button in row)
        return next(str(b["callback_data"]) for b in buttons if b["text"].startswith(label))

    async def looks_at_new(self) -> Seen:
        """Look at the bot's next message from now on."""
        self.message = await self.room.next_message()
        return self.message

    def options(self) -> list[str]:
        """The payloads of the options."""
        buttons = (button for row in self.message.rows for button in row)
        return [b["callback_data"] for b in buttons if b["callback_data"].startswith("r|opt|")]


def load(bot: RunningBot, player: Player) -> Any:
    """The round a player has under way, as stored."""
    db = bot.application.services.db
    return db.read(store.find_live, player.person.id, player.room.id)


async def answers(bot: RunningBot, player: Player, rightly: bool) -> None:
    """Answer the open question of a player, rightly or wrongly."""
    round_: Round = await load(bot, player)
    pick = round_.turn.pick
    right = set(BANK.question(pick.question_id, "en", pick.seed).right)
    options = player.options()
    wrong = set(range(len(options))) - right
    chosen = sorted(right) if rightly else [min(wrong)]
    for slot in chosen:
        await player.presses(options[slot])
    if len(right) > 1:
        await player.presses(Press("done", round_.id, round_.turn.number).pack())


async def begins(player: Player, *settings: str) -> None:
    """Open the menu, tap the settings and start."""
    await player.says("/quiz")
    for label in settings:
        await player.taps(label)
    await player.taps("▶️")


async def plays_five(bot: RunningBot, player: Player, right: int) -> None:
    """Answer the five questions of a round, so many of them rightly, and look at the result."""
    for number in range(5):
        await answers(bot, player, rightly=number < right)
        await player.taps("▶️" if number < 4 else "🏁")


@pytest.fixture
def anna(sandbox: Sandbox) -> Player:
    return Player(sandbox, sandbox.person("Anna", "ru"))


@pytest.fixture
def boris(sandbox: Sandbox) -> Player:
    return Player(sandbox, sandbox.person("Boris", "en"))


# --- a round --------------------------------------------------------------------------------------


async def test_anna_plays_five_questions_in_one_message(doblest: RunningBot, anna: Player) -> None:
    await begins(anna, "5")
    assert anna.message.text.startswith("Вопрос 1 из 5")
    first = anna.message.id
    await plays_five(doblest, anna, right=3)
    assert anna.message.id == first
    assert anna.room.last.id == first
    assert "Верно: 3 из 5" in anna.message.text
    assert "🟩🟩🟩🟥🟥" in anna.message.text
    assert "По темам" in anna.message.text


async def test_boris_plays_in_english_on_a_theme_and_again(
    doblest: RunningBot, boris: Player
) -> None:
    await boris.says("/quiz")
    await boris.taps("Theme")
    await boris.taps("Aircraft")
    await boris.taps("5")
    await boris.taps("▶️")
    await plays_five(doblest, boris, right=5)
    assert "Right: 5 of 5" in boris.message.text
    assert "Aircraft — 5/5" in boris.message.text
    await boris.taps("🔁")
    assert (await boris.looks_at_new()).text.startswith("Question 1 of 5")
    round_ = await load(doblest, boris)
    assert (round_.setup.theme, round_.setup.length) == ("aircraft", 5)
    await boris.taps("⏹")
    await boris.says("/quiz")
    assert "Theme: Aircraft" in boris.message.text


async def test_the_verdict_explains_and_leads_to_card_and_memorial(
    doblest: RunningBot, boris: Player
) -> None:
    await begins(boris, "5")
    await answers(doblest, boris, rightly=False)
    assert "Wrong." in boris.message.text
    assert "Right answer:" in boris.message.text
    verdict = boris.message
    for label in ("🏙", "📍"):
        await boris.taps(label)
        await boris.looks_at_new()
        boris.message = verdict
    assert "Wrong." in verdict.text


async def test_the_best_score_is_remembered(doblest: RunningBot, boris: Player) -> None:
    await begins(boris, "5")
    await plays_five(doblest, boris, right=4)
    assert "best" not in boris.message.text
    await begins(boris)
    await plays_five(doblest, boris, right=5)
    assert "Your best score so far; before it was 400." in boris.message.text


async def test_no_question_comes_twice_in_a_small_pool(doblest: RunningBot, boris: Player) -> None:
    await boris.says("/city Brest Fortress")
    await boris.taps("🎯")
    assert "City: Brest" in (await boris.looks_at_new()).text
    await boris.taps("∞")
    await boris.taps("▶️")
    pool = len(BANK.ids(wanted_city("brest-fortress")))
    for _ in range(pool):
        await boris.taps("⏭")
        await boris.taps("▶️")
    round_ = await load(doblest, boris)
    asked = [turn.pick.question_id for turn in round_.turns]
    assert len(set(asked[:pool])) == pool
    assert len(asked) == pool + 1


def wanted_city(city: str) -> Any:
    """The bank's filter for one city."""
    from bot.questions.model import Filter

    return Filter(city=city)


async def test_stop_always_gives_the_result(doblest: RunningBot, boris: Player) -> None:
    await begins(boris, "∞")
    assert boris.message.text.startswith("Question 1\n")
    await answers(doblest, boris, rightly=True)
    await boris.taps("▶️")
    await boris.taps("⏹")
    assert "Right: 1 of 1" in boris.message.text


# --- hurried and hostile presses ------------------------------------------------------------------


async def test_a_double_tap_counts_once(doblest: RunningBot, boris: Player) -> None:
    await begins(boris, "5")
    options = boris.options()
    first = await boris.person.sends_press(options[0], boris.message)
    second = await boris.person.sends_press(options[1], boris.message)
    await boris.sandbox.notice(first)
    assert (await boris.sandbox.notice(second)).get("text")
    await boris.sandbox.quiet()
    round_ = await load(doblest, boris)
    assert len(round_.turns) == 1
    assert await count(doblest, "SELECT sum(answered) AS n FROM quiz_stat") <= 1


async def count(bot: RunningBot, query: str) -> int:
    """One number out of the state."""

    def look(tx: Transaction) -> int:
        return int(tx.execute(query).fetchone()["n"])

    return await bot.application.services.db.read(look)


async def test_a_tap_sent_again_later_hits_no_later_question(
    doblest: RunningBot, boris: Player
) -> None:
    await begins(boris, "5")
    old = boris.options()[0]
    await boris.presses(old)
    if "✔️ Done" in boris.message.buttons:
        await boris.taps("✔️")
    await boris.taps("▶️")
    before = await load(doblest, boris)
    assert await boris.presses(old) == "This button is out of date."
    assert await load(doblest, boris) == before


async def test_a_tap_on_an_old_round_only_says_so(doblest: RunningBot, boris: Player) -> None:
    await begins(boris, "5")
    old, option = boris.message, boris.options()[0]
    await boris.says("/quiz")
    assert "paused" in boris.message.text
    text = old.text
    assert await boris.presses(option, old)
    assert old.text == text
    await boris.taps("▶️")
    assert boris.message.text.startswith("Question 1 of 5")
    assert (await load(doblest, boris)).message_id == boris.message.id


async def test_in_a_group_a_round_belongs_to_who_started_it(
    doblest: RunningBot, sandbox: Sandbox
) -> None:
    anna, boris = sandbox.person("Anna", "ru"), sandbox.person("Boris", "ru")
    group = sandbox.supergroup("Omsk friends", [anna, boris])
    first, second = Player(sandbox, anna, group), Player(sandbox, boris, group)
    await begins(first, "5")
    await begins(second, "20")
    mine, theirs = await load(doblest, first), await load(doblest, second)
    assert mine.id != theirs.id
    for data in (first.options()[0], first.find("⏭"), first.find("⏸"), first.find("⏹")):
        assert "другого человека" in await second.presses(data, first.message)
    # A payload of one round does nothing in the message of another.
    assert await first.presses(first.options()[0], second.message)
    assert (await load(doblest, first), await load(doblest, second)) == (mine, theirs)


async def test_forged_presses_change_nothing(
    doblest: RunningBot, anna: Player, boris: Player
) -> None:
    await begins(anna, "5")
    await begins(boris, "5")
    before = await load(doblest, anna)
    rng = random.Random(5)
    words = ("opt", "done", "skip", "next", "pause", "go", "stop", "result", "again", "new", "send")
    for _ in range(30):
        word = rng.choice(("0", "1", "99", "", "fact", "length-5", "x"))
        forged = Press(rng.choice(words), before.id, rng.randrange(4), word).pack()
        await boris.presses(forged)
    for junk in ("r|opt", "r|opt|x|1|0", "r|set|x|0|length-99", "r|\u202e", "r|begin||0|"):
        await anna.presses(junk)
    for option in ("4x", "99", "-1", "12345678901"):
        await anna.presses(f"r|opt|{before.id}|1|{option}")
    assert await load(doblest, anna) == before


async def test_nothing_tells_the_answer_before_it_is_given() -> None:
    rng, tr = random.Random(3), {locale: translator(locale) for locale in Locale}
    for id_ in rng.sample(list(BANK.ids()), 300):
        for locale in Locale:
            question = BANK.question(id_, locale.value, rng.getrandbits(31))
            round_ = ask(new_round(Setup(seconds=30)), a_pick(1), NOON)
            shown = question_screen(tr[locale], round_, question)
            size = len(question.options)
            other = tuple(sorted((n + 1) % size for n in question.right))
            swapped = replace(question, right=other, explanation=type(question.explanation)(""))
            assert question_screen(tr[locale], round_, swapped) == shown
            data = [b.data for row in shown.buttons for b in row if "|opt|" in (b.data or "")]
            assert data == [f"r|opt|{round_.id}|1|{slot}" for slot in range(size)]


# --- time, pauses, crashes ------------------------------------------------------------------------


async def test_a_late_answer_is_refused(world: World, doblest: RunningBot, boris: Player) -> None:
    await begins(boris, "5", "30 s")
    option = boris.options()[0]
    world.clock.advance(31)
    await boris.presses(option)
    assert "Time is up." in boris.message.text
    round_ = await load(doblest, boris)
    assert (round_.turn.verdict, round_.turn.spent) == (Verdict.LATE, timedelta(seconds=30))


async def test_the_clock_closes_a_question_by_itself(
    world: World, doblest: RunningBot, anna: Player
) -> None:
    await begins(anna, "5", "15 с")
    world.clock.advance(20)
    await anna.room.edit_of(anna.message)
    assert "Время вышло." in anna.message.text


async def test_a_round_waits_for_days_and_restarts(world: World) -> None:
    boris = Player(world.sandbox, world.sandbox.person("Boris", "en"))
    async with world.bot() as bot:
        await begins(boris, "5", "30 s")
        await answers(bot, boris, rightly=True)
        await boris.taps("▶️")
        await boris.taps("⏸")
        assert "paused" in boris.message.text
    world.clock.advance(timedelta(days=9))
    async with world.bot() as bot:
        await boris.taps("▶️ Go on")
        assert boris.message.text.startswith("Question 2 of 5")
        for _ in range(3):
            await answers(bot, boris, rightly=True)
            await boris.taps("▶️")
        await answers(bot, boris, rightly=True)
        await boris.taps("🏁")
        assert "Right: 5 of 5" in boris.message.text


async def test_a_question_left_open_over_a_restart_runs_out(world: World) -> None:
    boris = Player(world.sandbox, world.sandbox.person("Boris", "en"))
    async with world.bot():
        await begins(boris, "5", "30 s")
    world.clock.advance(timedelta(hours=2))
    async with world.bot():
        await boris.room.edit_of(boris.message)
        assert "Time is up." in boris.message.text


async def test_a_lost_edit_is_made_good_by_the_next_press(
    world: World, doblest: RunningBot, boris: Player
) -> None:
    await begins(boris, "5")
    option = boris.options()[0]
    db = doblest.application.services.db
    round_ = await load(doblest, boris)
    question = BANK.question(round_.turn.pick.question_id, "en", round_.turn.pick.seed)
    key = Key(len(question.options), frozenset(question.right))
    from bot.quiz.rules import rounds

    # As if the bot had been killed after the decision and before the message was edited.
    answered = rounds.answer(round_, 1, key.right, key, world.clock())
    assert isinstance(answered, Round)
    await db.write(store.save_round, replace(answered, message_id=None))
    await boris.presses(option)
    assert "Right." in boris.message.text


async def test_a_message_that_was_deleted_is_sent_anew(doblest: RunningBot, boris: Player) -> None:
    await begins(boris, "5")
    skip = boris.find("⏭")
    gone = boris.message
    await doblest.application.bot.delete_message(boris.room.id, gone.id)
    await boris.presses(skip, gone)
    assert "Skipped." in (await boris.looks_at_new()).text
    await boris.taps("▶️")
    assert boris.message.text.startswith("Question 2 of 5")


# --- learning -------------------------------------------------------------------------------------


async def test_review_asks_mistakes_again(doblest: RunningBot, boris: Player) -> None:
    assert "nothing to review" in (await boris.says("/review")).text.lower()
    await begins(boris, "5")
    missed = set()
    for number in range(5):
        round_ = await load(doblest, boris)
        missed.add(round_.turn.pick.question_id)
        await answers(doblest, boris, rightly=False)
        await boris.taps("▶️" if number < 4 else "🏁")
    remembered = {id_ for id_ in missed if BANK.question(id_, "en", 0).fact_ids}
    if not remembered:
        return
    await boris.taps("📚")
    await boris.looks_at_new()
    round_ = await load(doblest, boris)
    assert round_.kind is Kind.REVIEW
    assert {pick.question_id for pick in round_.script} == remembered
    for _ in remembered:
        await answers(doblest, boris, rightly=True)
        await boris.taps("▶️" if "▶️ Next" in boris.message.buttons else "🏁")
    assert "Nothing to review now." in (await boris.says("/review")).text


async def test_progress_is_a_picture(doblest: RunningBot, anna: Player) -> None:
    await begins(anna, "5")
    await plays_five(doblest, anna, right=5)
    sent = await anna.says("/progress")
    photo = sent.json["photo"][-1]
    assert photo["width"] == 1080
    assert photo["height"] < 3000
    assert "/review" in sent.text


# --- friends and classes --------------------------------------------------------------------------


def shared_link(player: Player) -> str:
    """What the share button of a result gives to a friend: the payload of the link."""
    buttons = (button for row in player.message.rows for button in row)
    url = next(b["url"] for b in buttons if "url" in b)
    fields = parse_qs(urlsplit(url).query)
    assert "🟩" in fields["text"][0] or "🟥" in fields["text"][0]
    return str(parse_qs(urlsplit(fields["url"][0]).query)["start"][0])


async def test_a_friend_gets_the_very_same_questions(
    doblest: RunningBot, anna: Player, boris: Player
) -> None:
    await begins(anna, "5")
    await plays_five(doblest, anna, right=2)
    result, link = anna.message, shared_link(anna)
    offer = await boris.says(f"/start {link}")
    assert "Anna challenges you: 5 questions" in offer.text
    assert "2" not in offer.text.replace("5 questions", "")
    await boris.taps("▶️")
    theirs = await load(doblest, boris)
    mine = await doblest.application.services.db.read(store.load_round, link.split("_")[1])
    assert mine is not None
    assert theirs.script == tuple(turn.pick for turn in mine.turns)
    await plays_five(doblest, boris, right=4)
    assert "Anna: 2 of 5" in boris.message.text
    assert "You are ahead." in boris.message.text
    assert "Boris" in (await anna.looks_at_new()).text
    anna.message = result
    await anna.taps("🔄")
    assert "Boris: 4 из 5" in result.text
    assert "Впереди — Boris." in result.text
    # A second try is no second chance.
    again = await boris.says(f"/start {link}")
    assert "Right: 4 of 5" in again.text


async def test_links_that_lead_nowhere_say_so(
    doblest: RunningBot, anna: Player, boris: Player
) -> None:
    assert "no longer exists" in (await boris.says("/start duel_zzzzzzzzzz")).text
    assert "no class" in (await boris.says("/join abc234")).text
    assert "for example" in (await boris.says("/join ../../etc")).text
    await begins(anna, "5")
    round_ = await load(doblest, anna)
    # Somebody's round that is still under way is nobody else's business.
    assert "no longer exists" in (await boris.says(f"/start duel_{round_.id}")).text


async def test_a_teacher_gets_the_results_of_the_class(
    doblest: RunningBot, sandbox: Sandbox, boris: Player
) -> None:
    teacher = Player(sandbox, sandbox.person("Clara", "en"))
    await teacher.says("/quiz")
    await teacher.taps("🏫 For a class")
    assert "∞" not in teacher.message.buttons
    await teacher.taps("5")
    await teacher.taps("120 s")
    await teacher.taps("🏫 Open")
    code = teacher.message.text.split("code ")[1][:6]
    offer = await boris.says(f"/join {code.upper()}")
    assert "will see your first name" in offer.text
    await boris.taps("▶️")
    assert "120 seconds" in boris.message.text
    assert await boris.presses(Press("csv", code).pack()) == "This button is out of date."
    await plays_five(doblest, boris, right=3)
    assert "Your teacher sees this result." in boris.message.text
    await teacher.taps("🔄")
    assert "Begun: 1, finished: 1." in teacher.message.text
    await teacher.taps("📄")
    await teacher.looks_at_new()
    rows = await table(sandbox, teacher.message)
    assert rows[1][:4] == ["Boris", "3", "5", "300"]
    assert rows[1][6:] == ["1", "1", "1", "0", "0"]


async def table(sandbox: Sandbox, message: Seen) -> list[list[str]]:
    """The rows of a CSV file somebody was sent."""
    stored = sandbox.world.files.get(message.json["document"]["file_id"])
    assert stored is not None
    return list(csv.reader(io.StringIO(stored.content.decode("utf-8-sig"))))


async def test_a_closed_class_takes_nobody_in(
    doblest: RunningBot, sandbox: Sandbox, boris: Player
) -> None:
    teacher = Player(sandbox, sandbox.person("Clara", "en"))
    await teacher.says("/quiz")
    for label in ("🏫 For a class", "5", "🏫 Open"):
        await teacher.taps(label)
    code = teacher.message.text.split("code ")[1][:6]
    await boris.says(f"/start class_{code}")
    await teacher.taps("🔒")
    assert "closed" in teacher.message.text
    assert await boris.taps("▶️")
    assert await load(doblest, boris) is None
    assert "closed" in (await boris.says(f"/join {code}")).text


# --- reports and rights ---------------------------------------------------------------------------


async def test_a_report_reaches_the_operator(
    world: World, doblest: RunningBot, boris: Player
) -> None:
    await begins(boris, "5")
    round_ = await load(doblest, boris)
    # Nothing can be said about a question that is still open.
    assert await boris.presses(Press("send", round_.id, 1, "fact").pack())
    await answers(doblest, boris, rightly=True)
    await boris.taps("⚠️")
    assert "I store the question" in boris.message.text
    await boris.taps("The wording")
    assert "Right." in boris.message.text
    (flag,) = read_flags(world.settings.state)
    assert flag.question_id == round_.turn.pick.question_id
    assert flag.reports == (("wording", 1),)


async def test_deleting_ones_data_keeps_a_report_without_a_name(
    world: World, doblest: RunningBot, boris: Player
) -> None:
    await begins(boris, "5")
    await answers(doblest, boris, rightly=True)
    await boris.taps("⚠️")
    await boris.taps("The fact")
    await boris.says("/deleteme")
    await boris.presses("del|yes")
    for name in ("round", "turn", "person", "seen", "memory"):
        assert await count(doblest, f"SELECT count(*) AS n FROM quiz_{name}") == 0
    query = "SELECT count(*) AS n FROM quiz_report WHERE user_id IS NULL"
    assert await count(doblest, query) == 1


def test_letters_are_enough_for_every_question() -> None:
    most = max(len(BANK.question(id_, "en", 0).options) for id_ in BANK.ids())
    assert all(most <= len(letters) for letters in LETTERS.values())
    assert Stage.ENDED is Stage("ended")


async def test_two_rounds_at_once_do_not_mix(
    doblest: RunningBot, anna: Player, boris: Player
) -> None:
    await asyncio.gather(begins(anna, "5"), begins(boris, "5"))
    await asyncio.gather(plays_five(doblest, anna, 1), plays_five(doblest, boris, 4))
    assert "Верно: 1 из 5" in anna.message.text
    assert "Right: 4 of 5" in boris.message.text
