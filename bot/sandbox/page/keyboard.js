// The reply keyboard under the composer.
import { el, icon } from "./dom.js";

export function drawKeyboard(markup, onPress) {
  const one = button => el("button", { type: "button", class: `reply-button ${button.style ? `style-${button.style}` : ""}`, "data-testid": "reply-button", onclick: () => onPress(button) },
    button.request_contact && icon("contact"), button.text);
  return el("div", { class: `reply-keyboard ${markup.resize_keyboard ? "" : "tall"}` },
    markup.keyboard.map(row => el("div", { class: "reply-row" }, row.map(one))));
}
