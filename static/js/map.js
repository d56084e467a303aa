/* The map edited in place. Each way (key, menu, drag, form) posts what the forms without script post. */
import { all, announce } from "./dom.js";
import { currentRow, select } from "./rows.js";
import { arrangeByKey, arrangeByMenu, arrangeByHand } from "./map-order.js";

const MODES = { 1: "human_only", 2: "augment", 3: "automate" };
const map = () => document.getElementById("map");
const base = () => location.pathname;
const before = new WeakMap();
let wanted = { place: "", card: "" };

const want = (place, card) => (wanted = { place, card: card.id });

const cardOf = (element) => element?.closest?.("[data-card]") ?? null;
const current = () => cardOf(currentRow()) ?? map()?.querySelector("[data-card]");
const inHand = (card) => card?.querySelector("[data-hand]");

document.addEventListener("presence:key", (event) => {
  const card = current();
  const { key, target } = event.detail;
  if (!card || !document.getElementById("map-modes")) return;
  if (key in MODES) setMode(card, MODES[key]);
  else if (key === "Enter" && (target === document.body || target === card)) openHand(card);
  else if (!arrangeByKey(card, event.detail)) return;
  event.preventDefault();
});

/* The mode shows at once; a refusal brings the former one back, with the reason. */
function setMode(card, mode) {
  const form = inHand(card);
  const radio = form?.querySelector(`[data-hand-mode][value="${mode}"]`);
  if (radio) {
    radio.checked = true;
    return saveAndStay(form);
  }
  const shown = card.querySelector(".mode");
  before.set(card, shown);
  shown.replaceWith(document.getElementById("map-modes").content.querySelector(`.mode-${mode}`).cloneNode(true));
  const values = { mode, "was-mode": card.dataset.mode, stay: "yes" };
  want(mode === "automate" ? "first" : "card", card);
  ask("POST", card, `${card.dataset.card}/hand/`, values);
}

function saveAndStay(form) {
  want("mode", cardOf(form));
  form.requestSubmit(form.querySelector("[data-hand-stay]"));
}

function openHand(card) {
  const form = inHand(card);
  if (form) return form.querySelector("[name=name]").select();
  want("name", card);
  ask("GET", card, `${card.dataset.card}/hand/`);
}

function closeHand(card) {
  want("card", card);
  ask("GET", card, `${card.dataset.card}/hand/?close`);
}

const ask = (verb, card, path, values = {}) =>
  htmx.ajax(verb, base() + path, { source: card, target: card, swap: "outerHTML", values });

function openNew(stage) {
  const cards = document.getElementById(`cards-${stage ?? current()?.closest("[data-stage]")?.dataset.stage}`) ?? document.querySelector("[data-stage]");
  const shape = document.getElementById("map-new");
  if (!cards || !shape) return false;
  document.querySelector(".map-new")?.remove();
  const form = shape.content.firstElementChild.cloneNode(true);
  form.querySelector("[name=stage]").value = cards.dataset.stage;
  cards.after(form);
  htmx.process(form);
  form.querySelector("[name=name]").focus();
  return true;
}

function closeNew(form) {
  const card = current();
  form.remove();
  if (card) select(card);
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const { target } = event;
  const card = cardOf(target);
  if (target.closest("[data-hand-open], [data-menu-hand]") && card) openHand(card);
  else if (target.closest("[data-hand-close]")) closeHand(card);
  else if (target.closest("[data-new-close]")) closeNew(target.closest("form"));
  else if (!(target.closest("[data-add]") && openNew(target.closest("[data-add]").dataset.add || undefined)) && !arrangeByMenu(card, target)) return;
  event.preventDefault();
});

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-hand-mode]")) saveAndStay(target.form);
  if (target.closest("[data-sends]")) target.form.requestSubmit();
});

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("[data-hand], .map-new");
  if (!form || event.isComposing) return;
  if (event.key === "Escape") {
    event.preventDefault();
    form.matches(".map-new") ? closeNew(form) : closeHand(cardOf(form));
  } else if (event.key === "Enter" && (event.target.matches("select, [type=radio]") || event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  }
});

/* After saving, the focus is back on the card: the next key moves on, or opens it again. */
document.addEventListener("submit", ({ target }) => {
  if (target.matches("[data-hand]") && wanted.card !== cardOf(target).id) want("card", cardOf(target));
});

