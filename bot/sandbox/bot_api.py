"""The HTTP face of the Bot API: token, faults, the table of methods, the journal."""

import asyncio
import hmac
import re
from collections.abc import Callable
from typing import Any

from aiohttp import web

from bot.sandbox import api_chats, api_files, api_messages, api_topics
from bot.sandbox.delivery import Delivery, Webhook
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.journal import Journal
from bot.sandbox.params import ApiError, Json, Params, bad_request, read_params
from bot.sandbox.state import World

Method = Callable[[World, Params], Any]
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LONGEST_POLL = 50

METHODS: dict[str, Method] = {
    "getMe": api_chats.get_me,
    "getChat": api_chats.get_chat,
    "getChatMember": api_chats.get_chat_member,
    "getChatAdministrators": api_chats.get_chat_administrators,
    "getChatMemberCount": api_chats.get_chat_member_count,
    "leaveChat": api_chats.leave_chat,
    "sendChatAction": api_chats.send_chat_action,
    "pinChatMessage": api_chats.pin_chat_message,
    "unpinChatMessage": api_chats.unpin_chat_message,
    "createForumTopic": api_topics.create_forum_topic,
    "editForumTopic": api_topics.edit_forum_topic,
    "deleteForumTopic": api_topics.delete_forum_topic,
    "setMyCommands": api_chats.set_my_commands,
    "getMyCommands": api_chats.get_my_commands,
    "deleteMyCommands": api_chats.delete_my_commands,
    "setMyName": api_chats.set_profile_text("name", 64),
    "getMyName": api_chats.get_profile_text("name"),
    "setMyDescription": api_chats.set_profile_text("description", 512),
    "getMyDescription": api_chats.get_profile_text("description"),
    "setMyShortDescription": api_chats.set_profile_text("short_description", 120),
    "getMyShortDescription": api_chats.get_profile_text("short_description"),
    "setChatMenuButton": api_chats.set_chat_menu_button,
    "getChatMenuButton": api_chats.get_chat_menu_button,
    "sendMessage": api_messages.send_message,
    "editMessageText": api_messages.edit_message_text,
    "editMessageCaption": api_messages.edit_message_caption,
    "editMessageReplyMarkup": api_messages.edit_message_reply_markup,
    "deleteMessage": api_messages.delete_message,
    "deleteMessages": api_messages.delete_messages,
    "answerCallbackQuery": api_messages.answer_callback_query,
    "copyMessage": api_messages.copy_message,
    "forwardMessage": api_messages.forward_message,
    "setMessageReaction": api_messages.set_message_reaction,
    "sendPhoto": api_files.send_file("photo"),
    "sendDocument": api_files.send_file("document"),
    "sendVoice": api_files.send_file("voice"),
    "getFile": api_files.get_file,
}
_BY_NAME = {name.lower(): method for name, method in METHODS.items()}


