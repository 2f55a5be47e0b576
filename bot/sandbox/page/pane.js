// One person's messenger: chats, the open chat, the composer with keyboards and menus.
import { avatar, dialog, el, icon } from "./dom.js";
import { t } from "./i18n.js";
import { drawMessages, fullName, summary, topicsOf } from "./messages.js";
import { call, markRead, store, unread } from "./store.js";
import { drawKeyboard } from "./keyboard.js";

export class Pane {
  constructor(role, onUnread) {
    this.role = role;
    this.onUnread = onUnread;
    this.personId = null;
    this.chatId = null;
    this.drafts = new Map();
    this.reply = null;
    this.editing = null;
    this.keyboardOpen = new Map();
    this.threads = new Map(); // chat → the topic that is open, 0 for all
    this.actions = { tap: (m, data) => this.act("tap", { message: m.message_id, data }), openApp: (m, url) => this.openApp(m, url), command: text => this.say(text), reply: m => this.startReply(m), edit: m => this.startEdit(m), redraw: () => this.draw() };
    this.build();
  }

  build() {
    this.who = el("div", { class: "who" });
    this.tabs = el("div", { class: "tabs", role: "tablist" });
    this.head = el("div", { class: "chat-head" });
    this.topics = el("div", { class: "topics", role: "group", "data-testid": "topics", hidden: true });
    this.pinned = el("div", { class: "pinned", hidden: true });
    this.list = el("div", { class: "messages", "data-testid": "messages", role: "log", "aria-live": "polite", tabindex: "0" });
    this.jump = el("button", { type: "button", class: "jump", hidden: true, onclick: () => this.toBottom(true) }, icon("down"));
    this.list.addEventListener("scroll", () => { this.jump.hidden = this.atBottom(); }, { passive: true });
    this.toasts = el("div", { class: "toasts", "aria-live": "assertive" });
    this.foot = el("div", { class: "foot" });
    this.root = el("section", { class: "pane", "data-testid": `pane-${this.role}` }, this.who, this.tabs, this.head, this.topics, this.pinned,
      el("div", { class: "scene" }, this.list, this.jump, this.toasts), this.foot);
    this.input = el("textarea", { rows: 1, "data-testid": "composer", maxlength: 12000, onkeydown: event => this.key(event), oninput: () => this.typed() });
    this.file = el("input", { type: "file", hidden: true, onchange: () => this.upload() });
    this.root.append(this.file);
    document.addEventListener("pointerdown", event => { if (!this.foot.contains(event.target)) this.closeMenu(); });
    const settle = () => { if (this.sticky !== false) this.toBottom(); };
    new ResizeObserver(settle).observe(this.list);
    this.list.addEventListener("load", settle, true); // a picture that arrives makes the list longer
    this.list.addEventListener("scroll", () => { this.sticky = this.atBottom(); }, { passive: true });
  }

  get person() { return store.views.get(this.personId)?.person; }
  get chat() { return store.chats.get(this.chatId); }
  get thread() { return this.threads.get(this.chatId) ?? 0; }
  get about() { return store.views.get(this.personId)?.about.get(this.chatId) ?? { commands: [], description: "" }; }
  get visible() { return this.root.offsetParent !== null && document.visibilityState === "visible"; }
  get unreadTotal() { return (store.views.get(this.personId)?.chats ?? []).reduce((sum, id) => sum + unread(this.personId, id), 0); }

  choose() {
    const mine = store.people.filter(person => person.role === this.role);
    if (!mine.some(person => person.id === this.personId)) this.personId = mine[0]?.id ?? null;
    const chats = store.views.get(this.personId)?.chats ?? [];
    if (!chats.includes(this.chatId)) this.chatId = (this.role === "sales" && chats.find(id => id < 0)) || chats[0] || null;
    this.root.hidden = this.personId === null;
  }

  drawAll() {
    this.choose();
    this.footSign = null;
    if (this.personId !== null) { this.drawWho(); this.draw(); }
  }

