/* Ctrl-K or Cmd-K: everything the member may do, with its key. Actions come from the server and from the page itself. */
import { all, keyCap, post, visible, wordOf } from "./dom.js";

const dialog = document.querySelector("[data-palette]");
const input = dialog?.querySelector("[data-palette-input]");
const list = dialog?.querySelector("[data-palette-list]");
const none = dialog?.querySelector("[data-palette-none]");
let fetched = null;
let loaded = [];
let shown = [];
let at = 0;

export function openPalette() {
  if (!dialog || dialog.open) return false;
  if (document.querySelector("dialog[open]")) return false;
  input.value = "";
  dialog.showModal();
  draw();
  load().then(draw);
  return true;
}

async function load() {
  fetched ??= ask(dialog.dataset.paletteUrl);
  loaded = await fetched;
}

async function ask(url) {
  if (!url) return [];
  try {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    return answer.ok ? (await answer.json()).actions : [];
  } catch {
    return [];
  }
}

function fromPage() {
  const blocks = all("script[data-palette-actions]").flatMap((block) => JSON.parse(block.textContent));
  const found = new Map();
  for (const element of all("main [data-key], main [data-row-key], main [data-palette-word]").filter(visible)) {
    const word = element.dataset.paletteWord ?? wordOf(element);
    const key = element.dataset.key ?? element.dataset.rowKey ?? "";
    if (!found.has(word)) found.set(word, { word, key, group: "On this page", element });
  }
  return [...found.values(), ...blocks];
}

/* Where the letters of `query` stand in `text`, in order; starts of words count most. Nothing when one is missing. */
export function match(query, text) {
  const sought = query.toLowerCase().replace(/\s+/g, "");
  const lower = text.toLowerCase();
  const exact = lower.indexOf(query.toLowerCase().trim());
  if (exact >= 0) return { score: 1000 - exact - text.length / 100 + (exact === 0 || lower[exact - 1] === " " ? 500 : 0), at: [...sought].map((_, i) => exact + i) };
  const places = [];
  let score = 0;
  let from = 0;
  for (const letter of sought) {
    const found = lower.indexOf(letter, from);
    if (found < 0) return null;
    score += found === 0 || lower[found - 1] === " " ? 8 : found === from ? 4 : 0;
    places.push(found);
    from = found + 1;
  }
  return { score: score - text.length / 100, at: places };
}

function fitting(query) {
  const actions = [...fromPage(), ...loaded];
  if (!query.trim()) return actions.map((action) => ({ action, at: [] }));
  const scored = actions.map((action) => {
    const direct = match(query, action.word);
    const also = direct ? null : match(query, action.also ?? "");
    return direct ? { action, ...direct } : also && also.score > 500 ? { action, score: also.score - 800, at: [] } : null;
  });
  return scored.filter(Boolean).sort((one, other) => other.score - one.score).slice(0, 40);
}

function draw() {
  shown = fitting(input.value);
  at = 0;
  const grouped = !input.value.trim();
  let last = null;
  const nodes = shown.flatMap((entry, index) => {
    const heading = grouped && entry.action.group !== last ? [head((last = entry.action.group))] : [];
    return [...heading, option(entry, index)];
  });
  list.replaceChildren(...nodes);
  list.hidden = shown.length === 0;
  none.hidden = shown.length > 0;
  mark();
}

function head(word) {
  const item = document.createElement("li");
  item.className = "palette-group";
  item.setAttribute("role", "presentation");
  item.textContent = word ?? "";
  return item;
}

function option({ action, at: places }, index) {
  const item = document.createElement("li");
  item.className = "palette-option";
  item.id = `palette-option-${index}`;
  item.setAttribute("role", "option");
  const word = document.createElement("span");
  [...action.word].forEach((letter, place) => word.append(places.includes(place) ? Object.assign(document.createElement("mark"), { textContent: letter }) : letter));
  item.append(word);
  if (action.key) item.append(caps(action.key));
  item.addEventListener("click", () => run(action));
  item.addEventListener("pointermove", () => at !== index && ((at = index), mark()));
  return item;
}

function caps(key) {
  const frame = document.createElement("span");
  frame.className = "palette-keys";
  frame.append(...key.split(" ").map(keyCap));
  return frame;
}

function mark() {
  const options = all("[role=option]", list);
  options.forEach((item, index) => item.setAttribute("aria-selected", String(index === at)));
  if (options[at]) {
    input.setAttribute("aria-activedescendant", options[at].id);
    options[at].scrollIntoView({ block: "nearest" });
  } else {
    input.removeAttribute("aria-activedescendant");
  }
}

function run(action) {
  dialog.close();
  if (action.element) action.element.matches("input, select, textarea") ? action.element.focus() : action.element.click();
  else if (action.dialog) document.getElementById(action.dialog)?.showModal();
  else if (action.post) post(action.url);
  else location.assign(action.url);
}

function enter() {
  if (shown[at]) return run(shown[at].action);
  const search = document.querySelector("[data-search] form");
  if (search && input.value.trim()) location.assign(`${search.action}?q=${encodeURIComponent(input.value.trim())}`);
}

input?.addEventListener("input", draw);
input?.addEventListener("keydown", (event) => {
  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
  if (event.key in steps && shown.length) {
    const next = at + steps[event.key];
    at = Math.abs(steps[event.key]) === 1 ? (next + shown.length) % shown.length : Math.min(shown.length - 1, Math.max(0, next));
    mark();
  } else if (event.key === "Enter") {
    enter();
  } else {
    return;
  }
  event.preventDefault();
});

if (dialog) (window.requestIdleCallback ?? setTimeout)(() => load());
