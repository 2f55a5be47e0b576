// Keeps a page up to date while it is open, applies filters without a reload, explains figures.
const POLL = 4000;
const AT_LEAST = 60000;
const main = document.getElementById("live");
const checked = document.getElementById("checked");
let tag = "";
let stamp = main.dataset.now;
let fetched = performance.now();
let busy = false;

const parts = root => [...root.querySelectorAll("[data-part]")];
const names = list => list.map(part => part.dataset.part).join(" ");

function bare(part) {
  const copy = part.cloneNode(true);
  [copy, ...copy.querySelectorAll("details")].forEach(one => one.removeAttribute("open"));
  return copy.outerHTML;
}

function put(old, fresh) {
  const open = new Set([old, ...old.querySelectorAll("details[open]")].filter(one => one.open).map(one => one.id));
  const scrolled = [...old.querySelectorAll(".scroll")].map(one => one.scrollLeft);
  const focused = document.activeElement?.closest("[data-part]") === old ? document.activeElement.name : "";
  const node = document.importNode(fresh, true);
  [node, ...node.querySelectorAll("details")].forEach(one => { if (open.has(one.id)) one.open = true; });
  old.replaceWith(node);
  node.querySelectorAll(".scroll").forEach((one, at) => { one.scrollLeft = scrolled[at] ?? 0; });
  if (focused) node.querySelector(`[name="${focused}"]`)?.focus();
}

// Only the parts that changed are replaced, so that scroll, focus and open lists survive.
function show(text) {
  const found = new DOMParser().parseFromString(text, "text/html");
  const fresh = found.getElementById("live");
  if (!fresh) { location.reload(); return; }
  document.title = found.title;
  for (const choice of ["header nav", "header .lang"]) {
    const [old, next] = [document, found].map(root => root.querySelector(choice));
    if (old.outerHTML !== next.outerHTML) old.replaceWith(document.importNode(next, true));
  }
  const [was, now] = [parts(main), parts(fresh)];
  if (names(was) === names(now)) {
    was.forEach((old, at) => { if (bare(old) !== bare(now[at])) put(old, now[at]); });
  } else {
    const open = document.getElementById("filters")?.open;
    main.replaceChildren(...[...fresh.childNodes].map(node => document.importNode(node, true)));
    const filters = document.getElementById("filters");
    if (filters && open) filters.open = true;
  }
  widen();
}

async function load(address, push) {
  busy = true;
  main.setAttribute("aria-busy", "true");
  try {
    const headers = push || !tag ? {} : { "If-None-Match": tag };
    const answer = await fetch(address, { headers, cache: "no-store" });
    if (answer.status === 304) { stamp = answer.headers.get("Page-Stamp") ?? stamp; fetched = performance.now(); return; }
    const text = await answer.text();
    if (!answer.ok) { if (push) location.assign(address); else location.reload(); return; }
    tag = answer.headers.get("ETag") ?? "";
    stamp = answer.headers.get("Page-Stamp") ?? stamp;
    fetched = performance.now();
    if (push) history.pushState({}, "", address);
    show(text);
  } finally {
    busy = false;
    main.removeAttribute("aria-busy");
  }
}

async function look() {
  if (document.hidden || busy) return;
  try {
    const answer = await fetch(main.dataset.stamp, { cache: "no-store" });
    if (!answer.ok) { location.reload(); return; }
    const newest = (await answer.json()).stamp;
    if (newest !== stamp || performance.now() - fetched > AT_LEAST) await load(location.href, false);
    document.body.classList.remove("away");
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    checked.textContent = time;
  } catch {
    document.body.classList.add("away");
    checked.textContent = checked.dataset.away;
  }
}

function address(form) {
  const given = new FormData(form);
  const kept = [...given].filter(([, value]) => value !== "");
  const own = given.get("from") || given.get("to");
  const query = new URLSearchParams(kept.filter(([name]) => name !== "period" || !own));
  return `${form.action.split("?")[0]}${query.size ? `?${query}` : ""}`;
}

function widen() {
  const filters = document.getElementById("filters");
  if (filters && matchMedia("(min-width: 900px)").matches) filters.open = true;
}

document.addEventListener("change", event => {
  const form = event.target.closest("form[data-live]");
  if (!form) return;
  const { elements } = form;
  if (event.target.name === "period") { elements.from.value = ""; elements.to.value = ""; }
  if (["from", "to"].includes(event.target.name) && !(elements.from.value && elements.to.value)) return;
  load(address(form), true);
});

document.addEventListener("submit", event => {
  const form = event.target.closest("form[data-live]");
  if (!form) return;
  event.preventDefault();
  load(address(form), true);
});

document.addEventListener("click", event => {
  const back = event.target.closest("[data-back]");
  if (back && document.referrer.startsWith(location.origin) && history.length > 1) {
    event.preventDefault();
    history.back();
  }
  const asked = event.target.closest("[data-explains]");
  const term = asked && document.getElementById(asked.dataset.explains);
  if (!term) return;
  event.preventDefault();
  document.getElementById("meaning-name").textContent = term.textContent;
  document.getElementById("meaning-how").textContent = term.nextElementSibling.textContent;
  document.getElementById("meaning").showModal();
});

document.getElementById("meaning").addEventListener("click", event => {
  if (event.target.id === "meaning") event.target.close();
});

addEventListener("popstate", () => load(location.href, false));
document.addEventListener("visibilitychange", look);
setInterval(look, POLL);
document.querySelector("nav [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
widen();
look();
