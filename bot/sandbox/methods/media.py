"""Files in and out: photos, documents, albums, getFile."""

from __future__ import annotations

from typing import Any

from bot.sandbox import limits
from bot.sandbox.call import Call
from bot.sandbox.errors import Refusal, bad_request
from bot.sandbox.files import StoredFile
from bot.sandbox.formatting import caption_text
from bot.sandbox.methods.messages import read_caption
from bot.sandbox.model import Json
from bot.sandbox.params import Upload

DURATIONS = frozenset({"voice", "audio", "video", "animation"})
SIZES = frozenset({"video", "animation"})
PERMISSION = {
    "photo": "can_send_photos", "document": "can_send_documents", "audio": "can_send_audios",
    "video": "can_send_videos", "voice": "can_send_voice_notes",
    "animation": "can_send_other_messages", "sticker": "can_send_other_messages",
}  # fmt: skip


def send_photo(call: Call) -> Json:
    """Send a picture, at most 10 MB."""
    return _send_file(call, "photo")


def send_document(call: Call) -> Json:
    """Send any file, at most 50 MB."""
    return _send_file(call, "document")


def send_audio(call: Call) -> Json:
    """Send music."""
    return _send_file(call, "audio")


def send_video(call: Call) -> Json:
    """Send a video."""
    return _send_file(call, "video")


def send_voice(call: Call) -> Json:
    """Send a voice message."""
    return _send_file(call, "voice")


def send_animation(call: Call) -> Json:
    """Send a GIF or a silent video."""
    return _send_file(call, "animation")


def _send_file(call: Call, kind: str) -> Json:
    chat = call.chat_to_write(PERMISSION[kind])
    stored = _find_file(call, kind, call.params.values.get(kind), kind)
    content = describe_file(kind, stored, call.params.values)
    if call.params.flag("has_spoiler"):
        content["has_media_spoiler"] = True
    return call.send(chat, {**content, **read_caption(call)})


def _find_file(call: Call, kind: str, given: Any, field: str) -> StoredFile:
    """The file that a parameter means: attached, uploaded, known by id, or at a URL."""
    upload = call.params.files.get(field)
    if isinstance(given, str) and given.startswith("attach://"):
        upload = call.params.files.get(given.removeprefix("attach://"))
        if upload is None:
            raise bad_request("file must be non-empty")
    if upload is not None:
        return _store(call, kind, upload)
    if not given or not isinstance(given, str):
        raise bad_request(f"there is no {kind} in the request")
    if given.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    stored = call.world.files.get(given)
    if stored is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if stored.kind != kind and not (kind == "document" and stored.kind == "animation"):
        names = {"photo": "Photo", "document": "Document"}
        shown = names.get(stored.kind, stored.kind.capitalize())
        raise bad_request(f"can't use file of type {shown} as {names.get(kind, kind.capitalize())}")
    return stored


def _store(call: Call, kind: str, upload: Upload) -> StoredFile:
    limit = limits.UPLOAD_PHOTO if kind == "photo" else limits.UPLOAD
    if len(upload.content) > limit:
        raise Refusal(413, "Request Entity Too Large")
    if not upload.content:
        raise bad_request("file must be non-empty")
    stored = call.world.files.add(kind, upload.name, upload.mime, upload.content)
    if kind == "photo" and not all(stored.size):
        raise bad_request("IMAGE_PROCESS_FAILED")
    if kind == "photo" and (sum(stored.size) > 10_000 or max(stored.size) > 20 * min(stored.size)):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return stored


def describe_file(kind: str, stored: StoredFile, more: Any) -> Json:
    """A file as the content of a message; `more` may hold duration, width, title and the like."""
    shown = stored.json()
    if kind == "photo":
        shown.update(width=stored.size[0], height=stored.size[1])
        return {"photo": [shown]}
    if kind in DURATIONS:
        shown["duration"] = int(more.get("duration") or 1)
    if kind in SIZES:
        shown["width"] = int(more.get("width") or 320)
        shown["height"] = int(more.get("height") or 240)
    for name in ("title", "performer") if kind == "audio" else ():
        if more.get(name):
            shown[name] = str(more[name])
    if kind != "voice":
        shown["file_name"] = stored.name
    shown["mime_type"] = stored.mime
    if kind == "animation":
        document = {k: v for k, v in shown.items() if k not in {"duration", "width", "height"}}
        return {"animation": shown, "document": document}
    return {kind: shown}


def read_input_media(call: Call, media: Json) -> Json:
    """An InputMedia object as the content of a message."""
    kind = media.get("type")
    if kind not in {"photo", "document", "audio", "video", "animation"}:
        raise bad_request("can't parse InputMedia: Unsupported type specified")
    stored = _find_file(call, kind, media.get("media"), "media")
    content = describe_file(kind, stored, media)
    caption = caption_text(
        media.get("caption"), media.get("parse_mode"), media.get("caption_entities")
    )
    if caption is not None:
        content.update(caption.fields("caption", "caption_entities"))
    for name in ("has_spoiler", "show_caption_above_media"):
        if media.get(name):
            content[name.replace("has_spoiler", "has_media_spoiler")] = True
    return content


def send_media_group(call: Call) -> list[Json]:
    """Send an album of 2 to 10 pictures, videos, documents or music files."""
    chat = call.chat_to_write("can_send_photos")
    media = call.params.array("media") or []
    fewest, most = limits.ALBUM
    if not media:
        raise bad_request("there are no messages to send")
    if len(media) > most:
        raise bad_request("too many messages to send as an album")
    if len(media) < fewest:
        raise bad_request("media group must include 2-10 items")
    kinds = {item.get("type") for item in media}
    if len(kinds) > 1 and not kinds <= {"photo", "video"}:
        raise bad_request("Documents and audios can't be mixed with other media types")
    contents = [read_input_media(call, item) for item in media]
    album = call.world.number()
    return [call.send(chat, {**content, "media_group_id": album}) for content in contents]


def get_file(call: Call) -> Json:
    """Where to download a file of at most 20 MB."""
    stored = call.world.files.get(call.params.text("file_id") or "")
    if stored is None:
        raise bad_request("invalid file_id")
    if len(stored.content) > limits.DOWNLOAD:
        raise bad_request("file is too big")
    return {**stored.json(), "file_path": stored.path}