  drawWho() {
    const same = store.people.filter(person => person.role === this.role);
    const name = same.length > 1
      ? el("select", { "aria-label": t("person"), onchange: event => { this.personId = Number(event.target.value); this.chatId = null; this.drawAll(); } },
        same.map(p => el("option", { value: p.id, selected: p.id === this.personId }, fullName(p))))
      : el("b", {}, fullName(this.person));
    this.who.replaceChildren(avatar(this.personId, fullName(this.person)), el("span", { class: "who-text" }, name, el("small", {}, t(this.role))));
    this.root.setAttribute("aria-label", `${t(this.role)}: ${fullName(this.person)}`);
  }

  draw() {
    if (!this.chat || !this.person) return;
    const near = this.atBottom() || !this.list.childElementCount || this.shownChat !== this.chatId;
    if (this.shownChat !== this.chatId) this.list.replaceChildren();
    this.shownChat = this.chatId;
    if (this.visible) markRead(this.personId, this.chatId);
    this.drawTabs();
    this.drawHead();
    this.drawTopics();
    this.drawPinned();
    drawMessages(this.list, this.person, this.chat, this.actions, this.thread);
    this.drawEmpty();
    this.drawFoot();
    if (near) this.toBottom();
    else this.jump.hidden = false;
    this.onUnread();
  }

  chatTitle(chat) { return chat.type === "private" ? store.bot.first_name : chat.title; }

  drawTabs() {
    const ids = store.views.get(this.personId).chats;
    this.tabs.setAttribute("aria-label", t("chats"));
    this.tabs.hidden = ids.length < 2;
    this.head.hidden = !this.tabs.hidden;
    const order = [...ids].sort((a, b) => a - b);
    const sign = JSON.stringify([order.map(id => [id, unread(this.personId, id), this.chatTitle(store.chats.get(id))]), this.chatId, t("bot")]);
    if (this.tabSign === sign) return;
    this.tabSign = sign;
    this.tabs.replaceChildren(...order.map(id => {
      const count = unread(this.personId, id);
      return el("button", { type: "button", role: "tab", class: "tab", "aria-selected": String(id === this.chatId), "data-testid": `chat-${id}`,
        onclick: () => { this.drafts.set(this.chatId, this.input.value); this.chatId = id; this.input.value = this.drafts.get(id) ?? ""; this.cancelMode(); this.footSign = null; this.sticky = true; this.draw(); } },
        el("span", {}, this.chatTitle(store.chats.get(id))), count > 0 && el("span", { class: "badge" }, String(count)));
    }));
  }

  drawHead() {
    const chat = this.chat;
    const typing = chat.typing > performance.now();
    const state = typing ? t(/upload|record/.test(chat.action) ? "uploading" : "typing") : chat.type === "private" ? t("bot") : t("members", chat.members.length + 1);
    const sign = JSON.stringify([chat.id, this.chatTitle(chat), state]);
    if (this.headSign === sign) return;
    this.headSign = sign;
    this.head.replaceChildren(avatar(chat.id, this.chatTitle(chat), chat.type === "private" ? "bot" : "group"),
      el("span", { class: "head-text" }, el("b", {}, this.chatTitle(chat)), el("small", { class: typing ? "active" : "" }, state)));
  }

  drawTopics() {
    const topics = topicsOf(this.chat);
    this.topics.hidden = topics.size === 0;
    if (!topics.has(this.thread)) this.threads.delete(this.chatId);
    const sign = JSON.stringify([this.chatId, [...topics], this.thread, t("allTopics")]);
    if (this.topicSign === sign) return;
    this.topicSign = sign;
    this.topics.replaceChildren(...[[0, t("allTopics")], ...topics].map(([thread, name]) =>
      el("button", { type: "button", class: "topic", "aria-pressed": String(thread === this.thread), "data-testid": `topic-${thread}`,
        onclick: () => { this.threads.set(this.chatId, thread); this.cancelMode(); this.footSign = null; this.sticky = true; this.draw(); } }, name)));
  }

  drawPinned() {
    const message = this.chat.pinned && this.chat.messages.get(this.chat.pinned);
    this.pinned.hidden = !message;
    if (message) this.pinned.replaceChildren(icon("pin"), el("span", {}, summary(message)));
  }

  drawEmpty() {
    const empty = this.chat.messages.size === 0;
    this.list.classList.toggle("is-empty", empty);
    if (!empty) return;
    const direct = this.chat.type === "private";
    this.list.replaceChildren(el("div", { class: "empty" }, avatar(this.chatId, this.chatTitle(this.chat), direct ? "bot" : "group"),
      el("b", {}, direct ? (this.about.description ? t("whatCan") : store.bot.first_name) : this.chat.title),
      el("p", {}, direct ? this.about.description || t("emptyChat") : t("emptyGroup"))));
  }

