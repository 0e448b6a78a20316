import { element } from "./dom";

/**
 * The reference image: chosen, dropped, or removed. `onChange` is called for what the user does, not for `show`, and
 * `onUnusable` for a file that is no image: its sender would be told only by what comes back.
 */
export function createReferenceImage(onChange: () => void, onUnusable: (name: string) => void) {
  const input = element("image", "input");
  const drop = element("drop", "label");
  const thumbnail = element("thumbnail", "img");
  const foot = element("image-foot", "div");
  let current: File | null = null;

  const show = (image: File | null) => {
    current = image;
    if (thumbnail.src) URL.revokeObjectURL(thumbnail.src);
    thumbnail.removeAttribute("src");
    if (image) thumbnail.src = URL.createObjectURL(image);
    thumbnail.hidden = foot.hidden = !image;
    thumbnail.alt = image ? `Reference image: ${image.name}` : "";
    element("image-name", "span").textContent = image?.name ?? "";
    drop.toggleAttribute("data-filled", image !== null);
    // Else choosing the same file again is no change, and nothing happens.
    input.value = "";
  };
  const choose = (image: File | null | undefined) => {
    if (image === undefined) return;
    if (image && !image.type.startsWith("image/")) return onUnusable(image.name);
    show(image);
    onChange();
  };

  input.addEventListener("change", () => choose(input.files?.[0]));
  element("image-clear", "button").addEventListener("click", () => {
    choose(null);
    input.focus();
  });

  // A file dropped beside the target would otherwise replace the page, and end the session with it.
  for (const type of ["dragover", "drop"]) window.addEventListener(type, (event) => event.preventDefault());
  drop.addEventListener("dragover", () => drop.toggleAttribute("data-over", true));
  drop.addEventListener("dragleave", () => drop.toggleAttribute("data-over", false));
  drop.addEventListener("drop", (event) => {
    drop.toggleAttribute("data-over", false);
    choose(event.dataTransfer?.files[0]);
  });

  return { read: () => current, show };
}
