"""A round as its message shows it: question, verdict with explanation, pause, result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from markupsafe import Markup

from bot.cities.catalogue import Catalogue
from bot.cities.wording import word_fact
from bot.i18n import Locale, Translator
from bot.questions.model import Question
from bot.quiz.payloads import DUEL, Press
from bot.quiz.replies.menu import name_theme
from bot.quiz.replies.notices import plain
from bot.quiz.rules.results import Best, Result, compare, sum_up
from bot.quiz.rules.rounds import Kind, Round, Turn, Verdict
from bot.reply import Button, Reply, Rows

LINE = Markup("\n")
GAP = Markup("\n\n")
LETTERS = {Locale.RU: "АБВГДЕЖЗИК", Locale.EN: "ABCDEFGHIJ"}
SQUARES = {Verdict.RIGHT: "🟩", Verdict.WRONG: "🟥", Verdict.SKIPPED: "⬜", Verdict.LATE: "🟨"}
LONGEST_BUTTON = 30
"""A longer option is a lettered line of the message: a phone would cut it on a button."""
SHORT_BUTTON = 14
"""Options up to this length stand two in a row."""
SQUARES_IN_ROW = 10
MOST_SQUARES = 100
MOST_THEMES = 8
MOST_RIVALS = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """What a result is shown with: the best earlier round, and rounds of the same questions."""

    best: Best | None = None
    rivals: Sequence[Round] = ()
    link: str = ""


# --- the question ---------------------------------------------------------------------------------


def question_screen(tr: Translator, round_: Round, question: Question) -> Reply:
    """The open question. Nothing here depends on which option is right."""
    blocks = [
        word_head(tr, round_),
        Markup("{}").format(question.text),
        word_options(tr, question.options) if is_long(question) else Markup(""),
        tr("Several answers may be right: tick them, then press Done.")
        if len(question.right) > 1
        else Markup(""),
    ]
    return Reply(
        GAP.join(block for block in blocks if block),
        (*option_buttons(tr, round_, question), *control_buttons(tr, round_)),
    )


def word_head(tr: Translator, round_: Round) -> Markup:
    """Where in the round one is, and the time there is."""
    number = len(round_.turns)
    if round_.length:
        at = tr("<b>Question {number} of {length}</b>", number=number, length=round_.length)
    else:
        at = tr("<b>Question {number}</b>", number=number)
    if round_.setup.seconds:
        at += Markup(" · ") + tr.plural("⏱ {n} second", "⏱ {n} seconds", round_.setup.seconds)
    return at


def word_options(tr: Translator, options: Sequence[str]) -> Markup:
    """The options as lettered lines."""
    lines = zip(LETTERS[tr.locale], options, strict=False)
    return LINE.join(Markup("<b>{}.</b> {}").format(letter, text) for letter, text in lines)


def option_buttons(tr: Translator, round_: Round, question: Question) -> Rows:
    """One button for each option; ticked ones show it where several may be right."""
    lettered = is_long(question)
    names = LETTERS[tr.locale] if lettered else question.options
    several = len(question.right) > 1
    buttons = []
    for slot in range(len(question.options)):
        tick = ("☑️ " if slot in round_.turn.marked else "◻️ ") if several else ""
        press = Press("opt", round_.id, round_.turn.number, str(slot))
        buttons.append(Button(tick + names[slot], press.pack()))
    rows = lay_out(buttons, lettered)
    if not several:
        return rows
    done = Press("done", round_.id, round_.turn.number)
    return (*rows, (Button(plain(tr("✔️ Done")), done.pack()),))


def lay_out(buttons: Sequence[Button], lettered: bool) -> Rows:
    """Buttons in rows: letters together, short options in pairs, longer ones alone."""
    if lettered:
        width = 4
    else:
        width = 2 if all(len(button.text) <= SHORT_BUTTON for button in buttons) else 1
    return tuple(tuple(buttons[n : n + width]) for n in range(0, len(buttons), width))


def is_long(question: Question) -> bool:
    """Whether an option is too long for a button."""
    return any(len(option) > LONGEST_BUTTON for option in question.options)


def control_buttons(tr: Translator, round_: Round) -> Rows:
    """Skip, pause, stop."""
    skip = Press("skip", round_.id, round_.turn.number).pack()
    return (
        (
            Button(plain(tr("⏭ Skip")), skip),
            Button(plain(tr("⏸ Pause")), Press("pause", round_.id).pack()),
            Button(plain(tr("⏹ Stop")), Press("stop", round_.id).pack()),
        ),
    )


# --- the verdict ----------------------------------------------------------------------------------


def verdict_screen(
    tr: Translator, catalogue: Catalogue, round_: Round, question: Question | None
) -> Reply:
    """How the latest question was answered, what is true, and where that is written."""
    turn = round_.turn
    if question is None:
        blocks = [word_head(tr, round_), word_verdict(tr, turn)]
        return Reply(GAP.join(blocks), (onward_buttons(tr, round_),))
    answers = LINE.join([word_verdict(tr, turn), *word_answers(tr, turn, question)])
    blocks = [
        word_head(tr, round_),
        Markup("{}").format(question.text),
        answers,
        word_explanation(tr, catalogue, question),
    ]
    return Reply(
        GAP.join(blocks), (onward_buttons(tr, round_), *fact_buttons(tr, round_, question))
    )


def word_verdict(tr: Translator, turn: Turn) -> Markup:
    """Right, wrong, skipped or too late."""
    match turn.verdict:
        case Verdict.RIGHT:
            return tr("✅ <b>Right.</b> Points: {points}", points=turn.points)
        case Verdict.WRONG:
            return tr("❌ <b>Wrong.</b>")
        case Verdict.SKIPPED:
            return tr("⏭ <b>Skipped.</b>")
    return tr("⌛ <b>Time is up.</b>")


def word_answers(tr: Translator, turn: Turn, question: Question) -> list[Markup]:
    """What was answered, where that was wrong, and what is right."""
    lines = []
    if turn.verdict is Verdict.WRONG:
        yours = name_options(question, turn.marked)
        lines.append(tr("Your answer: {answer}", answer=yours))
    right = name_options(question, frozenset(question.right))
    lines.append(tr("Right answer: <b>{answer}</b>", answer=right))
    return lines


def name_options(question: Question, slots: frozenset[int]) -> str:
    """Options by their slots, in order."""
    return "; ".join(question.options[n] for n in sorted(slots) if n < len(question.options))


def word_explanation(tr: Translator, catalogue: Catalogue, question: Question) -> Markup:
    """Why it is so: the whole fact with what is contested about it and its source."""
    if not any(id_ in catalogue.facts for id_ in question.fact_ids):
        return question.explanation
    lines = []
    for _, fact in (catalogue.facts[id_] for id_ in question.fact_ids if id_ in catalogue.facts):
        lines.append(Markup("{}").format(word_fact(fact, tr, catalogue.units)))
        if fact.note:
            lines.append(Markup("<i>{}</i>").format(fact.note.in_(tr.locale.value)))
    lines.append(word_source(tr, catalogue, question.source))
    return LINE.join(line for line in lines if line)


def word_source(tr: Translator, catalogue: Catalogue, key: str) -> Markup:
    """The document that the answer rests on, linked where it has an address."""
    source = catalogue.sources.get(key)
    if source is None:
        return Markup("")
    name = source.in_(tr.locale.value)
    linked = Markup('<a href="{}">{}</a>').format(source.url, name) if source.url else name
    return tr("<i>Source: {names}</i>", names=linked)


def onward_buttons(tr: Translator, round_: Round) -> tuple[Button, ...]:
    """To the next question, or to the result after the last."""
    if round_.ended:
        return (Button(plain(tr("🏁 Result")), Press("result", round_.id).pack()),)
    onward = Press("next", round_.id, round_.turn.number).pack()
    return (
        Button(plain(tr("▶️ Next")), onward),
        Button(plain(tr("⏸ Pause")), Press("pause", round_.id).pack()),
        Button(plain(tr("⏹ Stop")), Press("stop", round_.id).pack()),
    )


def fact_buttons(tr: Translator, round_: Round, question: Question) -> Rows:
    """To the city's card and memorial; and a way to object."""
    number = round_.turn.number
    report = Button(plain(tr("⚠️ Report")), Press("report", round_.id, number).pack())
    if not question.cities:
        return ((report,),)
    return (
        (
            Button(plain(tr("🏙 Card")), Press("card", round_.id, number).pack()),
            Button(plain(tr("📍 Memorial")), Press("place", round_.id, number).pack()),
            report,
        ),
    )


