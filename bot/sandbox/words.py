"""The terminal chat's own few sentences, in both languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences of one language; braces are filled in."""

    welcome: str
    help: str
    now: str
    people: str
    no_person: str
    no_chat: str
    no_place: str
    no_results: str
    refused: str
    edited: str
    deleted: str
    closed: str
    silent: str


ENGLISH = Words(
    welcome="Chat with the bot. /localhelp lists this terminal's own commands, /quit leaves.",
    help=(
        "This terminal's own commands:\n"
        "  a number                 press that button or vote for that option\n"
        "  /as Anna                 go on as another person (a new name is a new person)\n"
        "  /in group, /in private   go to another chat\n"
        "  /sendlocation 55.0 73.4  send a place: latitude and longitude in degrees\n"
        "  /inline Omsk             use the bot's inline mode; a number sends a result\n"
        "  /say 5                   send a text as it stands, a number too\n"
        "  /people                  who is here\n"
        "  /localhelp               this list\n"
        "  /quit                    leave\n"
        "Everything else goes to the bot."
    ),
    now="You are {person} in {chat}.",
    people="Here are: {names}.",
    no_person="Say who: /as Anna.",
    no_chat="There are two chats: /in group and /in private.",
    no_place="Say where, in degrees: /sendlocation 55.0 73.4.",
    no_results="The bot offers nothing.",
    refused="Refused: {reason}",
    edited="edited",
    deleted="Message {number} was deleted.",
    closed="Thank you; your vote counts.",
    silent="The bot has not answered.",
)
RUSSIAN = Words(
    welcome="Чат с ботом. /localhelp — команды самого терминала, /quit — выход.",
    help=(
        "Команды самого терминала:\n"
        "  число                    нажать кнопку или выбрать ответ с этим номером\n"
        "  /as Анна                 писать от имени другого человека (новое имя — новый человек)\n"
        "  /in group, /in private   перейти в группу или в личный чат\n"
        "  /sendlocation 55.0 73.4  отправить место: широта и долгота в градусах\n"
        "  /inline Омск             встроенный режим бота; число отправит результат\n"
        "  /say 5                   отправить текст как есть, в том числе число\n"
        "  /people                  кто здесь\n"
        "  /localhelp               этот список\n"
        "  /quit                    выход\n"
        "Всё остальное получает бот."
    ),
    now="Вы — {person}, чат: {chat}.",
    people="Здесь: {names}.",
    no_person="Укажите имя: /as Анна.",
    no_chat="Есть два чата: /in group и /in private.",
    no_place="Укажите место в градусах: /sendlocation 55.0 73.4.",
    no_results="Бот ничего не предлагает.",
    refused="Отказано: {reason}",
    edited="изменено",
    deleted="Сообщение {number} удалено.",
    closed="Спасибо, голос учтён.",
    silent="Бот не ответил.",
)


def choose_words(language: str) -> Words:
    """The sentences for a language code; English unless it is Russian."""
    return RUSSIAN if language.lower().startswith("ru") else ENGLISH
