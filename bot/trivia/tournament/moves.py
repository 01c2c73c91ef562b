"""What can happen to a tournament, each as one transaction."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime

from bot.db import Transaction
from bot.trivia import moves as games
from bot.trivia import rules as game_rules
from bot.trivia.deck import REMEMBERED, deal
from bot.trivia.model import Ending, Game, Setup
from bot.trivia.moves import Desk, Place, Result
from bot.trivia.store.games import find_active, load_game, save_game
from bot.trivia.store.groups import load_defaults
from bot.trivia.store.turns import find_asked
from bot.trivia.tournament import rules, store
from bot.trivia.tournament.rules import Event, State, Tournament
from bot.trivia.tournament.store import Venue

CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
CODE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Round:
    """What a tournament's clock has done: lobbies opened, or games begun (or found empty)."""

    tournament: Tournament
    event: Event
    opened: tuple[Game, ...] = ()
    begun: tuple[Result, ...] = ()
    venues: tuple[Venue, ...] = ()


@dataclass(frozen=True, slots=True)
class Host:
    """Where a tournament is announced or asked for: the place and the group's title."""

    place: Place
    title: str


def announce(
    tx: Transaction, host: Host, plan: tuple[int, int, str], setup: Setup, desk: Desk
) -> Tournament:
    """Announce a tournament here: number of games, hour, zone; or give the one that is on."""
    known = store.find_here(tx, *host.place)
    if known is not None:
        return known
    usual, _ = load_defaults(tx, host.place.chat_id)
    code = "".join(desk.rng.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    new = rules.announce(code, usual or setup, plan, desk.now)
    tournament = store.insert_tournament(tx, new)
    store.add_venue(tx, tournament.id, host.place, host.title, agreed=True)
    return tournament


def ask_to_join(
    tx: Transaction, host: Host, code: str
) -> tuple[Tournament, Venue, list[Venue]] | None:
    """Ask for a place in a tournament: it, the place, and those who must agree."""
    tournament = store.find_by_code(tx, code)
    if tournament is None or store.find_here(tx, *host.place) is not None:
        return None
    venue = store.add_venue(tx, tournament.id, host.place, host.title, agreed=False)
    return tournament, venue, store.list_venues(tx, tournament.id)


def agree(tx: Transaction, venue_id: int, place: Place) -> tuple[Tournament, Venue, bool] | None:
    """An admin of a place agrees to another; the last element: whether it now takes part."""
    venue = store.load_venue(tx, venue_id)
    if venue is None or venue.agreed:
        return None
    tournament = store.load_tournament(tx, venue.tournament_id)
    mine = [v for v in store.list_venues(tx, venue.tournament_id) if (v.chat_id, v.topic) == place]
    if tournament is None or not mine or tournament.state is State.OVER:
        return None
    return tournament, venue, store.save_consent(tx, venue_id, mine[0].id)


def call_off(tx: Transaction, tournament_id: int, place: Place) -> Tournament | None:
    """End a tournament where it was announced; elsewhere, leave it. Games that are on go on."""
    tournament = store.find_here(tx, *place)
    if tournament is None or tournament.id != tournament_id:
        return None
    first, *others = store.list_venues(tx, tournament_id)
    mine = [venue for venue in others if (venue.chat_id, venue.topic) == place]
    if mine and (first.chat_id, first.topic) != place:
        store.remove_venue(tx, mine[0].id)
        return tournament
    over = replace(tournament, state=State.OVER)
    store.save_tournament(tx, over)
    return over


def tick(tx: Transaction, tournament_id: int, desk: Desk) -> Round | None:
    """Do what is due: open lobbies everywhere, or begin the games with the same questions."""
    before = store.load_tournament(tx, tournament_id)
    if before is None:
        return None
    after, event = rules.tick(before, desk.now)
    if event is None:
        return None
    store.save_tournament(tx, after)
    venues = tuple(store.list_venues(tx, tournament_id))
    match event:
        case Event.OPEN:
            opened = (open_lobby(tx, after, venue, desk.now) for venue in venues)
            return Round(after, event, tuple(g for g in opened if g), venues=venues)
        case Event.BEGIN:
            return Round(after, event, begun=begin(tx, after, venues, desk), venues=venues)
    return Round(after, event, venues=venues)


def open_lobby(tx: Transaction, tournament: Tournament, venue: Venue, now: datetime) -> Game | None:
    """A lobby in a venue, unless another game is on there."""
    place = Place(venue.chat_id, venue.topic)
    if find_active(tx, *place) is not None:
        return None
    setup = replace(tournament.setup, enough=0)
    return games.create_game(tx, place, None, setup, now, tournament=tournament.id)


def begin(
    tx: Transaction, tournament: Tournament, venues: tuple[Venue, ...], desk: Desk
) -> tuple[Result, ...]:
    """Begin the games of all venues with one deck; a lobby where nobody is in closes."""
    asked = [q for venue in venues for q in find_asked(tx, venue.chat_id, REMEMBERED)]
    luck = random.Random(f"{tournament.code}/{tournament.played}")
    deck = deal(desk.bank, tournament.setup, asked, luck)
    results = []
    for game_id in store.find_lobbies(tx, tournament.id):
        game = load_game(tx, game_id)
        assert game is not None
        if game.present:
            begun, effects = game_rules.start(game, deck, desk.now)
        else:
            begun, effects = game_rules.finish(game, Ending.EXPIRED, desk.now)
        save_game(tx, game, begun)
        results.append(Result(begun, effects))
    return tuple(results)
