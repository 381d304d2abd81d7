"use client";
// One-letter keys and two-letter sequences ("g s") for the page in view. They rest while something is typed, while a
// dialog is open, and when they are switched off in Settings (WCAG 2.1.4); Escape and arrows work always.
// One listener for all: what was mounted last answers first, and a sequence is the same for everyone.
import { useEffect, useRef } from "react";
import { readPreferences } from "#lib/client/settings/preferences.ts";

export type KeyBindings = Record<string, (event: KeyboardEvent) => void>;

const SEQUENCE_MS = 1200;

const mounted: { current: KeyBindings }[] = [];
let first: { key: string; atMs: number } | undefined;

export function useKeys(bindings: KeyBindings): void {
  const latest = useRef(bindings);
  useEffect(() => {
    latest.current = bindings;
  });
  useEffect(() => {
    if (mounted.length === 0) {
      window.addEventListener("keydown", noteDialog, true);
      document.addEventListener("keydown", onKey);
    }
    mounted.push(latest);
    return () => {
      mounted.splice(mounted.indexOf(latest), 1);
      if (mounted.length > 0) return;
      window.removeEventListener("keydown", noteDialog, true);
      document.removeEventListener("keydown", onKey);
    };
  }, []);
}

/** The key that was pressed in an open dialog is the dialog's, also when it closes by it before anybody else hears of the key. */
let ofDialog: KeyboardEvent | undefined;

function noteDialog(event: KeyboardEvent): void {
  ofDialog = document.querySelector('[role="dialog"][aria-modal="true"], [role="dialog"]:popover-open') ? event : undefined;
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isBusy(event)) return;
  const isLetter = event.key.length === 1;
  if (isLetter && !readPreferences().singleKeys) return;
  const sequence = first && event.timeStamp - first.atMs < SEQUENCE_MS ? `${first.key} ${event.key}` : undefined;
  first = undefined;
  const act = (sequence && findBinding(sequence)) || findBinding(event.key);
  if (act) {
    event.preventDefault();
    act(event);
  } else if (isLetter) {
    first = { key: event.key, atMs: event.timeStamp };
  }
}

function findBinding(keys: string): KeyBindings[string] | undefined {
  return mounted.findLast((bindings) => Object.hasOwn(bindings.current, keys))?.current[keys];
}

/** Typing, or answering a dialog: those keys belong to it. */
function isBusy(event: KeyboardEvent): boolean {
  if (event === ofDialog) return true;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('[role="menu"]')) return true;
  return target instanceof HTMLInputElement
    ? !["checkbox", "radio", "button"].includes(target.type)
    : /^(TEXTAREA|SELECT)$/.test(target.tagName);
}
