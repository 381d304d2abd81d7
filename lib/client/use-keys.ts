"use client";
// One-letter keys and two-letter sequences ("g s") for the page in view. They rest while something is typed, while a
// dialog is open, and when they are switched off in Settings (WCAG 2.1.4); Escape and arrows work always.
import { useEffect, useRef } from "react";
import { readPreferences } from "./preferences.ts";

export type KeyBindings = Record<string, (event: KeyboardEvent) => void>;

const SEQUENCE_MS = 1200;

export function useKeys(bindings: KeyBindings): void {
  const latest = useRef(bindings);
  useEffect(() => {
    latest.current = bindings;
  });
  useEffect(() => {
    let first: { key: string; atMs: number } | undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isBusy(event)) return;
      const isLetter = event.key.length === 1;
      if (isLetter && !readPreferences().singleKeys) return;
      const sequence = first && event.timeStamp - first.atMs < SEQUENCE_MS ? `${first.key} ${event.key}` : "";
      first = undefined;
      const act = latest.current[sequence] ?? (sequence ? undefined : latest.current[event.key]);
      if (act) {
        event.preventDefault();
        act(event);
      } else if (isLetter) {
        first = { key: event.key, atMs: event.timeStamp };
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}

/** Typing, or answering a dialog: those keys belong to it. */
function isBusy(event: KeyboardEvent): boolean {
  if (document.querySelector('[role="dialog"][aria-modal="true"], [role="dialog"]:popover-open')) return true;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('[role="application"], [role="menu"]')) return true;
  return target instanceof HTMLInputElement
    ? !["checkbox", "radio", "button"].includes(target.type)
    : /^(TEXTAREA|SELECT)$/.test(target.tagName);
}
