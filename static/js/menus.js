/* <details data-menu>: closes on Escape, on a click outside and when the focus leaves; arrows move inside. */
import { all, visible } from "./dom.js";

const open = () => all("details[data-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("focusin", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  const menu = event.target instanceof Element && event.target.closest("details[data-menu][open]");
  if (!menu) return;
  if (event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
    event.preventDefault();
  } else if (["ArrowDown", "ArrowUp"].includes(event.key) && !event.target.matches("input")) {
    const items = all("a, button, input", menu).filter(visible);
    const step = event.key === "ArrowDown" ? 1 : -1;
    const next = items.indexOf(event.target) + step;
    items[(next + items.length) % items.length]?.focus();
    event.preventDefault();
  }
});
