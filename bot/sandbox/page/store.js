// What the page knows: chats and people as the sandbox tells them, kept fresh by server events.
export const store = { now: new Date(), movable: false, bot: {}, people: [], chats: new Map(), views: new Map(), read: new Map() };
const listeners = new Set();
let base = performance.now();
let loading = null;
let waiting = [];

export const onChange = listener => listeners.add(listener);
const tell = (kind, detail = {}) => listeners.forEach(listener => listener(kind, detail));

export function currentTime() {
  return new Date(store.now.getTime() + performance.now() - base);
}

function setNow(iso) {
  if (!iso) return;
  store.now = new Date(iso);
  base = performance.now();
}

export async function call(path, body) {
  const options = body === undefined ? {} : body instanceof FormData
    ? { method: "POST", body }
    : { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  const response = await fetch(`/sandbox/${path}`, options);
  const answer = await response.json().catch(() => ({ ok: false, error: response.statusText }));
  if (!answer.ok) throw new Error(answer.error);
  return answer;
}

async function load() {
  const all = await call("state");
  const states = await Promise.all(all.people.map(person => call(`state?person=${person.id}`)));
  store.movable = all.movable;
  store.bot = all.bot;
  store.people = all.people;
  store.views.clear();
  const kept = new Set();
  for (const state of states) {
    const commands = new Map();
    for (const chat of state.chats) {
      kept.add(chat.id);
      commands.set(chat.id, { commands: chat.commands, description: chat.description });
      const known = store.chats.get(chat.id);
      store.chats.set(chat.id, { ...chat, typing: known?.typing ?? 0, messages: new Map(chat.messages.map(m => [m.message_id, m])) });
    }
    store.views.set(state.person.id, { person: state.person, chats: state.chats.map(chat => chat.id), about: commands });
  }
  for (const id of store.chats.keys()) if (!kept.has(id)) store.chats.delete(id);
  setNow(all.now);
}

// Events that arrive during a load are applied on top of it: all of them may be applied twice.
export async function reload() {
  if (loading) return loading;
  loading = load();
  try { await loading; } finally {
    loading = null;
    const missed = waiting;
    waiting = [];
    missed.forEach(apply);
  }
  tell("all");
}

function apply(event) {
  setNow(event.now);
  const chat = store.chats.get(event.chat);
  if (event.type === "message" && chat) {
    const fresh = !chat.messages.has(event.message.message_id);
    chat.messages.set(event.message.message_id, event.message);
    if (fresh && event.message.from?.id === store.bot.id) chat.typing = 0;
  } else if (event.type === "deleted" && chat) {
    chat.messages.delete(event.message_id);
  } else if (event.type === "chat" && chat) {
    const { type, chat: id, now, ...facts } = event;
    const changed = facts.members.length !== chat.members.length;
    Object.assign(chat, facts);
    if (changed) { reload(); return; }
  } else if (event.type === "typing" && chat) {
    chat.typing = performance.now() + 6000;
    chat.action = event.action;
    setTimeout(() => tell("chat", { chat: event.chat }), 6100);
  } else if (event.type === "toast") {
    tell("toast", event);
    return;
  } else if (["reset", "people", "commands"].includes(event.type)) {
    if (event.type === "reset") { store.chats.clear(); store.read.clear(); }
    reload();
    return;
  }
  tell(event.chat === undefined ? "clock" : "chat", { chat: event.chat });
}

export function connect() {
  const source = new EventSource("/sandbox/events");
  source.onmessage = message => {
    const event = JSON.parse(message.data);
    if (event.type === "hello") { tell("online"); reload(); return; }
    if (loading) { waiting.push(event); if (event.type === "toast") { waiting.pop(); apply(event); } return; }
    apply(event);
  };
  source.onerror = () => {
    tell("offline");
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
  };
}

export function unread(personId, chatId) {
  const last = store.read.get(`${personId}:${chatId}`) ?? 0;
  let count = 0;
  for (const message of store.chats.get(chatId)?.messages.values() ?? []) {
    if (message.message_id > last && message.from?.id !== personId) count += 1;
  }
  return count;
}

export function markRead(personId, chatId) {
  const ids = [...(store.chats.get(chatId)?.messages.keys() ?? [])];
  const key = `${personId}:${chatId}`;
  const last = ids.length ? ids[ids.length - 1] : 0;
  if ((store.read.get(key) ?? 0) >= last) return false;
  store.read.set(key, last);
  return true;
}