/* A menu is filled when it is opened: its choices are the same for every card. */
document.addEventListener(
  "toggle",
  ({ target }) => {
    if (!target.matches?.("[data-card-menu][open]")) return;
    const [panel, link] = [target.querySelector(".menu-panel"), target.querySelector("a")];
    const filled = document.getElementById("map-menu").content.cloneNode(true);
    for (const name of ["[data-menu-hand]", "[data-menu-all]"]) filled.querySelector(name).href = link.href;
    filled.querySelector(`[data-to="${target.closest("[data-stage]").dataset.stage}"]`)?.remove();
    panel.replaceChildren(filled);
    hang(panel, target.querySelector("summary"));
  },
  true,
);

/* Below its button, or above it where there is more room; always inside the window, where its own list scrolls. */
function hang(panel, button) {
  const box = button.getBoundingClientRect();
  const [above, below] = [box.top - 12, innerHeight - box.bottom - 12];
  panel.style.maxBlockSize = "";
  const isUp = panel.offsetHeight > below && above > below;
  panel.style.maxBlockSize = `${Math.min(panel.offsetHeight, isUp ? above : below)}px`;
  panel.style.top = `${isUp ? box.top - panel.offsetHeight - 4 : box.bottom + 4}px`;
  panel.style.left = `${Math.min(Math.max(8, box.right - panel.offsetWidth), document.documentElement.clientWidth - panel.offsetWidth - 8)}px`;
}

/* An open menu goes along with its button, and closes when that is no longer to be seen. */
document.addEventListener(
  "scroll",
  ({ target }) => {
    for (const menu of all("[data-card-menu][open]")) {
      if (menu.contains(target)) continue;
      const button = menu.querySelector("summary");
      if (isSeen(button)) hang(menu.querySelector(".menu-panel"), button);
      else menu.open = false;
    }
  },
  { capture: true, passive: true },
);

function isSeen(element) {
  const { top, right, bottom, left } = element.getBoundingClientRect();
  return bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
}

/* Another card that was in hand is saved or closed before the next one opens, so that one form is open at most. */
document.addEventListener("htmx:before:request", ({ target, detail }) => {
  if (!target.matches?.("[data-card]") || !detail.ctx.request.action.endsWith("/hand/")) return;
  for (const form of all("[data-hand]")) if (cardOf(form) !== target) settle(form);
});

function settle(form) {
  const changed = [...form.elements].some((each) => each.form.elements[`was-${each.name}`] && each.type !== "radio" && each.value !== each.form.elements[`was-${each.name}`].value);
  if (changed) form.requestSubmit();
  else ask("GET", cardOf(form), `${cardOf(form).dataset.card}/hand/?close`);
}

document.addEventListener("htmx:after:swap", ({ detail }) => {
  const card = document.getElementById(detail.ctx.target?.id ?? "");
  if (!card?.matches?.("[data-card]") || wanted.card !== card.id) return;
  const form = inHand(card);
  const places = {
    card,
    name: form?.querySelector("[name=name]"),
    mode: form?.querySelector("[data-hand-mode]:checked"),
    first: form?.querySelector("[data-hand-first]"),
  };
  const place = form?.querySelector("[data-clash]") ?? places[wanted.place] ?? card;
  wanted = { place: "", card: "" };
  if (place === card) select(card);
  else place.focus();
  if (place === places.name) place.select();
  announceCard(card);
});

function announceCard(card) {
  const wrong = card.querySelector(".field-error, [data-clash] > p");
  announce(wrong ? wrong.textContent : `${card.dataset.name}, ${card.querySelector(".mode").textContent}`);
}

document.addEventListener("map-focus", ({ detail }) => {
  document.querySelector(".map-new")?.remove();
  const card = document.getElementById(detail.value);
  if (card) select(card);
});

for (const name of ["htmx:response:error", "htmx:error"]) {
  document.addEventListener(name, ({ target, detail }) => {
    const former = before.get(target);
    if (former && ![409, 422].includes(detail?.ctx?.response?.status)) target.querySelector(".mode")?.replaceWith(former);
  });
}

if (map()) {
  const named = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (cardOf(named) === named && named) select(named);
  arrangeByHand();
}
