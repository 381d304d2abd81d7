// No control takes the focus with it. When what has it goes away (a button that did its work, a part of the page that is read
// anew, a page that was left) or is switched off for good, the browser drops the focus on the body, from where no key
// leads anywhere: here it is put to the nearest place that is left. One listener for the whole app, in place of a care at
// every button.
//
//   has the focus ──removed, hidden──▶ body ──▶ nearest table, details or dialog around it, else the heading of the page
//                 ──disabled────────▶ body ──▶ itself, once it is enabled again; as above when it goes instead
import { focusNearest } from "./focus-place.ts";

interface Held {
  element: HTMLElement;
  /** Nearest first, as they were: what was removed has no parents any more. */
  around: Element[];
}

export function attachFocusKeeper(): () => void {
  let held: Held | undefined;

  const onFocusIn = ({ target }: FocusEvent) => {
    held = target instanceof HTMLElement && target !== document.body ? { element: target, around: ancestors(target) } : undefined;
  };
  // A click beside everything is a wish: the focus is to be nowhere.
  const onPointerDown = () => {
    held = undefined;
  };
  const check = () => {
    if (!held || !isNowhere()) return;
    const { element, around } = held;
    if (isUsable(element)) {
      if (isOff) element.focus({ preventScroll: true });
      isOff = false;
      return;
    }
    isOff = element.isConnected && isDisabled(element);
    if (!isOff) focusNearest(around);
  };
  let isOff = false;
  let frame = 0;
  // After all that happens at once: what closes a part of the page may have an own place for the focus.
  const schedule = () => {
    if (!held || frame !== 0) return;
    frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        frame = 0;
        check();
      });
    });
  };
  const changes = new MutationObserver(schedule);
  changes.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled", "hidden"] });
  document.addEventListener("focusin", onFocusIn, true);
  document.addEventListener("focusout", schedule, true);
  document.addEventListener("pointerdown", onPointerDown, true);
  return () => {
    cancelAnimationFrame(frame);
    changes.disconnect();
    document.removeEventListener("focusin", onFocusIn, true);
    document.removeEventListener("focusout", schedule, true);
    document.removeEventListener("pointerdown", onPointerDown, true);
  };
}

function isNowhere(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

function isUsable(element: HTMLElement): boolean {
  return element.isConnected && !isDisabled(element) && element.checkVisibility();
}

function isDisabled(element: HTMLElement): boolean {
  return element.matches(":disabled");
}

function ancestors(element: Element): Element[] {
  const around: Element[] = [];
  for (let parent = element.parentElement; parent; parent = parent.parentElement) around.push(parent);
  return around;
}
