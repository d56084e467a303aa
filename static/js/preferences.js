/* Theme, density and single keys apply at once and are kept with the member; without script the form has its own button. */
import { token } from "./dom.js";

document.addEventListener("change", (event) => {
  const form = event.target instanceof Element && event.target.closest("form[data-preferences]");
  if (!form) return;
  const fields = new FormData(form);
  for (const name of ["theme", "density", "keys"]) {
    if (fields.has(name)) document.documentElement.dataset[name] = fields.get(name);
  }
  fetch(form.action, { method: "POST", body: fields, headers: { "X-CSRFToken": token(), "HX-Request": "true" }, redirect: "manual" });
});
