/* form[data-judge]: a pressed verdict shows at once; when the server could not be asked, what stood there comes back. */
import { all } from "./dom.js";

const before = new Map();

document.addEventListener(
  "submit",
  (event) => {
    const button = event.submitter;
    if (!event.target.matches("[data-judge]") || !button?.closest(".judge")) return;
    const buttons = all("[aria-pressed]", button.closest(".judge"));
    before.set(button.value, [buttons, buttons.map((each) => each.ariaPressed)]);
    for (const each of buttons) each.ariaPressed = String(each === button);
  },
  true,
);

function settle(event, restore) {
  const value = event.detail?.ctx?.request?.submitter?.value;
  const [buttons, pressed] = before.get(value) ?? [[], []];
  before.delete(value);
  if (restore) buttons.forEach((each, place) => (each.ariaPressed = pressed[place]));
}

document.addEventListener("htmx:response:error", (event) => settle(event, true));
document.addEventListener("htmx:error", (event) => settle(event, true));
document.addEventListener("htmx:after:swap", (event) => settle(event, false));
