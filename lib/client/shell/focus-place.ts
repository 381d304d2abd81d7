// Where the focus goes when it has no place of its own: to the heading of what it was in, so that a reader of the screen
// hears where it is and the next Tab goes on from there.

const HEADING = "h1, h2";

/** The heading of the page; where that is still to come, the page until then. */
export function focusPage(): void {
  const main = document.querySelector<HTMLElement>("main");
  const heading = main?.querySelector<HTMLElement>("h1");
  if (heading || !main) return void focusQuietly(heading);
  focusQuietly(main);
  const changes = new MutationObserver(() => {
    const come = main.querySelector<HTMLElement>("h1");
    const isWaited = document.activeElement === main;
    if (come || !isWaited) changes.disconnect();
    if (come && isWaited) focusQuietly(come);
  });
  changes.observe(main, { childList: true, subtree: true });
}

/** The details that are open beside a list; false where there are none. */
export function focusPanel(): boolean {
  const heading = document.querySelector<HTMLElement>(`main aside[data-details] :is(${HEADING})`);
  if (!heading) return false;
  focusQuietly(heading);
  return true;
}

/** The list of the page, or its heading. */
export function focusList(): void {
  const grid = document.querySelector<HTMLElement>("main [role=grid]");
  if (grid) focusQuietly(grid);
  else focusPage();
}

/** The nearest of these that is still there: a table, the details, a dialog; else the page. */
export function focusNearest(around: readonly Element[]): void {
  for (const element of around) {
    if (!element.isConnected || !(element instanceof HTMLElement)) continue;
    const place = placeIn(element);
    if (place && focusQuietly(place)) return;
  }
  focusPage();
}

function placeIn(element: HTMLElement): HTMLElement | null {
  const role = element.getAttribute("role");
  if (role === "grid") return element;
  if (element.matches("aside[data-details]")) return element.querySelector<HTMLElement>(HEADING);
  return role === "dialog" ? element : null;
}

/** Answers whether it has the focus now. */
export function focusQuietly(element: HTMLElement | null | undefined): boolean {
  if (!element) return false;
  if (element.tabIndex < 0 && !element.hasAttribute("tabindex")) element.tabIndex = -1;
  element.focus({ preventScroll: true });
  return document.activeElement === element;
}
