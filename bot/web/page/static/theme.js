// Telegram's theme, where the page was opened as a Mini App; elsewhere the system's own.
(() => {
  const luminance = colour => {
    const [r, g, b] = [1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16));
    return 0.299 * r + 0.587 * g + 0.114 * b;
  };
  let theme = "";
  try {
    const given = new URLSearchParams(location.hash.slice(1)).get("tgWebAppThemeParams");
    const colour = given ? JSON.parse(given).bg_color : "";
    if (/^#[0-9a-f]{6}$/i.test(colour ?? "")) theme = luminance(colour) < 128 ? "dark" : "light";
    theme ? sessionStorage.setItem("theme", theme) : theme = sessionStorage.getItem("theme") ?? "";
  } catch { /* without storage the system's theme is right most of the time */ }
  if (theme) document.documentElement.dataset.theme = theme;
})();
