// The explained words of a page are one tab stop, and so are those of the details beside a list and of a dialog.

const PLACES = "[role=dialog], aside, main";

let isAsked = false;

/** After words came or went: one of each place can be reached by Tab, the one that was last, else the first. */
export function arrangeStops(): void {
  if (isAsked) return;
  isAsked = true;
  queueMicrotask(() => {
    isAsked = false;
    const words = [...document.querySelectorAll<HTMLElement>("[data-explained]")];
    for (const [, ring] of Map.groupBy(words, (word) => word.closest(PLACES))) {
      const stop = ring.find((word) => word.tabIndex === 0) ?? ring[0];
      for (const word of ring) word.tabIndex = word === stop ? 0 : -1;
    }
  });
}

/** Round and round, in the order of the page. */
export function stepFrom(word: HTMLElement, step: number): void {
  const place = word.closest(PLACES);
  const ring = [...(place ?? document).querySelectorAll<HTMLElement>("[data-explained]")].filter((one) => one.closest(PLACES) === place);
  const next = ring.at((ring.indexOf(word) + step) % ring.length);
  if (!next) return;
  for (const one of ring) one.tabIndex = one === next ? 0 : -1;
  next.focus();
}