def report_screen(tr: Translator, round_: Round, question: Question) -> Reply:
    """Asks what is wrong with a question, and says what will be stored."""
    consent = tr(
        "If you report it, I store the question, its language, the reason and your Telegram id, "
        "and show them to the operator. /deleteme takes your id out."
    )
    reasons = {
        "fact": tr("The fact is wrong"),
        "answer": tr("Another answer is right too"),
        "wording": tr("The wording is unclear"),
    }
    rows = tuple(
        (Button(plain(text), Press("send", round_.id, round_.turn.number, word).pack()),)
        for word, text in reasons.items()
    )
    back = Button(plain(tr("⬅️ Back")), Press("back", round_.id).pack())
    blocks = [
        tr("<b>What is wrong with this question?</b>"),
        Markup("{}").format(question.text),
        consent,
    ]
    return Reply(GAP.join(blocks), (*rows, (back,)))


# --- pause and result -----------------------------------------------------------------------------


def pause_screen(tr: Translator, round_: Round) -> Reply:
    """A round set aside; the open question is out of sight, its clock stands still."""
    result = sum_up(round_)
    done = tr.plural("{n} question answered", "{n} questions answered", result.tally.asked)
    blocks = [
        tr("⏸ <b>The round is paused.</b>"),
        LINE.join([done, Markup("{}").format(draw_squares(result))]),
        tr("It stays here for as long as you like; /quiz finds it again."),
    ]
    buttons = (
        (Button(plain(tr("▶️ Go on")), Press("go", round_.id).pack()),),
        (
            Button(plain(tr("⏹ Stop")), Press("stop", round_.id).pack()),
            Button(plain(tr("🆕 Another round")), Press("new", round_.id).pack()),
        ),
    )
    return Reply(GAP.join(blocks), buttons)


