/* [data-rows] holds [data-row]s: j and k move (arrows where data-rows="arrows"), Enter opens, e edits, . offers more. */
import { all, visible } from "./dom.js";

const rowsOf = (list) => all("[data-row]", list).filter(visible);

export const currentList = () => document.activeElement?.closest("[data-rows]") ?? all("[data-rows]").find(visible) ?? null;

export function currentRow() {
  const list = currentList();
  return list && (document.activeElement?.closest("[data-row]") ?? list.querySelector("[data-row][data-focused]"));
}

export function move(step) {
  const list = currentList();
  const rows = list ? rowsOf(list) : [];
  if (!rows.length) return false;
  const at = rows.indexOf(currentRow());
  const next = at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step));
  select(rows[next]);
  return true;
}

export function select(row) {
  for (const other of all("[data-row][data-focused]", row.closest("[data-rows]"))) other.removeAttribute("data-focused");
  row.setAttribute("data-focused", "");
  if (!row.hasAttribute("tabindex")) row.tabIndex = -1;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

export function press(kind) {
  const row = currentRow();
  const target = row?.querySelector(`[data-row-${kind}]`) ?? (kind === "open" ? row?.querySelector("a[href]") : null);
  target?.click();
  return Boolean(target);
}

document.addEventListener("focusin", (event) => {
  const row = event.target instanceof Element && event.target.closest("[data-rows] [data-row]");
  if (!row || row.hasAttribute("data-focused")) return;
  for (const other of all("[data-row][data-focused]", row.closest("[data-rows]"))) other.removeAttribute("data-focused");
  row.setAttribute("data-focused", "");
});
