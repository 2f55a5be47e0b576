// A form of yours that Prequal answers: <script src="https://…/intake.js" data-key="…" async></script>
//
// With a <form data-intake> on the page that form is used, as it looks; without one a button stands
// where the script does, and opens a form made of what the file of forms says. No framework, no
// cookie, nothing is kept in the browser. Attributes: data-key, data-lang (ru, en), data-button (its words).
(() => {
  const script = document.currentScript;
  const base = new URL(script.src).origin;
  const { key, lang = document.documentElement.lang || navigator.language, button: label } = script.dataset;
  const utm = ["source", "medium", "campaign", "content", "term"].map(one => `utm_${one}`);
  let words = {};

  function el(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
    node.append(...children.filter(Boolean));
    return node;
  }

  // One key for one filled form: whatever is sent twice counts once.
  function once() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");
  }

  function said(form) {
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") data.append(name, value);
    data.set("_key", key);
    data.set("_lang", lang);
    data.set("_page", location.href);
    const query = new URLSearchParams(location.search);
    for (const mark of utm) if (query.get(mark) && !data.has(mark)) data.set(mark, query.get(mark));
    return data;
  }

  function mark(form, fields) {
    form.querySelectorAll("[data-intake-error]").forEach(node => node.remove());
    form.querySelectorAll("[aria-invalid]").forEach(node => { node.removeAttribute("aria-invalid"); node.removeAttribute("aria-describedby"); });
    const inputs = Object.entries(fields).map(([name, message], index) => {
      const input = form.elements[name];
      const field = input instanceof RadioNodeList ? input[0] : input;
      if (!field) return null;
      const id = `intake-error-${index}-${name}`;
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", id);
      (field.closest("label") ?? field).after(el("small", { id, "data-intake-error": true }, message));
      return field;
    });
    inputs.find(Boolean)?.focus();
  }

  function status(form) {
    return form.querySelector("[role=status]") ?? form.appendChild(el("p", { role: "status" }));
  }

  async function send(form, state) {
    const buttons = form.querySelectorAll("[type=submit], button:not([type])");
    const data = said(form);
    data.delete("_once");
    const content = data.toString();
    if (content !== state.content) Object.assign(state, { content, once: once() });
    data.set("_once", state.once);
    buttons.forEach(one => { one.disabled = true; });
    status(form).textContent = words.sending ?? "…";
    try {
      const response = await fetch(`${base}/intake`, { method: "POST", body: data, credentials: "omit" });
      const answer = await response.json();
      mark(form, answer.fields ?? {});
      if (!answer.ok) { status(form).textContent = answer.message; return; }
      thank(form, answer);
    } catch {
      status(form).textContent = words.failed ?? "!";
    } finally {
      buttons.forEach(one => { one.disabled = false; });
    }
  }

  function thank(form, answer) {
    const link = el("a", { href: answer.link, target: "_blank", rel: "noopener", "data-intake-link": true }, answer.button);
    const box = el("div", { role: "status", tabindex: "-1", class: "intake-answer", "data-intake-answer": true }, el("p", {}, answer.text), el("p", {}, link));
    form.replaceWith(box);
    box.focus();
  }

  function watch(form) {
    const state = {};
    form.addEventListener("submit", event => { event.preventDefault(); send(form, state); });
  }

  function input(field) {
    const common = { name: field.name, required: field.required };
    if (field.kind === "choice") {
      return el("label", {}, field.label, el("select", common, el("option", { value: "" }, words.choose), ...field.options.map(([id, text]) => el("option", { value: id }, text))));
    }
    if (field.kind === "choices") {
      return el("fieldset", {}, el("legend", {}, field.label), ...field.options.map(([id, text]) => el("label", {}, el("input", { type: "checkbox", name: field.name, value: id }), ` ${text}`)));
    }
    if (field.kind === "tick") return el("label", {}, el("input", { type: "checkbox", name: field.name, value: "true" }), ` ${field.label}`);
    const complete = { tel: "tel", email: "email" }[field.kind] ?? { name: "name", company: "organization" }[field.name];
    return el("label", {}, field.label, el("input", { ...common, type: field.kind, autocomplete: complete, maxlength: 1000 }));
  }

  function built(about) {
    const form = el("form", { novalidate: true }, ...about.fields.map(input),
      about.agreement && el("label", {}, el("input", { type: "checkbox", name: about.agreement.name, value: "true", required: true }), ` ${about.agreement.text}`),
      about.trap && el("div", { hidden: true, "aria-hidden": "true" }, el("input", { name: about.trap, tabindex: "-1", autocomplete: "off" })),
      el("p", { role: "status" }), el("button", { type: "submit" }, words.send));
    watch(form);
    return form;
  }

  function offer(about) {
    const close = el("button", { type: "button", "aria-label": words.close }, "×");
    const dialog = el("dialog", { class: "intake-dialog", "aria-label": label ?? words.open }, close, built(about));
    const open = el("button", { type: "button", class: "intake-open", "data-intake-open": true }, label ?? words.open);
    close.addEventListener("click", () => dialog.close());
    open.addEventListener("click", () => dialog.showModal());
    script.after(open, dialog);
  }

  async function begin() {
    const forms = document.querySelectorAll("form[data-intake]");
    forms.forEach(watch);
    const query = new URLSearchParams({ _key: key, _lang: lang });
    try {
      const response = await fetch(`${base}/intake/form?${query}`, { credentials: "omit" });
      const about = await response.json();
      if (!about.ok) { console.error(`intake: ${about.message}`); return; }
      words = about.words;
      if (forms.length === 0) offer(about);
    } catch (error) { console.error("intake: the server does not answer", error); }
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
