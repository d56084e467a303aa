/* Single keys. Ignored while somebody types or holds a modifier, and when the member switched them off.

   data-key="l" on a button or link presses it, the page's own before the frame's; data-row-key="k" presses it in the current row. A page that has keys of its own
   hears presence:key first, and names them by data-key-told for the list of keys. */
import { all, keyCap, typing, visible, wordOf } from "./dom.js";
import { openPalette } from "./palette.js";
import { currentList, currentRow, move, press } from "./rows.js";
import { undoLast } from "./toasts.js";

const JUMP_WAIT = 1500;
let jumpUntil = 0;

const off = () => document.documentElement.dataset.keys === "off";
const inClosedMenu = (element) => element.closest("details.menu:not([open])") !== null;
const dialogOpen = () => document.querySelector("dialog[open]") !== null;

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if (event.key.toLowerCase() === "k" && (event.metaKey || event.ctrlKey) && !event.altKey && !event.shiftKey) {
    if (openPalette()) event.preventDefault();
    return;
  }
  if (event.metaKey || event.ctrlKey || event.altKey || off() || typing(event.target) || dialogOpen()) return;
  if (act(event)) event.preventDefault();
});

function act(event) {
  const key = event.key;
  if (performance.now() < jumpUntil) {
    jumpUntil = 0;
    return jump(key);
  }
  if (!document.dispatchEvent(new CustomEvent("presence:key", { cancelable: true, detail: event }))) return true;
  if (pressKey(key)) return true;
  switch (key) {
    case "/":
      return focusSearch();
    case "?":
      return openKeys();
    case "g":
      jumpUntil = performance.now() + JUMP_WAIT;
      return true;
    case "z":
      return undoLast();
    case "e":
      return press("edit");
    case ".":
      return press("more");
    case "Enter":
      return event.target.matches("[data-row]") && press("open");
    default:
      return step(key);
  }
}

function step(key) {
  const arrows = currentList()?.dataset.rows === "arrows";
  const steps = arrows ? { ArrowDown: 1, ArrowUp: -1 } : { j: 1, k: -1 };
  return key in steps && move(steps[key]);
}

function pressKey(key) {
  const wanted = CSS.escape(key.toLowerCase());
  const inRow = (currentRow() ?? document.querySelector("[data-rows]"))?.querySelector(`[data-row-key="${wanted}" i]`);
  const keyed = all(`[data-key="${wanted}" i]`);
  const own = keyed.filter((element) => element.closest("main"));
  const target = inRow ?? own.find(visible) ?? own.find(inClosedMenu) ?? keyed.find(visible) ?? keyed.find(inClosedMenu);
  if (!target) return false;
  if (target.matches("input, select, textarea")) target.focus();
  else target.click();
  return true;
}

function jump(key) {
  const link = document.querySelector(`[data-jump="${CSS.escape(key.toLowerCase())}"]`);
  link?.click();
  return Boolean(link);
}

function focusSearch() {
  const field = all("[data-search-input]").find(visible);
  field?.focus();
  field?.select();
  return Boolean(field);
}

function openKeys() {
  const dialog = document.getElementById("keys");
  if (!dialog) return false;
  listPageKeys(dialog.querySelector("[data-page-keys]"));
  dialog.showModal();
  return true;
}

function listPageKeys(section) {
  const found = new Map();
  for (const element of all("[data-key], [data-row-key]").filter(visible)) {
    const key = element.dataset.key ?? element.dataset.rowKey;
    if (!found.has(key)) found.set(key, wordOf(element));
  }
  for (const { dataset } of all("[data-key-told]")) found.set(dataset.keyTold, dataset.keyWord);
  section.hidden = found.size === 0;
  const list = section.querySelector("[data-page-keys-list]");
  list.replaceChildren(...[...found].map(([key, word]) => line(key, word)));
}

function line(key, word) {
  const row = document.createElement("div");
  const [name, value] = ["dt", "dd"].map((tag) => document.createElement(tag));
  name.textContent = word;
  value.append(keyCap(key));
  row.append(name, value);
  return row;
}
