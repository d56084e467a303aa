/* A running timer shows its minutes as they pass; without script they are those of the last page. */
import { all } from "./dom.js";

const EVERY = 15_000;

function told(minutes) {
  const hours = Math.floor(minutes / 60);
  return hours ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
}

setInterval(() => {
  for (const one of all("[data-running-since]")) {
    one.textContent = told(Math.max(0, Math.floor((Date.now() - Date.parse(one.dataset.runningSince)) / 60_000)));
  }
}, EVERY);
