/* input[data-most-bytes]: says that a file is too large before it is sent; the server says the same without script. */
import { all } from "./dom.js";

const megabytes = (bytes) => Math.floor(bytes / 1024 ** 2);

for (const input of all("input[data-most-bytes]")) {
  const words = input.closest(".field")?.querySelector("[data-too-large]");
  input.addEventListener("change", () => {
    const most = Number(input.dataset.mostBytes);
    const size = input.files[0]?.size ?? 0;
    const isTooLarge = size > most;
    words.hidden = !isTooLarge;
    words.textContent = isTooLarge ? `This file has ${megabytes(size)} MB; up to ${megabytes(most)} MB can be imported.` : "";
    for (const button of all("[type=submit]", input.form)) button.disabled = isTooLarge;
  });
}
