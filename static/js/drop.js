/* .drop: a file field one can drop on; the field itself takes the file, this only shows that it will. */
import { all } from "./dom.js";

for (const zone of all(".drop")) {
  for (const name of ["dragenter", "dragover"]) zone.addEventListener(name, () => zone.classList.add("drop-over"));
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("drop-over"));
}
