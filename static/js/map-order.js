/* Cards in order: by Shift and arrows, by the menu, by dragging. The card moves at once; a refusal puts it back. */
import { all, announce } from "./dom.js";
import { select } from "./rows.js";

const STEPS = { ArrowUp: "earlier", ArrowDown: "later" };
const former = new WeakMap();
const dragged = new WeakSet();

const cardsOf = (column) => all(":scope > [data-card]", column);
const columnOf = (card) => card.closest("[data-stage]");
const columns = () => all("#map [data-stage]");

export function arrangeByKey(card, { key, shiftKey }) {
  if (!shiftKey || !key.startsWith("Arrow")) return false;
  if (key in STEPS) return step(card, STEPS[key]);
  const line = columns();
  const column = line[line.indexOf(columnOf(card)) + (key === "ArrowRight" ? 1 : -1)];
  if (column) toColumn(card, column, Math.min(cardsOf(columnOf(card)).indexOf(card), cardsOf(column).length));
  return true;
}

export function arrangeByMenu(card, target) {
  const { step: way, to } = target.closest("[data-step], [data-to]")?.dataset ?? {};
  const archived = target.closest("[data-archive]");
  if (!card || !(way || to || archived)) return false;
  target.closest("details").open = false;
  if (way) step(card, way);
  else if (to) toColumn(card, document.getElementById(`cards-${to}`) ?? columnOf(card), Infinity, to);
  else send(card, "archive/");
  return true;
}

export function arrangeByHand() {
  if (!window.Sortable || !document.getElementById("map-menu") || isNarrowed()) return;
  for (const column of columns()) {
    new Sortable(column, {
      group: "map",
      handle: "[data-grip]",
      draggable: "[data-card]",
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
      onStart: ({ item, from, oldDraggableIndex }) => remember(item, from, oldDraggableIndex),
      onEnd: ({ item, from, to, oldDraggableIndex, newDraggableIndex }) => {
        if (from === to && oldDraggableIndex === newDraggableIndex) return;
        select(item);
        told(item);
        send(item, "place/", { stage: to.dataset.stage, position: newDraggableIndex });
      },
    });
  }
}

const isNarrowed = () => document.getElementById("map").hasAttribute("data-narrowed");

function allowed() {
  if (isNarrowed()) announce("Show all touchpoints to move them.");
  return !isNarrowed();
}

function step(card, way) {
  const column = columnOf(card);
  const place = cardsOf(column).indexOf(card);
  const target = { first: 0, earlier: place - 1, later: place + 1, last: cardsOf(column).length - 1 }[way];
  if (!allowed() || target < 0 || target >= cardsOf(column).length || target === place) return true;
  put(card, column, target);
  send(card, "place/", { step: way });
  return true;
}

function toColumn(card, column, place, stage = column.dataset.stage) {
  if (!allowed()) return;
  put(card, column, place);
  send(card, "place/", Number.isFinite(place) ? { stage, position: place } : { stage });
}

function put(card, column, place) {
  remember(card, columnOf(card), cardsOf(columnOf(card)).indexOf(card));
  const others = cardsOf(column).filter((other) => other !== card);
  column.insertBefore(card, others[place] ?? null);
  select(card);
  told(card);
}

function remember(card, column, place) {
  former.set(card, { column, place });
}

function told(card) {
  const cards = cardsOf(columnOf(card));
  announce(`${card.dataset.name}, position ${cards.indexOf(card) + 1} of ${cards.length} in ${columnOf(card).dataset.name}`);
}

function send(card, path, values = {}) {
  dragged.add(card);
  htmx.ajax("POST", `${location.pathname}${card.dataset.card}/${path}`, { source: card, target: card, swap: "none", values });
}

for (const name of ["htmx:response:error", "htmx:error"]) {
  document.addEventListener(name, ({ target: card }) => {
    const place = dragged.has(card) && former.get(card);
    if (!place) return;
    place.column.insertBefore(card, cardsOf(place.column).filter((other) => other !== card)[place.place] ?? null);
    select(card);
  });
}
