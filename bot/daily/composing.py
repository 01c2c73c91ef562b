"""What a day's message says: the question chosen and worded, the anniversary, the week."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from bot.cities.model import Award, City
from bot.daily.asking import Asked, Asking
from bot.daily.moves import views
from bot.daily.replies import extras, question
from bot.daily.rules import Kind, Level, may_come_again
from bot.daily.store.deliveries import Delivery
from bot.db import Transaction
from bot.i18n import translator
from bot.quiz import store as memories
from bot.quiz.rules.memory import choose_review
from bot.reply import Reply
from bot.services import Services

Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """A delivery with what it says, and what of it is stored so that every copy reads alike."""

    delivery: Delivery
    reply: Reply
    payload: Payload


class Composer:
    """Words the messages of every day, from what the bot knows."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @cached_property
    def asking(self) -> Asking:
        """The questions of the day."""
        return Asking(self._services.bank)

    @cached_property
    def dates(self) -> frozenset[tuple[int, int]]:
        """The (month, day) of every title's award."""
        return frozenset(
            (award.date.month, award.date.day) for _, award in self._services.catalogue.awards()
        )

    async def compose(self, delivery: Delivery, now: datetime) -> Message | None:
        """What a delivery says; None if there is nothing to say."""
        match delivery.kind:
            case Kind.ANNIVERSARY:
                return self._compose_anniversary(delivery)
            case Kind.DIGEST:
                return await self._compose_digest(delivery, now)
        return await self._services.db.read(self._compose_question, delivery)

    def _compose_anniversary(self, delivery: Delivery) -> Message | None:
        held = self.find_awards(delivery.day)
        if not held:
            return None
        tr = translator(delivery.locale)
        reply = extras.anniversary(tr, self._services.catalogue, held, delivery.day)
        return Message(delivery, reply, {})

    async def _compose_digest(self, delivery: Delivery, now: datetime) -> Message | None:
        week = await self._services.db.read(views.look_at_week, delivery, now)
        if week is None:
            return None
        tr = translator(delivery.locale)
        # Drawing takes about twenty milliseconds.
        reply = await asyncio.to_thread(extras.digest, tr, self._services.catalogue, week)
        return Message(delivery, reply, {})

    def _compose_question(self, tx: Transaction, delivery: Delivery) -> Message:
        payload = delivery.payload or self.choose(tx, delivery)
        asked = self.asking.word(payload, delivery.locale.value)
        before = views.look_back(tx, delivery)
        tr, group = translator(delivery.locale), delivery.chat_id < 0
        reply = question.question(tr, asked, delivery.token, group, before)
        return Message(delivery, reply, asked.to_payload())

    def choose(self, tx: Transaction, delivery: Delivery) -> Payload:
        """Choose a delivery's question, for whoever gets it."""
        review = None
        if delivery.chat_id > 0 and delivery.level is Level.ADAPTIVE and not delivery.theme:
            review = self.find_review(tx, delivery.chat_id, delivery.due)
        return self.asking.choose(delivery.theme, delivery.level, delivery.day, review)

    def find_review(self, tx: Transaction, user_id: int, then: datetime) -> str | None:
        """A question about what this reader forgot or is about to forget by a moment."""
        known = memories.load_memories(tx, user_id)
        rested = (m for m in known if may_come_again(m.knew, m.last, then))
        asked = (memory.question_id for memory in choose_review(rested, then))
        return next((id_ for id_ in asked if id_ in self._services.bank), None)

    def word(self, delivery: Delivery) -> Asked:
        """A delivery's question in its chat's language, or as it was first worded."""
        return self.asking.word(delivery.payload, delivery.locale.value)

    def find_awards(self, day: date) -> list[tuple[City, Award]]:
        """The titles given on this day of an earlier year."""
        return [
            (city, award)
            for city, award in self._services.catalogue.awards()
            if (award.date.month, award.date.day) == (day.month, day.day) and award.date < day
        ]
