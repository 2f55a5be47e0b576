// Small helpers to build elements: text is always text, never markup.
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "class") node.className = value;
    else if (key === "value" || key === "disabled" || key === "hidden") node[key] = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return node;
}

const paths = {
  send: '<path d="M4 12 20.5 4.5 16 20l-4.2-5.8z" fill="currentColor" stroke="none"/><path d="m11.8 14.2 8.7-9.7"/>',
  attach: '<path d="M20 11.5 12.3 19a5 5 0 0 1-7.1-7l8-7.8a3.3 3.3 0 0 1 4.7 4.7l-8 7.8a1.7 1.7 0 0 1-2.4-2.4l7.3-7.1"/>',
  slash: '<rect x="3.5" y="3.5" width="17" height="17" rx="5"/><path d="m10 16.5 4-9"/>',
  keyboard: '<rect x="3" y="6" width="18" height="12.5" rx="3"/><path d="M7 10h.01M10.5 10h.01M14 10h.01M17 10h.01M8 14.5h8"/>',
  down: '<path d="m6 9.5 6 6 6-6"/>',
  reply: '<path d="M9.5 6 4 11.5 9.5 17M4.5 11.5H14a6 6 0 0 1 6 6v.5"/>',
  edit: '<path d="m14.5 5.5 4 4L8 20H4v-4z"/>',
  more: '<path d="M12 5.5h.01M12 12h.01M12 18.5h.01" stroke-width="3"/>',
  photo: '<rect x="3.5" y="4.5" width="17" height="15" rx="3.5"/><circle cx="9" cy="10" r="1.7"/><path d="m5 18 5-4.5 3 2.5 3.5-4 4 4.5"/>',
  document: '<path d="M13.5 3.5H7a2 2 0 0 0-2 2v13a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V9zM13.5 3.5V9H19"/>',
  voice: '<rect x="9" y="3.5" width="6" height="10.5" rx="3"/><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3"/>',
  contact: '<circle cx="12" cy="8.5" r="3.8"/><path d="M4.5 20a7.5 7.5 0 0 1 15 0"/>',
  theme: '<circle cx="12" cy="12" r="8.2"/><path d="M12 3.8a8.2 8.2 0 0 1 0 16.4z" fill="currentColor"/>',
  link: '<path d="M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.300l-1.200 1.200M14 10a4 4 0 0 0-5.700 0l-3 3A4 4 0 0 0 11 18.700l1.200-1.200"/>',
  reset: '<path d="M4.500 12a7.500 7.500 0 1 0 2.500-5.600L4.500 8.500M4.500 4v4.500H9"/>',
  check: '<path d="m3.500 12.500 4.500 4.500 9-10M11 16l1 1 9-10"/>',
  pin: '<path d="M9 4h6l-.8 6 3.300 3.500h-11L9.800 10zM12 13.500V20"/>',
  close: '<path d="m6.500 6.500 11 11m0-11-11 11"/>',
  block: '<circle cx="12" cy="12" r="8"/><path d="m6.500 6.500 11 11"/>',
  clock: '<circle cx="12" cy="12" r="8.200"/><path d="M12 7.500V12l3 2"/>',
};

export function icon(name) {
  const holder = document.createElement("span");
  holder.className = "icon";
  holder.setAttribute("aria-hidden", "true");
  holder.innerHTML = `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">${paths[name]}</svg>`;
  return holder;
}

export function avatar(id, name, kind = "") {
  const letters = name.split(/\s+/).filter(Boolean).slice(0, 2).map(word => [...word][0]).join("").toUpperCase();
  return el("span", { class: `avatar hue-${Math.abs(id) % 7} ${kind}`, "aria-hidden": "true" }, letters);
}

export function dialog(host, { title, text, content, confirm, cancel, danger, testid }) {
  return new Promise(resolve => {
    const before = document.activeElement;
    const done = value => { shade.remove(); before?.focus?.(); resolve(value); };
    const ok = el("button", { type: "submit", class: `primary ${danger ? "danger" : ""}`, "data-testid": "confirm-ok" }, confirm);
    const form = el("form", { class: "dialog", role: "dialog", "aria-modal": "true", "aria-label": title || text, "data-testid": testid,
      onsubmit: event => { event.preventDefault(); done(true); } },
      title && el("h2", {}, title), text && el("p", {}, text), content,
      el("div", { class: "dialog-actions" },
        cancel && el("button", { type: "button", class: "quiet", "data-testid": "confirm-cancel", onclick: () => done(false) }, cancel), ok));
    const shade = el("div", { class: "shade", onclick: event => event.target === shade && done(false),
      onkeydown: event => event.key === "Escape" && done(false) }, form);
    host.append(shade);
    (form.querySelector("input, select") ?? ok).focus();
  });
}