  drawFoot() {
    const chat = this.chat;
    const keyboard = chat.keyboard?.keyboard;
    const open = this.keyboardOpen.get(chat.id) ?? !chat.keyboard_used;
    const sign = JSON.stringify([chat.id, chat.blocked, chat.started, chat.keyboard, chat.keyboard_used, open, this.reply?.message_id, this.editing?.message_id, this.about.commands, t("send")]);
    if (this.footSign === sign) return;
    this.footSign = sign;
    if (this.keyboardSign !== JSON.stringify([chat.id, chat.keyboard, chat.keyboard_used])) {
      this.keyboardSign = JSON.stringify([chat.id, chat.keyboard, chat.keyboard_used]);
      this.keyboardOpen.delete(chat.id);
    }
    if (chat.type === "private" && chat.blocked) {
      this.foot.replaceChildren(el("button", { type: "button", class: "wide-button", "data-testid": "unblock", onclick: () => this.act("unblock", {}) }, t("unblock")));
      return;
    }
    if (chat.type === "private" && !chat.started) {
      this.foot.replaceChildren(el("button", { type: "button", class: "wide-button", "data-testid": "start", onclick: () => this.act("start", {}) }, t("start")));
      return;
    }
    const focused = document.activeElement === this.input;
    this.input.placeholder = chat.keyboard?.input_field_placeholder || t("placeholder");
    this.input.setAttribute("aria-label", t("placeholder"));
    const mode = this.editing ?? this.reply;
    const round = (name, label, onclick, extra = {}) => el("button", { type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...extra }, icon(name));
    const form = el("form", { class: "composer", onsubmit: event => { event.preventDefault(); this.send(); } },
      this.about.commands.length > 0 && round("slash", t("commands"), () => this.menu("commands"), { "data-testid": "commands" }),
      round("attach", t("attach"), () => this.menu("attach"), { "data-testid": "attach" }),
      this.input,
      keyboard && round(open ? "down" : "keyboard", t(open ? "hideKeyboard" : "keyboard"), () => { this.keyboardOpen.set(chat.id, !open); this.drawFoot(); }, { "data-testid": "keyboard-toggle", "aria-expanded": String(open) }),
      el("button", { type: "submit", class: "send", "data-testid": "send", "aria-label": t("send"), title: t("send") }, icon("send")));
    this.popup = el("div", { class: "popup", hidden: true });
    this.foot.replaceChildren(...[this.popup,
      mode && el("div", { class: "mode" }, icon(this.editing ? "edit" : "reply"), el("span", {}, el("b", {}, t(this.editing ? "editing" : "replying")), el("small", {}, summary(mode))), round("close", t("cancel"), () => { this.cancelMode(); this.drawFoot(); })),
      form, keyboard && open && drawKeyboard(chat.keyboard, button => this.press(button))].filter(Boolean));
    this.grow();
    if (focused) this.input.focus();
  }

  menu(kind) {
    if (!this.popup.hidden && this.popup.dataset.kind === kind) { this.closeMenu(); return; }
    const item = (name, text, hint, onclick) => el("button", { type: "button", class: "menu-item", "data-testid": `menu-${kind}`, onclick: () => { this.closeMenu(); onclick(); } }, name && icon(name), el("b", {}, text), hint && el("small", {}, hint));
    const typed = this.input.value.startsWith("/") ? this.input.value.slice(1).toLowerCase() : "";
    const items = kind === "commands"
      ? this.about.commands.filter(c => c.command.startsWith(typed)).map(c => item(null, `/${c.command}`, c.description, () => { if (typed || this.input.value === "/") this.input.value = ""; this.say(`/${c.command}`); }))
      : [item("photo", t("photo"), "", () => this.pick("photo", "image/*")), item("document", t("document"), "", () => this.pick("document", "")), item("voice", t("voice"), "", () => this.pick("voice", "audio/*")),
        item("contact", t("ownContact"), "", () => this.shareContact()), item("contact", t("foreignContact"), "", () => this.act("contact", { foreign: { phone: "+74950001122", first_name: t("foreignContact"), user_id: 777001 } })),
        ...(this.chat.type === "private" ? [item("block", t("block"), "", () => this.act("block", {}))] : [])];
    this.popup.replaceChildren(...items);
    this.popup.dataset.kind = kind;
    this.popup.hidden = items.length === 0;
  }

