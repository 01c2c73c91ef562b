"""Mistakes that readers reported."""

from __future__ import annotations

from datetime import datetime

from bot.db import Transaction, to_ms


def save_report(
    tx: Transaction, question: str, understanding: str, answer: str, now: datetime
) -> None:
    """Keep a question, how it was understood and what was answered; not who asked."""
    tx.execute(
        "INSERT INTO report (question, understanding, answer, reported_ms) "
        "VALUES (:question, :understanding, :answer, :now)",
        {
            "question": question,
            "understanding": understanding,
            "answer": answer,
            "now": to_ms(now),
        },
    )


def drop_reports(tx: Transaction, before: datetime, limit: int) -> int:
    """Forget at most `limit` reports older than a moment; how many were forgotten."""
    return tx.execute(
        "DELETE FROM report WHERE id IN "
        "(SELECT id FROM report WHERE reported_ms < :before LIMIT :limit)",
        {"before": to_ms(before), "limit": limit},
    ).rowcount
