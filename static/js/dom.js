/* Small questions that several behaviors ask of the page. */

export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

export const visible = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest("[inert]");

export const typing = (element) =>
  element instanceof Element && (element.closest("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select") !== null || element.isContentEditable);

export const token = () => JSON.parse(document.body.getAttribute("hx-headers:inherited") ?? "{}")["X-CSRFToken"] ?? "";

export function announce(words) {
  const region = document.querySelector("[data-live]");
  if (region) region.textContent = region.textContent === words ? `${words}\u00a0` : words;
}

export function post(url, fields = {}) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = url;
  for (const [name, value] of Object.entries({ csrfmiddlewaretoken: token(), ...fields })) {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}

/* What a button says, without its key hint. */
export function wordOf(element) {
  if (element.dataset.keyWord) return element.dataset.keyWord;
  const copy = element.cloneNode(true);
  for (const hint of all("kbd, svg", copy)) hint.remove();
  return (copy.textContent.trim() || element.getAttribute("aria-label") || "").replace(/\s+/g, " ");
}

export function keyCap(name) {
  const cap = document.createElement("kbd");
  cap.className = "key";
  cap.textContent = name.length === 1 ? name.toUpperCase() : name;
  return cap;
}
