/* [data-copy]: its button copies what [data-copy-source] holds, and says so. */
import { announce } from "./dom.js";

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element && event.target.closest("[data-copy-button]");
  if (!button) return;
  const source = button.closest("[data-copy]").querySelector("[data-copy-source]");
  const word = button.querySelector("[data-copy-word]");
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    word.textContent = "Copied";
    announce("Copied");
  } catch {
    source.select?.();
    word.textContent = "Press Ctrl-C";
  }
  setTimeout(() => (word.textContent = "Copy"), 2000);
});
