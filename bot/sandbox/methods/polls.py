"""Polls and quizzes: sending and stopping them."""

from __future__ import annotations

import itertools
from typing import Any

from bot.sandbox import limits
from bot.sandbox.call import Call
from bot.sandbox.entities import utf16_length
from bot.sandbox.errors import bad_request
from bot.sandbox.formatting import poll_text, read_text
from bot.sandbox.methods.messages import read_inline_markup
from bot.sandbox.model import Chat, Json
from bot.sandbox.polls import Poll, close_if_due, close_poll


def send_poll(call: Call) -> Json:
    """Send a poll or a quiz."""
    chat = call.chat_to_write("can_send_polls")
    poll = _read_poll(call, chat)
    message = call.send(chat, {"poll": poll.json})
    poll.places.append((chat, message["message_id"]))
    call.world.polls[poll.id] = poll
    if not poll.is_closed:
        call.world.open_polls.add(poll)
    return message


def _read_poll(call: Call, chat: Chat) -> Poll:
    params = call.params
    kind = params.text("type") or "regular"
    if kind not in {"regular", "quiz"}:
        raise bad_request("unsupported poll type specified")
    question = poll_text(
        params.text("question"),
        params.text("question_parse_mode"),
        params.array("question_entities"),
    )
    if len(question.body) > limits.POLL_QUESTION:
        raise bad_request(f"poll question length must not exceed {limits.POLL_QUESTION}")
    json: Json = {
        "id": call.world.number(),
        **question.fields("question", "question_entities"),
        "options": _read_options(call),
        "total_voter_count": 0,
        "is_closed": params.flag("is_closed"),
        "is_anonymous": params.flag("is_anonymous", default=True),
        "type": kind,
        "allows_multiple_answers": params.flag("allows_multiple_answers"),
        "allows_revoting": params.flag("allows_revoting", default=kind == "regular"),
        "members_only": params.flag("members_only"),
    }
    if json["members_only"] and chat.type != "channel":
        raise bad_request("poll voters can be restricted only in channel chats")
    if params.flag("allow_adding_options") and (kind == "quiz" or json["is_anonymous"]):
        raise bad_request("options can't be added to the poll")
    correct = _read_correct(call, json)
    if kind == "quiz":
        json["correct_option_ids"] = list(correct)
        _read_explanation(call, json)
    _read_description(call, json)
    poll = Poll(json, call.bot, correct)
    poll.closes_at = _read_closing(call, json)
    poll.shuffle = params.flag("shuffle_options")
    poll.hide_results = params.flag("hide_results_until_closes")
    return poll


def _read_options(call: Call) -> list[Json]:
    raw = call.params.parsed("options")
    if raw is None:
        raise bad_request("can't parse options JSON object")
    if not isinstance(raw, list):
        raise bad_request("expected an Array of InputPollOption")
    if not raw:
        raise bad_request("poll must have at least one answer option")
    if len(raw) > limits.POLL_OPTIONS:
        raise bad_request(f"poll can't have more than {limits.POLL_OPTIONS} options")
    return [_read_option(number, option) for number, option in enumerate(raw)]


def _read_option(number: int, option: Any) -> Json:
    if isinstance(option, str):
        option = {"text": option}
    if not isinstance(option, dict):
        raise bad_request("can't parse InputPollOption: Expected InputPollOption to be an Object")
    if "text" not in option:
        raise bad_request("can't parse InputPollOption: Can't find field \"text\"")
    text = poll_text(option["text"], option.get("text_parse_mode"), option.get("text_entities"))
    if len(text.body) > limits.POLL_OPTION:
        raise bad_request(f"poll options length must not exceed {limits.POLL_OPTION}")
    return {
        **text.fields("text", "text_entities"),
        "voter_count": 0,
        "persistent_id": str(number),
    }


def _read_correct(call: Call, poll: Json) -> tuple[int, ...]:
    """The right options of a quiz: given, known, rising, one unless several may be chosen."""
    if poll["type"] != "quiz":
        return ()
    given = call.params.parsed("correct_option_ids", "correct option identifiers")
    if given is None:
        single = call.params.integer("correct_option_id")
        given = [] if single is None else [single]
    if not isinstance(given, list):
        raise bad_request("expected an Array of correct option identifiers")
    if not given:
        raise bad_request("correct quiz option list must be non-empty")
    if not all(isinstance(number, int) for number in given):
        raise bad_request("correct option identifier must be of type Number")
    if any(later <= earlier for earlier, later in itertools.pairwise(given)):
        raise bad_request("correct quiz option list must be increasing")
    if not (given[0] >= 0 and given[-1] < len(poll["options"])):
        raise bad_request("wrong quiz correct_option_id")
    if len(given) > 1 and not poll["allows_multiple_answers"]:
        raise bad_request("QUIZ_CORRECT_ANSWERS_TOO_MUCH")
    return tuple(given)


def _read_explanation(call: Call, poll: Json) -> None:
    params = call.params
    source = params.text("explanation")
    if not source:
        return
    text = read_text(
        source, params.text("explanation_parse_mode"), params.array("explanation_entities")
    )
    if utf16_length(text.body) > limits.POLL_EXPLANATION:
        raise bad_request("message is too long")
    if text.body.count("\n") > limits.POLL_EXPLANATION_LINES:
        raise bad_request("quiz explanation contains too many line feeds")
    if text.body:
        poll.update(text.fields("explanation", "explanation_entities"))


def _read_description(call: Call, poll: Json) -> None:
    params = call.params
    text = read_text(
        params.text("description") or "",
        params.text("description_parse_mode"),
        params.array("description_entities"),
    )
    if utf16_length(text.body) > limits.POLL_DESCRIPTION:
        raise bad_request("message caption is too long")
    if text.body:
        poll.update(text.fields("description", "description_entities"))


def _read_closing(call: Call, poll: Json) -> float | None:
    """When the poll closes, in seconds since the epoch; None for never."""
    period, date = call.params.integer("open_period"), call.params.integer("close_date")
    if period and date:
        raise bad_request("parameters open_period and close_date can't be specified together")
    now = call.world.now()
    if period:
        if not limits.POLL_SHORTEST <= period <= limits.POLL_LONGEST:
            raise bad_request("POLL_OPEN_PERIOD_INVALID")
        poll["open_period"] = period
        poll["close_date"] = int(now) + period
        return now + period
    if date:
        if not limits.POLL_SHORTEST <= date - now <= limits.POLL_LONGEST:
            raise bad_request("POLL_CLOSE_DATE_INVALID")
        poll["close_date"] = date
        return float(date)
    return None


def stop_poll(call: Call) -> Json:
    """Close the bot's own poll and return its final state."""
    chat = call.chat_to_write()
    message_id = call.params.integer("message_id")
    message = chat.messages.get(message_id or 0)
    if message is None:
        raise bad_request("message with poll to stop not found")
    if "poll" not in message:
        raise bad_request("message is not a poll")
    poll = call.world.polls.get(message["poll"]["id"])
    if poll is None or poll.bot is not call.bot:
        raise bad_request("poll can't be stopped")
    close_if_due(call.world, poll)
    if poll.is_closed:
        raise bad_request("poll has already been closed")
    markup = read_inline_markup(call)
    if markup is None:
        message.pop("reply_markup", None)
    else:
        message["reply_markup"] = markup
    close_poll(call.world, poll)
    return poll.json