def result_screen(tr: Translator, catalogue: Catalogue, round_: Round, standing: Standing) -> Reply:
    """What a round came to, against the best so far and against others."""
    result = sum_up(round_)
    head = tr(
        "🏁 <b>Right: {right} of {asked}</b>", right=result.tally.right, asked=result.tally.asked
    )
    score = tr(
        "Score: {score} · time: {time}",
        score=tr.number(result.score),
        time=word_time(tr, result.spent),
    )
    squares = Markup("{}").format(draw_squares(result))
    blocks = [
        LINE.join(part for part in (head, squares, score) if part),
        word_best(tr, round_, result, standing.best),
        word_themes(tr, catalogue, result),
        word_rivals(tr, round_, result, standing.rivals),
    ]
    return Reply(GAP.join(b for b in blocks if b), result_buttons(tr, round_, result, standing))


def word_time(tr: Translator, spent: timedelta) -> str:
    """Minutes and seconds."""
    minutes, seconds = divmod(round(spent.total_seconds()), 60)
    if minutes:
        return plain(tr("{minutes} min {seconds} s", minutes=minutes, seconds=seconds))
    return plain(tr("{n} s", n=seconds))


def word_best(tr: Translator, round_: Round, result: Result, best: Best | None) -> Markup:
    """How the score stands against earlier rounds of this length and time."""
    if best is None or not result.marks or round_.kind is not Kind.QUIZ:
        return Markup("")
    score = tr.number(best.score)
    if result.score > best.score:
        return tr("Your best score so far; before it was {score}.", score=score)
    return tr("Your best score so far: {score}.", score=score)


def word_themes(tr: Translator, catalogue: Catalogue, result: Result) -> Markup:
    """Right answers by theme."""
    if not result.marks:
        return Markup("")
    lines = [
        Markup("{} — {}/{}").format(
            name_theme(tr, catalogue, theme) if theme else plain(tr("Titles and cities")),
            tally.right,
            tally.asked,
        )
        for theme, tally in result.themes[:MOST_THEMES]
    ]
    return LINE.join([tr("<b>By theme</b>"), *lines])