  closeMenu() { if (this.popup) this.popup.hidden = true; }

  async act(path, body) {
    try { return await call(path, { person: this.personId, chat: this.chatId, ...body }); }
    catch (error) { this.toast(`${t("failed")}: ${error.message}`, false); return null; }
  }

  say(text) { return this.act("say", { text, thread: this.thread }); }

  async send() {
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    this.closeMenu();
    this.grow();
    const { editing, reply } = this;
    this.cancelMode();
    this.drawFoot();
    this.sticky = true;
    const done = editing ? await this.act("edit", { message: editing.message_id, text }) : await this.act("say", { text, ...this.where(reply) });
    if (!done && !this.input.value) this.input.value = text;
  }

  // An answer goes to the topic of what it answers, everything else to the one that is open.
  where(reply) { return { reply_to: reply?.message_id ?? 0, thread: reply?.message_thread_id ?? this.thread }; }

  // The tab is opened at once: after the answer the browser would take it for a pop-up.
  async openApp(message, url) {
    const tab = window.open("", "_blank");
    try { tab.location.replace((await call("app", { person: this.personId, message: message.message_id, url })).url); }
    catch (error) { tab?.close(); this.toast(`${t("failed")}: ${error.message}`, false); }
  }

  press(button) {
    return button.request_contact ? this.shareContact(button.text) : this.act("press", { text: button.text });
  }

  async shareContact(pressed) {
    const yes = await dialog(this.root, { title: t("shareTitle"), text: t("shareHint", this.person.phone || "+7900…"), confirm: t("share"), cancel: t("cancel"), testid: "contact-dialog" });
    if (yes) await (pressed === undefined ? this.act("contact", {}) : this.act("press", { text: pressed }));
  }

  pick(kind, accept) { this.kind = kind; this.file.accept = accept; this.file.value = ""; this.file.click(); }

  async upload() {
    const [file] = this.file.files;
    if (!file) return;
    const form = new FormData();
    const caption = this.input.value.trim();
    const { reply } = this;
    this.cancelMode();
    this.drawFoot();
    for (const [key, value] of Object.entries({ person: this.personId, chat: this.chatId, kind: this.kind, caption, ...this.where(reply) })) form.append(key, value);
    form.append("file", file);
    this.input.value = "";
    try { await call("upload", form); } catch (error) { this.toast(`${t("failed")}: ${error.message}`, false); this.input.value = caption; }
  }

  startReply(message) { this.reply = message; this.editing = null; this.drawFoot(); this.input.focus(); }
  startEdit(message) { this.editing = message; this.reply = null; this.input.value = message.text; this.drawFoot(); this.input.focus(); }
  cancelMode() { if (this.editing) this.input.value = ""; this.reply = null; this.editing = null; }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.send(); }
    if (event.key === "Escape") { this.closeMenu(); this.cancelMode(); this.drawFoot(); }
  }

  typed() {
    this.grow();
    if (/^\/\w*$/.test(this.input.value) && this.about.commands.length) { this.popup.hidden = true; this.menu("commands"); } else this.closeMenu();
  }

  grow() {
    this.input.style.height = "auto";
    if (this.input.scrollHeight) this.input.style.height = `${Math.min(this.input.scrollHeight, 140)}px`;
  }
  atBottom() { return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 60; }
  toBottom(smooth = false) { this.jump.hidden = true; this.list.scrollTo({ top: this.list.scrollHeight, behavior: smooth ? "smooth" : "instant" }); }

  async toast(text, alert, url) {
    this.root.querySelectorAll(".busy").forEach(node => node.classList.remove("busy"));
    if (url && /^https?:/.test(url)) window.open(url, "_blank", "noopener");
    if (!text) return;
    if (alert) { await dialog(this.root, { text, confirm: t("ok"), testid: "toast" }); return; }
    const node = el("div", { class: "toast", "data-testid": "toast", role: "status" }, text);
    this.toasts.append(node);
    setTimeout(() => node.remove(), 4000);
  }

}
