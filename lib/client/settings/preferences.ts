"use client";
// Habits of this browser: kept in localStorage, the same on every tab. What belongs to a view is in the address instead.
import { useSyncExternalStore } from "react";

export interface Preferences {
  railCollapsed: boolean;
  /** One-letter keys; off for those whose tools type letters (WCAG 2.1.4). */
  singleKeys: boolean;
  timeZone: "utc" | "local";
  panelWidth: number;
  hiddenColumns: string[];
}

const KEY = "snapscope-preferences";
const INITIAL: Preferences = { railCollapsed: false, singleKeys: true, timeZone: "utc", panelWidth: 440, hiddenColumns: ["subscription"] };

let current: Preferences | undefined;
const listeners = new Set<() => void>();

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, readPreferences, () => INITIAL);
}

export function setPreferences(change: Partial<Preferences>): void {
  current = { ...readPreferences(), ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // A full or forbidden store: the choice holds for this page.
  }
  for (const listener of listeners) listener();
}

export function readPreferences(): Preferences {
  current ??= { ...INITIAL, ...storedPreferences() };
  return current;
}

function storedPreferences(): Partial<Preferences> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    if (typeof stored !== "object" || stored === null) return {};
    const fits = ([name, value]: [string, unknown]) =>
      Object.entries(INITIAL).some(
        ([known, initial]) => known === name && typeof initial === typeof value && Array.isArray(initial) === Array.isArray(value),
      );
    return Object.fromEntries(Object.entries(stored).filter(fits));
  } catch {
    return {};
  }
}

function subscribe(listener: () => void): () => void {
  const onStorage = (event: StorageEvent) => {
    if (event.key !== KEY) return;
    current = undefined;
    listener();
  };
  listeners.add(listener);
  window.addEventListener("storage", onStorage);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", onStorage);
  };
}