class BotApi:
    """Routes /bot<token>/<method> and /file/bot<token>/<path>."""

    def __init__(self, world: World, delivery: Delivery, faults: Faults, journal: Journal) -> None:
        self._world = world
        self._delivery = delivery
        self._faults = faults
        self._journal = journal
        delivery.on_reply = self._call_from_webhook
        self._updates = {
            "getupdates": self._get_updates,
            "setwebhook": self._set_webhook,
            "deletewebhook": self._delete_webhook,
            "getwebhookinfo": self._get_webhook_info,
        }

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Register the routes."""
        router.add_route("*", r"/bot{token:[^/]+}/{method:[^/]*}", self._handle)
        router.add_get(r"/file/bot{token:[^/]+}/{path:.+}", self._file)

    def _known(self, token: str) -> bool:
        return hmac.compare_digest(
            token.encode("utf-8", "replace"), self._world.config.token.encode()
        )

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        if not self._known(request.match_info["token"]):
            return _answer(ApiError(401, "Unauthorized"))
        method = request.match_info["method"]
        try:
            params = await read_params(request)
        except ApiError as error:
            self._journal.call(method, {}, {"status": error.code, **error.body()})
            return _answer(error)
        fault = self._faults.meet(method, str(params.values.get("chat_id", "")))
        if fault and fault.status == "slow":
            await asyncio.sleep(fault.seconds)
        elif fault and fault.status != "drop_after":
            return self._troubled(request, method, params, fault)
        outcome: ApiError | Json
        try:
            outcome = {"ok": True, "result": await self._run(method, params)}
        except ApiError as error:
            outcome = error
        status = outcome.code if isinstance(outcome, ApiError) else 200
        body = outcome.body() if isinstance(outcome, ApiError) else outcome
        if method.lower() != "getupdates" or status != 200:
            noted = {"fault": fault.status} if fault else {}
            self._journal.call(method, params.journal(), {"status": status, **body, **noted})
        if fault and fault.status == "drop_after":
            return _dropped(request)
        return web.json_response(body, status=status)

    async def _run(self, method: str, params: Params) -> Any:
        name = method.lower()
        if name in self._updates:
            return await self._updates[name](params)
        if name not in _BY_NAME:
            raise ApiError(404, "Not Found: method not found")
        return _BY_NAME[name](self._world, params)

    def _troubled(
        self, request: web.Request, method: str, params: Params, fault: Fault
    ) -> web.StreamResponse:
        errors = {
            "429": ApiError(
                429,
                f"Too Many Requests: retry after {fault.retry_after}",
                {"retry_after": fault.retry_after},
            ),
            "403": ApiError(403, "Forbidden: bot was blocked by the user"),
            "500": ApiError(500, "Internal Server Error"),
        }
        error = errors.get(fault.status)
        outcome: Json = {"status": error.code if error else fault.status, "ok": False}
        outcome |= {"fault": fault.status, **(error.body() if error else {})}
        self._journal.call(method, params.journal(), outcome)
        if error:
            return _answer(error)
        if fault.status == "502html":
            page = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
            return web.Response(status=502, text=page, content_type="text/html")
        return _dropped(request)

    def _call_from_webhook(self, call: Json) -> None:
        method = str(call.pop("method"))
        params = Params(call, {})
        function = _BY_NAME.get(method.lower())
        outcome: Json = {"status": 200, "ok": True, "way": "webhook reply"}
        try:
            if function is None:
                raise ApiError(404, "Not Found: method not found")
            outcome["result"] = function(self._world, params)
        except ApiError as error:
            outcome |= {"status": error.code, **error.body()}
        self._journal.call(method, params.journal(), outcome)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        if not self._known(request.match_info["token"]):
            return _answer(ApiError(401, "Unauthorized"))
        file = self._world.files.by_path(request.match_info["path"])
        if file is None:
            return _answer(ApiError(404, "Not Found"))
        return web.Response(body=file.data, content_type="application/octet-stream")

    # ------------------------------------------------------------- updates

    @staticmethod
    def _allowed(params: Params) -> list[str] | None:
        value = params.structure("allowed_updates", "allowed updates")
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(kind, str) for kind in value):
            raise bad_request("can't parse allowed_updates: expected an Array of String")
        return value

    async def _get_updates(self, params: Params) -> Any:
        limit, timeout = params.integer("limit"), params.integer("timeout") or 0
        return await self._delivery.poll(
            params.integer("offset"),
            100 if limit is None else limit,
            max(0, min(timeout, _LONGEST_POLL)),
            self._allowed(params),
        )

    async def _set_webhook(self, params: Params) -> bool:
        url, secret = params.text("url"), params.text("secret_token")
        if secret and not _SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        if url and not re.match(r"https?://[^/\s]+", url):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        wanted = params.integer("max_connections") or 40
        if not 1 <= wanted <= 100:
            raise bad_request("max_connections must be between 1 and 100")
        hook = Webhook(url, secret, wanted) if url else None
        self._delivery.set_webhook(hook, self._allowed(params), params.flag("drop_pending_updates"))
        return True

    async def _delete_webhook(self, params: Params) -> bool:
        self._delivery.set_webhook(None, None, params.flag("drop_pending_updates"))
        return True

    async def _get_webhook_info(self, params: Params) -> Json:
        return self._delivery.webhook_info()


def _answer(error: ApiError) -> web.Response:
    return web.json_response(error.body(), status=error.code)


def _dropped(request: web.Request) -> web.Response:
    """Cut the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
