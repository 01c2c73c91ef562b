"""The three titles: what each is, how it came about, who holds it."""

from __future__ import annotations

from markupsafe import Markup

from bot.atlas.payloads import Press
from bot.atlas.replies.buttons import turning_buttons
from bot.atlas.replies.lists import word_count
from bot.atlas.rules import FACTS_PAGE
from bot.cities.catalogue import Catalogue
from bot.cities.model import TitleId
from bot.cities.wording import word_fact
from bot.i18n import Locale, Translator
from bot.reply import GAP, LINE, Button, Reply


def titles(tr: Translator, catalogue: Catalogue) -> Reply:
    """The three titles with the number of their holders."""
    lines = [tr("<b>Three honorary titles</b>")]
    rows = []
    for id_, title in catalogue.titles.items():
        what = word_fact(title.facts[0], tr, catalogue.units)
        name = title.ru.plural if tr.locale is Locale.RU else title.en.plural
        held = word_count(tr, catalogue.holders(id_))
        head = Markup("{} <b>{}</b> · {}").format(title.emoji, name, held)
        lines.append(head + LINE + Markup("{}").format(what))
        rows.append((Button(f"{title.emoji} {name}", Press("title", id_).pack()),))
    return Reply(GAP.join(lines), tuple(rows))


def title_page(tr: Translator, catalogue: Catalogue, id_: TitleId, page: int) -> Reply:
    """One title: what it is, its law, history and rights, a page at a time."""
    title = catalogue.titles[id_]
    pages = max(1, -(-len(title.facts) // FACTS_PAGE))
    page = min(max(page, 0), pages - 1)
    shown = title.facts[page * FACTS_PAGE : (page + 1) * FACTS_PAGE]
    head = Markup("{} <b>{}</b>").format(title.emoji, title.name(tr.locale.value))
    body = LINE.join(Markup("• {}").format(word_fact(fact, tr, catalogue.units)) for fact in shown)
    keys = dict.fromkeys(s for fact in shown for s in fact.sources)
    names = "; ".join(catalogue.sources[k].in_(tr.locale.value) for k in list(keys)[:2])
    source = tr("<i>Source: {names}</i>", names=names)
    cities = Button(str(tr("All cities")), Press("list", id_).pack())
    turn = turning_buttons(Press("title", id_), page, pages)
    return Reply(GAP.join([head, body, source]), (*turn, (cities,)))
