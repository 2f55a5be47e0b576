// Draws the messages of one chat: bubbles, entities, files, inline keyboards, day separators.
import { avatar, el, icon } from "./dom.js";
import { clockTime, dayName, t } from "./i18n.js";
import { currentTime } from "./store.js";

const SHOWN = 200;
const wrappers = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", blockquote: "blockquote" };

export const fullName = user => [user?.first_name, user?.last_name].filter(Boolean).join(" ");

export function richText(text, entities = [], onCommand) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const isBlock = entity => /pre|blockquote/.test(entity.type);
  const blockEnds = new Set(entities.filter(isBlock).map(entity => entity.offset + entity.length));
  // A block is a line of its own: the line break that separates it from the text is not drawn twice.
  function plain(from, to, beforeBlock) {
    let piece = text.slice(from, to);
    if (blockEnds.has(from)) piece = piece.replace(/^\n/, "");
    return beforeBlock ? piece.replace(/\n$/, "") : piece;
  }
  function build(from, to, list) {
    const nodes = [];
    let position = from;
    for (let i = 0; i < list.length; i += 1) {
      const entity = list[i];
      const end = Math.min(entity.offset + entity.length, to);
      if (entity.offset < position || end <= entity.offset) continue;
      if (entity.offset > position) nodes.push(plain(position, entity.offset, isBlock(entity)));
      const inner = list.slice(i + 1).filter(other => other.offset < end && other.offset + other.length <= end);
      nodes.push(wrap(entity, text.slice(entity.offset, end), build(entity.offset, end, inner), onCommand));
      position = end;
    }
    if (position < to) nodes.push(plain(position, to, false));
    return nodes;
  }
  return build(0, text.length, sorted);
}

function wrap(entity, raw, children, onCommand) {
  const link = href => el("a", { href, target: "_blank", rel: "noopener noreferrer" }, children);
  switch (entity.type) {
    case "pre": return el("pre", { "data-language": entity.language, tabindex: "0" }, el("code", {}, children));
    case "text_link": return /^(https?|tg|mailto|tel):/i.test(entity.url) ? link(entity.url) : el("span", {}, children);
    case "url": return link(/^https?:/i.test(raw) ? raw : `https://${raw}`);
    case "email": return link(`mailto:${raw}`);
    case "bot_command": return el("button", { type: "button", class: "inline-link", onclick: () => onCommand?.(raw) }, children);
    case "mention": case "hashtag": return el("span", { class: "mention" }, children);
    case "spoiler": return el("span", { class: "spoiler", tabindex: "0", role: "button", onclick: event => event.currentTarget.classList.add("open") }, children);
    case "expandable_blockquote": return el("blockquote", { class: "folded", tabindex: "0", role: "button", onclick: event => event.currentTarget.classList.toggle("open") }, children);
    default: return el(wrappers[entity.type] ?? "span", {}, children);
  }
}

function size(bytes = 0) {
  return bytes < 1024 ? `${bytes} B` : bytes < 1048576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

function attachment(message) {
  const url = file => `/sandbox/file/${encodeURIComponent(file.file_id)}`;
  if (message.photo) {
    const photo = message.photo[message.photo.length - 1];
    return el("a", { class: "photo", href: url(photo), target: "_blank", rel: "noopener" },
      el("img", { src: url(photo), alt: message.caption ?? t("photo"), width: photo.width, height: photo.height, loading: "lazy" }));
  }
  if (message.document) {
    const file = message.document;
    return el("a", { class: "file", href: url(file), download: file.file_name }, el("span", { class: "file-icon" }, icon("document")),
      el("span", { class: "file-text" }, el("b", {}, file.file_name ?? t("document")), el("small", {}, size(file.file_size))));
  }
  if (message.voice) return el("div", { class: "voice" }, el("audio", { controls: true, preload: "none", src: url(message.voice) }));
  if (message.contact) {
    const contact = message.contact;
    return el("div", { class: "file contact" }, avatar(contact.user_id ?? 4, fullName(contact)),
      el("span", { class: "file-text" }, el("b", {}, fullName(contact)), el("small", {}, contact.phone_number)));
  }
  return null;
}

function inlineKeyboard(message, actions) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows) return null;
  const one = button => {
    const style = button.style ? `style-${button.style}` : "";
    if (button.url) return el("a", { class: `inline-button ${style}`, "data-testid": "inline-button", href: button.url, target: "_blank", rel: "noopener noreferrer" }, button.text, el("i", { class: "corner" }, "↗"));
    if (button.web_app) return el("button", { type: "button", class: `inline-button ${style}`, "data-testid": "inline-button", onclick: () => actions.openApp(message, button.web_app.url) }, button.text, el("i", { class: "corner" }, "▣"));
    const act = async event => {
      const target = event.currentTarget;
      if (button.copy_text) { await navigator.clipboard?.writeText(button.copy_text.text); return; }
      if (!button.callback_data) return;
      target.classList.add("busy");
      await actions.tap(message, button.callback_data);
      setTimeout(() => target.classList.remove("busy"), 3000);
    };
    return el("button", { type: "button", class: `inline-button ${style}`, "data-testid": "inline-button", "data-callback": button.callback_data, disabled: Boolean(button.disabled), onclick: act }, button.text);
  };
  return el("div", { class: "inline-keyboard" }, rows.map(row => el("div", { class: "inline-row" }, row.map(one))));
}

function quote(message) {
  const source = message.reply_to_message;
  if (!source) return null;
  return el("div", { class: "quote" }, el("b", {}, fullName(source.from)), el("span", {}, summary(source)));
}

export function summary(message) {
  if (message.text || message.caption) return message.text ?? message.caption;
  const kind = ["photo", "document", "voice", "contact"].find(name => message[name]);
  return kind ? t(kind === "contact" ? "contactCard" : kind) : "…";
}

