/* What was typed into a form that matters survives a lost connection: it is sent only while the server answers. */
import { announce } from "./dom.js";

const LOST = "There is no connection to the server. What you wrote is still here: send it again in a moment.";
const BACK = "The connection is back. Send the form now.";
const PATIENCE = 5000;
const sure = new WeakSet();
let waiting = null;

const say = (words) => {
  announce(words);
  document.dispatchEvent(new CustomEvent("presence:toast", { detail: { words } }));
};

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-kept]") || event.defaultPrevented || sure.delete(form)) return;
  event.preventDefault();
  if (await answers()) {
    waiting = null;
    sure.add(form);
    form.requestSubmit(event.submitter);
  } else {
    waiting = form;
    say(LOST);
  }
});

window.addEventListener("online", () => {
  if (waiting?.isConnected) say(BACK);
});

async function answers() {
  try {
    const answer = await fetch("/healthz", { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    return answer.status < 500;
  } catch {
    return false;
  }
}
