// Starts the page: three panes, the top bar with the clock, themes and languages.
import { avatar, dialog, el, icon } from "./dom.js";
import { clockTime, fullDate, t, ui } from "./i18n.js";
import { Pane } from "./pane.js";
import { fullName } from "./messages.js";
import { call, connect, currentTime, onChange, store } from "./store.js";

const JUMPS = [600, 3600, 86400, 604800, 7776000];
const ROLES = ["prospect", "sales", "manager"];
const byId = id => document.getElementById(id);
const panes = ROLES.map(role => new Pane(role, drawPaneTabs));
let active = "prospect";
let moving = false;
byId("panes").append(...panes.map(pane => pane.root));

function theme() {
  return localStorage.getItem("prequal-theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
}

function drawTheme() { document.documentElement.dataset.theme = theme(); }

function drawTexts() {
  document.documentElement.lang = ui.lang;
  document.querySelectorAll("[data-i18n]").forEach(node => { node.textContent = t(node.dataset.i18n); });
  document.querySelectorAll("[data-i18n-label]").forEach(node => node.setAttribute("aria-label", t(node.dataset.i18nLabel)));
}

function drawBar() {
  const hint = store.movable ? undefined : t("immovable");
  const jump = (key, text, testid, onclick) => el("button", { type: "button", class: "jump-button", "data-testid": testid, disabled: !store.movable || moving, title: hint, onclick }, text);
  byId("jumps").replaceChildren(
    ...JUMPS.map(seconds => jump(seconds, t(`clock-${seconds}`), `clock-${seconds}`, () => move({ seconds }))),
    jump("custom", t("custom"), "clock-custom", moveTo));
  const tool = (name, text, testid, onclick, label) => el("button", { type: "button", class: "tool", "data-testid": testid, "aria-label": label ?? text, title: label ?? text, onclick }, icon(name), el("span", {}, text));
  byId("tools").replaceChildren(
    tool("document", t("demoForm"), "demo-form", () => open("/intake/demo", "_blank", "noopener")),
    tool("link", t("link"), "start-link", openLink), tool("reset", t("reset"), "reset", startOver),
    el("button", { type: "button", class: "tool lang", "data-testid": "language", "aria-label": t("language"), title: t("language"), onclick: switchLanguage }, t("languageShort")),
    el("button", { type: "button", class: "tool bare", "data-testid": "theme", "aria-label": t("theme"), title: t("theme"), onclick: switchTheme }, icon("theme")));
}

function drawClock() {
  const now = currentTime();
  const node = document.querySelector(".now");
  node.dateTime = now.toISOString();
  node.replaceChildren(el("b", {}, moving ? "…" : clockTime(now)), el("span", {}, moving ? t("moving") : fullDate(now)));
}

function drawPaneTabs() {
  byId("pane-tabs").replaceChildren(...panes.filter(pane => pane.person).map(pane => el("button", { type: "button", role: "tab", class: "pane-tab", "aria-selected": String(pane.role === active), "data-testid": `tab-${pane.role}`,
    onclick: () => { active = pane.role; showActive(); pane.draw(); pane.toBottom(); } },
    avatar(pane.personId, fullName(pane.person)), el("span", {}, t(pane.role)), pane.unreadTotal > 0 && el("span", { class: "badge" }, String(pane.unreadTotal)))));
}

function showActive() {
  panes.forEach(pane => pane.root.classList.toggle("active", pane.role === active));
  drawPaneTabs();
}

function drawEverything() {
  drawTexts();
  drawBar();
  drawClock();
  showActive();
  panes.forEach(pane => { pane.tabSign = pane.headSign = null; pane.drawAll(); });
}

async function move(body) {
  moving = true;
  drawBar();
  drawClock();
  try { await call("clock", body); } catch (error) { panes[0].toast(`${t("failed")}: ${error.message}`, false); }
  moving = false;
  drawBar();
  drawClock();
  panes.forEach(pane => pane.draw());
}

async function moveTo() {
  const local = new Date(currentTime().getTime() - currentTime().getTimezoneOffset() * 60000).toISOString().slice(0, 16);
  const input = el("input", { type: "datetime-local", value: local, min: local, "data-testid": "clock-input", "aria-label": t("moveTitle") });
  const yes = await dialog(document.body, { title: t("moveTitle"), text: t("moveHint"), content: input, confirm: t("move"), cancel: t("cancel") });
  if (yes && input.value) await move({ to: new Date(input.value).toISOString() });
}

// A link of the bot's that leads here: …/?start=parameter. Opened as the first prospect, once.
function followLink() {
  const parameter = new URLSearchParams(location.search).get("start");
  if (!parameter || store.people.length === 0) return;
  history.replaceState(null, "", location.pathname);
  const pane = panes.find(one => one.role === "prospect");
  active = "prospect";
  showActive();
  pane.act("start", { parameter });
}

async function openLink() {
  const who = el("select", { "aria-label": t("linkWho") }, store.people.map(p => el("option", { value: p.id }, fullName(p))));
  const parameter = el("input", { type: "text", maxlength: 64, pattern: "[A-Za-z0-9_\\-]*", value: "site_header", autocomplete: "off", "data-testid": "start-parameter" });
  const content = el("div", { class: "fields" }, el("code", { class: "link-preview" }, `t.me/${store.bot.username}?start=…`), el("label", {}, t("linkParam"), parameter), el("label", {}, t("linkWho"), who));
  const yes = await dialog(document.body, { title: t("linkTitle"), text: t("linkHint"), content, confirm: t("go"), cancel: t("cancel") });
  if (!yes) return;
  const person = Number(who.value);
  const pane = panes.find(one => one.role === store.people.find(p => p.id === person)?.role);
  if (pane) { pane.personId = person; pane.chatId = person; active = pane.role; pane.drawAll(); showActive(); }
  try { await call("start", { person, parameter: parameter.value }); } catch (error) { panes[0].toast(`${t("failed")}: ${error.message}`, false); }
}

async function startOver() {
  const yes = await dialog(document.body, { title: t("resetTitle"), text: t("resetHint"), confirm: t("yes"), cancel: t("cancel"), danger: true });
  if (yes) try { await call("reset", {}); } catch (error) { panes[0].toast(`${t("failed")}: ${error.message}`, false); }
}

function switchLanguage() {
  ui.lang = ui.lang === "ru" ? "en" : "ru";
  localStorage.setItem("prequal-lang", ui.lang);
  drawEverything();
}

function switchTheme() {
  localStorage.setItem("prequal-theme", theme() === "dark" ? "light" : "dark");
  drawTheme();
}

onChange((kind, detail) => {
  if (kind === "offline") byId("offline").hidden = false;
  else if (kind === "online") byId("offline").hidden = true;
  else if (kind === "all") { drawEverything(); followLink(); }
  else if (kind === "toast") panes.filter(pane => pane.personId === detail.person).forEach(pane => pane.toast(detail.text, detail.alert, detail.url));
  else if (kind === "chat") panes.forEach(pane => {
    if (pane.chatId === detail.chat) pane.draw();
    else if (pane.person && store.views.get(pane.personId).chats.includes(detail.chat)) { pane.drawTabs(); drawPaneTabs(); }
  });
  drawClock();
});
document.addEventListener("visibilitychange", () => panes.forEach(pane => pane.draw()));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawTheme);
setInterval(drawClock, 1000);
drawTheme();
drawTexts();
connect();