function service(message) {
  if (message.new_chat_members) return `${message.new_chat_members.map(fullName).join(", ")} ${t("joined")}`;
  if (message.left_chat_member) return `${fullName(message.left_chat_member)} ${t("left")}`;
  if (message.forum_topic_created) return `${t("topic")}: ${message.forum_topic_created.name}`;
  return null;
}

// Topic → its name, as the messages that opened them tell.
export function topicsOf(chat) {
  const opened = [...chat.messages.values()].filter(message => message.forum_topic_created);
  return new Map(opened.map(message => [message.message_thread_id, message.forum_topic_created.name]));
}

function bubble(message, view) {
  const note = service(message);
  if (note) return el("div", { class: "service", "data-testid": "message", "data-id": message.message_id }, el("span", {}, note));
  const own = message.from?.id === view.person.id;
  const group = view.chat.type !== "private";
  const text = message.text ?? message.caption;
  const body = text === undefined ? [] : richText(text, message.entities ?? message.caption_entities, view.actions.command);
  const meta = el("span", { class: "meta" }, message.edit_date && !message.from?.is_bot && `${t("edited")} `, clockTime(new Date(message.date * 1000)), own && icon("check"));
  const tools = el("span", { class: "row-tools" },
    el("button", { type: "button", "aria-label": t("reply"), title: t("reply"), onclick: () => view.actions.reply(message) }, icon("reply")),
    own && message.text !== undefined && el("button", { type: "button", "aria-label": t("edit"), title: t("edit"), onclick: () => view.actions.edit(message) }, icon("edit")));
  const media = attachment(message);
  const classes = ["bubble", view.last && "tail", media && "has-media", message.photo && "has-photo", message.photo && !text && "bare", message.text?.includes("\n") || message.entities?.some(e => e.type === "pre") ? "wide" : ""];
  return el("div", { class: `row ${own ? "own" : "theirs"} ${view.last ? "last" : ""} ${message.reply_markup ? "with-keys" : ""}`, "data-testid": "message", "data-id": message.message_id },
    !own && group && (view.last ? avatar(message.from.id, fullName(message.from), message.from.is_bot ? "bot" : "") : el("span", { class: "avatar-gap" })),
    el("div", { class: "stack" },
      el("div", { class: classes.filter(Boolean).join(" ") },
        !own && group && view.first && el("b", { class: `sender hue-${message.from.id % 7}` }, fullName(message.from)),
        view.topic && view.first && el("span", { class: "in-topic" }, `# ${view.topic}`),
        message.forward_origin && el("span", { class: "forwarded" }, `${t("forwarded")} ${fullName(message.forward_origin.sender_user)}`),
        quote(message), media, text !== undefined && el("div", { class: "text" }, body, meta), text === undefined && meta,
        message.reactions && el("div", { class: "reactions" }, message.reactions.map(r => el("span", {}, r.emoji)))),
      inlineKeyboard(message, view.actions)),
    tools);
}

// Keeps elements whose message did not change, so that focus, players and scroll survive.
export function drawMessages(list, person, chat, actions, thread = 0) {
  const all = [...chat.messages.values()].filter(message => !thread || message.message_thread_id === thread);
  const topics = thread ? new Map() : topicsOf(chat);
  const limit = Number(list.dataset.shown || SHOWN);
  const shown = all.slice(-limit);
  const now = currentTime();
  const items = [];
  if (all.length > shown.length) items.push({ key: "earlier", sign: String(limit), make: () => el("button", { type: "button", class: "earlier", onclick: () => { list.dataset.shown = limit + SHOWN; actions.redraw(); } }, t("earlier")) });
  let day = "";
  shown.forEach((message, index) => {
    const name = dayName(new Date(message.date * 1000), now);
    const before = shown[index - 1];
    const after = shown[index + 1];
    const newDay = name !== day;
    if (newDay) items.push({ key: `day-${new Date(message.date * 1000).toDateString()}`, sign: name, make: () => el("div", { class: "day" }, el("span", {}, name)) });
    day = name;
    const topic = topics.get(message.message_thread_id);
    const near = other => other && !service(other) && other.message_thread_id === message.message_thread_id && other.from?.id === message.from?.id && Math.abs(other.date - message.date) < 600;
    const first = newDay || !near(before);
    const last = !near(after) || dayName(new Date(after.date * 1000), now) !== name;
    items.push({ key: `m-${message.message_id}`, sign: JSON.stringify([message, first, last, topic, t("reply")]), make: () => bubble(message, { person, chat, actions, first, last, topic }) });
  });
  if (chat.typing > performance.now()) items.push({ key: "typing", sign: "", make: () => el("div", { class: "row theirs last typing", "aria-label": t("typing") }, el("div", { class: "bubble tail" }, el("i"), el("i"), el("i"))) });
  reconcile(list, items);
}

function reconcile(list, items) {
  const old = new Map([...list.children].map(node => [node.dataset.key, node]));
  const animate = old.size > 0;
  let cursor = list.firstElementChild;
  for (const item of items) {
    let node = old.get(item.key);
    if (node && node.dataset.sign !== item.sign) {
      const fresh = item.make();
      node.replaceWith(fresh);
      if (cursor === node) cursor = fresh;
      node = fresh;
    } else if (!node) {
      node = item.make();
      if (animate) node.classList.add("fresh");
    }
    node.dataset.key = item.key;
    node.dataset.sign = item.sign;
    old.delete(item.key);
    if (node === cursor) cursor = cursor.nextElementSibling;
    else list.insertBefore(node, cursor);
  }
  old.forEach(node => node.remove());
}
