// Texts of the page itself in Russian and English, and dates in the same language.
const texts = {
  ru: {
    sandbox: "песочница", clock: "Время песочницы", people: "Люди", offline: "Связь с песочницей потеряна, подключаемся…",
    prospect: "Клиент", sales: "Продавец", manager: "Руководитель",
    "clock-600": "+10 мин", "clock-3600": "+1 час", "clock-86400": "+1 день", "clock-604800": "+1 неделя", "clock-7776000": "+90 дней",
    custom: "Другое…", moving: "Время идёт…", immovable: "Здесь часы системные: время двигает только песочница, запущенная вместе с ботом",
    link: "Написать по ссылке", linkTitle: "Написать боту по ссылке", linkHint: "Так приходят из рекламы: ссылка передаёт боту метку источника.",
    demoForm: "Форма сайта", linkWho: "Кто перейдёт", linkParam: "Метка после start=", go: "Перейти", reset: "Начать заново", resetTitle: "Начать заново?",
    resetHint: "Все чаты песочницы станут пустыми.", cancel: "Отмена", ok: "Понятно", yes: "Начать заново",
    theme: "Светлая или тёмная тема", language: "Switch to English", languageShort: "EN",
    bot: "бот", typing: "печатает", uploading: "отправляет файл", members: n => `${n} ${plural(n, "участник", "участника", "участников")}`,
    placeholder: "Сообщение", send: "Отправить", attach: "Прикрепить", commands: "Команды бота", keyboard: "Показать кнопки", hideKeyboard: "Скрыть кнопки",
    photo: "Фото", document: "Документ", voice: "Голосовое", ownContact: "Мой контакт", foreignContact: "Чужой контакт",
    start: "Начать", whatCan: "Что умеет этот бот?", emptyGroup: "Здесь появятся карточки клиентов", emptyChat: "Сообщений пока нет",
    shareTitle: "Поделиться номером?", shareHint: p => `Бот увидит ваше имя и номер ${p}.`, share: "Поделиться",
    block: "Заблокировать бота", unblock: "Разблокировать", blocked: "Вы заблокировали бота",
    edited: "изменено", reply: "Ответить", edit: "Изменить", editing: "Изменение сообщения", replying: "Ответ", today: "Сегодня", yesterday: "Вчера",
    joined: "вступает в группу", left: "выходит из группы", topic: "Новая тема", allTopics: "Все темы", down: "К последним сообщениям", earlier: "Показать более ранние",
    chats: "Чаты", private: "Личный чат", group: "Группа", forwarded: "Переслано от", contactCard: "Контакт", failed: "Не получилось", more: "Ещё",
    moveTitle: "Перевести часы", moveHint: "Всё, что должно случиться до этого времени, случится по порядку.", move: "Перевести", close: "Закрыть", person: "Человек",
  },
  en: {
    sandbox: "sandbox", clock: "Sandbox time", people: "People", offline: "The sandbox is out of reach, reconnecting…",
    prospect: "Prospect", sales: "Salesperson", manager: "Manager",
    "clock-600": "+10 min", "clock-3600": "+1 hour", "clock-86400": "+1 day", "clock-604800": "+1 week", "clock-7776000": "+90 days",
    custom: "Other…", moving: "Time is passing…", immovable: "This is the system clock: only a sandbox started together with the bot can move time",
    link: "Open by link", linkTitle: "Write to the bot by a link", linkHint: "People come from ads this way: the link tells the bot where from.",
    demoForm: "Site form", linkWho: "Who follows it", linkParam: "Parameter after start=", go: "Open", reset: "Start over", resetTitle: "Start over?",
    resetHint: "All chats of the sandbox will be empty.", cancel: "Cancel", ok: "OK", yes: "Start over",
    theme: "Light or dark theme", language: "Переключить на русский", languageShort: "RU",
    bot: "bot", typing: "typing", uploading: "sending a file", members: n => `${n} member${n === 1 ? "" : "s"}`,
    placeholder: "Message", send: "Send", attach: "Attach", commands: "Bot commands", keyboard: "Show buttons", hideKeyboard: "Hide buttons",
    photo: "Photo", document: "Document", voice: "Voice", ownContact: "My contact", foreignContact: "Another contact",
    start: "Start", whatCan: "What can this bot do?", emptyGroup: "Lead cards will appear here", emptyChat: "No messages yet",
    shareTitle: "Share your number?", shareHint: p => `The bot will see your name and the number ${p}.`, share: "Share",
    block: "Block the bot", unblock: "Unblock", blocked: "You have blocked the bot",
    edited: "edited", reply: "Reply", edit: "Edit", editing: "Edit message", replying: "Reply", today: "Today", yesterday: "Yesterday",
    joined: "joined the group", left: "left the group", topic: "New topic", allTopics: "All topics", down: "To the latest messages", earlier: "Show earlier messages",
    chats: "Chats", private: "Private chat", group: "Group", forwarded: "Forwarded from", contactCard: "Contact", failed: "That did not work", more: "More",
    moveTitle: "Move the clock", moveHint: "Everything due before that time will happen, in order.", move: "Move", close: "Close", person: "Person",
  },
};

export const ui = { lang: localStorage.getItem("prequal-lang") === "en" ? "en" : "ru" };

export function t(key, ...args) {
  const text = texts[ui.lang][key] ?? key;
  return typeof text === "function" ? text(...args) : text;
}

function plural(n, one, few, many) {
  const rule = new Intl.PluralRules("ru").select(n);
  return rule === "one" ? one : rule === "few" ? few : many;
}

const locale = () => (ui.lang === "ru" ? "ru-RU" : "en-GB");

export const clockTime = date => date.toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit" });

export const fullDate = date => date.toLocaleDateString(locale(), { weekday: "short", day: "numeric", month: "long", year: "numeric" });

export function dayName(date, now) {
  const days = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 864e5);
  if (days === 0) return t("today");
  if (days === 1) return t("yesterday");
  const year = date.getFullYear() === now.getFullYear() ? {} : { year: "numeric" };
  return date.toLocaleDateString(locale(), { day: "numeric", month: "long", ...year });
}
