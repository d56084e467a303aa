/* A swap never loses the focus: htmx restores what has an id; the rest is done here. */
import { announce } from "./dom.js";

const lost = () => !document.activeElement || document.activeElement === document.body;
let place = null;

document.addEventListener("htmx:before:swap", () => {
  const active = document.activeElement;
  const frame = active?.closest("[data-row], form, section, main");
  place = active && active !== document.body ? { name: active.getAttribute("name"), frame: frame?.id } : null;
});

document.addEventListener("htmx:after:swap", (event) => {
  const wrong = document.querySelector("[data-error-summary]");
  if (wrong && event.detail?.ctx?.response?.status === 422) {
    document.title = document.title.startsWith("Error: ") ? document.title : `Error: ${document.title}`;
    wrong.focus();
  } else if (place && lost()) {
    const frame = place.frame && document.getElementById(place.frame);
    const target = (frame && place.name && frame.querySelector(`[name="${CSS.escape(place.name)}"]`)) || frame || document.getElementById("main");
    if (target && !target.matches("a, button, input, select, textarea, [tabindex]")) target.tabIndex = -1;
    target?.focus({ preventScroll: true });
  }
  place = null;
});

const WORDS = {
  403: "You may not do this. Ask an owner of your organization.",
  404: "This is no longer here. Reload the page to see what is.",
  429: "That was too often in a short time. Wait a minute, then try again.",
};

document.addEventListener("htmx:response:error", (event) => {
  const status = event.detail?.ctx?.response?.status ?? 0;
  if ([409, 412, 422].includes(status)) return;
  fail(WORDS[status] ?? "The server could not do this. Nothing was changed. Try again in a moment.");
});

document.addEventListener("htmx:error", () => fail("There is no connection to the server. Nothing was changed."));

function fail(words) {
  announce(words);
  document.dispatchEvent(new CustomEvent("presence:toast", { detail: { words } }));
}
