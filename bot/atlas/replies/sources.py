"""What is said of sources: which documents, and where the bot departs from one."""

from __future__ import annotations

from markupsafe import Markup

from bot.atlas.replies.buttons import back_to_card
from bot.cities.catalogue import Catalogue
from bot.cities.model import City, Source
from bot.i18n import Translator
from bot.reply import GAP, LINE, Reply


def city_sources(tr: Translator, catalogue: Catalogue, city: City) -> Reply:
    """Every document about a city, and where we depart from one."""
    groups = (city.awards, city.memorials, city.facts)
    keys = dict.fromkeys(s for group in groups for record in group for s in record.sources)
    lines = [word_source(tr, catalogue.sources[key]) for key in keys]
    head = tr("<b>{city}</b> · sources", city=city.name(tr.locale.value))
    blocks = [head, LINE.join(lines), word_corrections(tr, catalogue, city)]
    return Reply(GAP.join(b for b in blocks if b), ((back_to_card(tr, city),),))


def word_source(tr: Translator, source: Source) -> Markup:
    """One source, with its link where there is one."""
    name = source.in_(tr.locale.value)
    if source.url is None:
        return Markup("• {}").format(name)
    return Markup('• <a href="{}">{}</a>').format(source.url, name)


def word_corrections(tr: Translator, catalogue: Catalogue, city: City) -> Markup:
    """Where the bot departs from its sources about this city, and why."""
    lang = tr.locale.value
    found = [c for c in catalogue.corrections.values() if city.id in c.cities]
    if not found:
        return Markup("")
    lines = [
        Markup("• {} → {} <i>{}</i>").format(c.says.in_(lang), c.we_say.in_(lang), c.why.in_(lang))
        for c in found[:5]
    ]
    return LINE.join([tr("<b>Where we correct the sources</b>"), *lines])
