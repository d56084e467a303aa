/* Toasts stand for ten seconds, wait while somebody looks at them, and `z` takes the last change back. */
import { all } from "./dom.js";

const SECONDS = 10;
const clocks = new WeakMap();

function start(toast) {
  if (clocks.has(toast) || toast.getAttribute("role") === "alert") return;
  const clock = { left: SECONDS * 1000, since: 0, timer: 0 };
  clocks.set(toast, clock);
  const run = () => {
    clock.since = performance.now();
    clock.timer = setTimeout(() => toast.remove(), clock.left);
  };
  const pause = () => {
    clearTimeout(clock.timer);
    clock.left = Math.max(1500, clock.left - (performance.now() - clock.since));
  };
  const resume = () => {
    clearTimeout(clock.timer);
    if (!toast.matches(":hover, :focus-within")) run();
  };
  toast.addEventListener("pointerenter", pause);
  toast.addEventListener("focusin", pause);
  toast.addEventListener("pointerleave", resume);
  toast.addEventListener("focusout", () => setTimeout(resume));
  run();
}

const region = document.querySelector("[data-toasts]");

if (region) {
  all("[data-toast]", region).forEach(start);
  new MutationObserver(() => all("[data-toast]", region).forEach(start)).observe(region, { childList: true, subtree: true });
  region.addEventListener("click", (event) => {
    if (event.target.closest("[data-dismiss]")) event.target.closest("[data-toast]").remove();
  });
  region.addEventListener("htmx:finally:request", (event) => event.target.closest("[data-toast]")?.remove());
}

document.addEventListener("presence:toast", ({ detail }) => {
  const toast = document.getElementById("toast-shape")?.content.cloneNode(true);
  if (!toast || !region) return;
  toast.querySelector("p").textContent = detail.words;
  region.append(toast);
});

export function undoLast() {
  const button = all("[data-undo] button", region ?? document).at(-1);
  button?.click();
  return Boolean(button);
}
