// The Mini App's door: hands over what Telegram says of the person, then goes where it is let in.
const said = document.getElementById("said");
const data = new URLSearchParams(location.hash.slice(1)).get("tgWebAppData") ?? "";
try {
  window.TelegramWebviewProxy?.postEvent("web_app_ready", "{}");
  window.TelegramWebviewProxy?.postEvent("web_app_expand", "{}");
} catch { /* an older Telegram: it opens all the same */ }
fetch(location.pathname, { method: "POST", body: data, headers: { "Content-Type": "text/plain" } })
  .then(answer => answer.json())
  .then(answer => {
    if (answer.to) location.replace(answer.to);
    else said.textContent = answer.error;
  })
  .catch(() => { said.textContent = said.dataset.failed; });
