// Whoever goes to a page by key or by the palette has the focus there when it comes: on its heading, or on the details it
// opens. Who meanwhile presses a key or points somewhere has a place already.
import { focusPage, focusPanel } from "./focus-place.ts";

type Place = "page" | "details";

let awaited: { place: Place; stop: () => void } | undefined;

export function awaitArrival(place: Place): void {
  awaited?.stop();
  const cancel = () => awaited?.stop();
  const stop = () => {
    document.removeEventListener("keydown", cancel, true);
    document.removeEventListener("pointerdown", cancel, true);
    awaited = undefined;
  };
  awaited = { place, stop };
  // Not the key that asked for it.
  setTimeout(() => {
    if (awaited?.stop !== stop) return;
    document.addEventListener("keydown", cancel, true);
    document.addEventListener("pointerdown", cancel, true);
  });
}

/** Called by what can be arrived at, once it is drawn. Answers whether it has the focus now. */
export function arrive(place: Place): boolean {
  if (awaited?.place !== place) return false;
  awaited.stop();
  if (place === "page") focusPage();
  else focusPanel();
  return true;
}
