/* Search as you type: htmx fetches the matches, this moves through them. Enter opens the marked one, else the first. */
import { all } from "./dom.js";

for (const box of all("[data-search]")) attach(box);

function attach(box) {
  const input = box.querySelector("[data-search-input]");
  const results = box.querySelector("[data-search-results]");
  let at = -1;
  let answered = null;

  const options = () => all("[role=option]", results);

  function mark(next) {
    const found = options();
    at = found.length ? (next + found.length) % found.length : -1;
    found.forEach((option, index) => {
      option.id ||= `${results.id}-${index}`;
      option.setAttribute("aria-selected", String(index === at));
    });
    if (at >= 0) {
      input.setAttribute("aria-activedescendant", found[at].id);
      found[at].scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  function close() {
    results.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    at = -1;
    answered = null;
  }

  document.addEventListener("htmx:after:swap", (event) => {
    if (event.detail?.ctx?.target !== results) return;
    if (!input.value.trim()) return close();
    at = -1;
    answered = input.value;
    input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-expanded", String(options().length > 0));
  });

  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") mark(at + 1);
    else if (event.key === "ArrowUp") mark(at < 0 ? -1 : at - 1);
    else if (event.key === "Escape" && results.childElementCount) close();
    else if (event.key === "Escape") input.blur();
    else if (event.key === "Enter" && (at >= 0 || (answered === input.value && options().length))) options()[Math.max(at, 0)].click();
    else return;
    event.preventDefault();
  });

  input.addEventListener("input", () => input.value.trim() || close());
  box.addEventListener("focusout", (event) => box.contains(event.relatedTarget) || setTimeout(() => box.contains(document.activeElement) || close(), 150));
}
