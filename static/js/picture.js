/* [data-picture-of]: draws an SVG of ours on a canvas and hands it over as a PNG named [data-picture-name]. */
import { announce } from "./dom.js";

const WIDTH = 3200;

async function drawn(url) {
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = Math.round((WIDTH * image.naturalHeight) / image.naturalWidth);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

function handOver(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element && event.target.closest("[data-picture-of]");
  if (!button) return;
  button.disabled = true;
  try {
    handOver(await drawn(button.dataset.pictureOf), button.dataset.pictureName);
    announce("The picture is saved.");
  } catch {
    announce("The picture could not be drawn. Save it as SVG instead.");
  } finally {
    button.disabled = false;
  }
});
