"use client";
// What opens beside the page and not over it: when it closes, the focus that was in it goes back to where it came from.
import { type RefObject, useLayoutEffect } from "react";

/** To the page's own list, or the page, where what had the focus is gone, or nothing had it: a link was followed. */
export function useFocusReturn(element: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const before = document.activeElement;
    const opened = element.current;
    return () => {
      const now = document.activeElement;
      if (now !== document.body && !opened?.contains(now)) return;
      const isUsable = before instanceof HTMLElement && before !== document.body && before.isConnected;
      const target = isUsable ? before : (document.querySelector<HTMLElement>("main [role=grid]") ?? document.querySelector("main"));
      // After the removal, which would take the focus away again.
      queueMicrotask(() => target?.focus({ preventScroll: true }));
    };
  }, [element]);
}