def word_rivals(tr: Translator, round_: Round, result: Result, rivals: Sequence[Round]) -> Markup:
    """Others who had the same questions, and who did better."""
    if round_.kind is Kind.CLASS:
        return tr("Your teacher sees this result.")
    lines = [word_rival(tr, rival, result) for rival in rivals[-MOST_RIVALS:]]
    return LINE.join([tr("<b>The same questions</b>"), *lines]) if lines else Markup("")


def word_rival(tr: Translator, rival: Round, mine: Result) -> Markup:
    """One of them: right answers, score, time, and who is ahead."""
    theirs = sum_up(rival)
    values = {
        "name": rival.user_name,
        "right": theirs.tally.right,
        "asked": theirs.tally.asked,
        "score": tr.number(theirs.score),
        "time": word_time(tr, theirs.spent),
    }
    match compare(mine, theirs):
        case 1:
            return tr("{name}: {right} of {asked}, {score}, {time}. You are ahead.", **values)
        case -1:
            return tr("{name}: {right} of {asked}, {score}, {time}. They are ahead.", **values)
    return tr("{name}: {right} of {asked}, {score}, {time}. A draw.", **values)


def result_buttons(tr: Translator, round_: Round, result: Result, standing: Standing) -> Rows:
    """Once more, other settings, share, review."""
    again = (
        Button(plain(tr("🔁 Again")), Press("again", round_.id).pack()),
        Button(plain(tr("⚙️ Other settings")), Press("new", round_.id).pack()),
    )
    rows: Rows = (again,)
    if any(mark is not Verdict.RIGHT for mark in result.marks):
        rows += ((Button(plain(tr("📚 Review mistakes")), Press("review", round_.id).pack()),),)
    if result.marks and round_.kind in {Kind.QUIZ, Kind.DUEL} and standing.link:
        share = Button(plain(tr("📣 Challenge a friend")), url=share_url(tr, result, standing.link))
        look = Button(plain(tr("🔄 Refresh")), Press("result", round_.id).pack())
        rows += ((share, look),)
    return rows


def share_url(tr: Translator, result: Result, link: str) -> str:
    """Opens Telegram's chat picker with a result that gives no answer away."""
    text = tr(
        "I had {right} of {asked} right. The same questions are yours:",
        right=result.tally.right,
        asked=result.tally.asked,
    )
    words = f"{draw_squares(result)}\n{plain(text)}"
    return f"https://t.me/share/url?{urlencode({'url': link, 'text': words})}"


def duel_link(username: str, round_id: str) -> str:
    """The link that gives a friend the questions of a round."""
    return f"https://t.me/{username}?start={DUEL}_{round_id}"


def draw_squares(result: Result) -> str:
    """The course of a round, ten squares a row; of a very long one the end."""
    marks = [SQUARES[mark] for mark in result.marks[-MOST_SQUARES:]]
    rows = range(0, len(marks), SQUARES_IN_ROW)
    return "\n".join("".join(marks[n : n + SQUARES_IN_ROW]) for n in rows)


# --- a friend's challenge -------------------------------------------------------------------------


def duel_offer(tr: Translator, shared: Round, described: Markup) -> Reply:
    """Somebody's round, offered to a friend, without its result."""
    text = tr("⚔️ {name} challenges you: {what}.", name=shared.user_name, what=described)
    note = tr(
        "After the last question {name} and you see each other’s result.", name=shared.user_name
    )
    accept = Button(plain(tr("▶️ Accept")), Press("duel", shared.id).pack())
    return Reply(GAP.join([text, note]), ((accept,),))


def own_duel(tr: Translator) -> Reply:
    """For somebody who opens the link to their own round."""
    return Reply(tr("These are your own questions. Send the link to a friend."))


def duel_played(tr: Translator, name: str) -> Reply:
    """Tells somebody that a friend has played their questions."""
    return Reply(tr("⚔️ {name} has answered your questions.", name=name), quiet=True)
