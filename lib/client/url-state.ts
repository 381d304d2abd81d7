"use client";
// View state lives in the address: a reload, a link and the back button keep it. Changes go through the history API,
// which Next follows without asking the server for the page again.
import { useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";

/** null and "" remove; a list becomes one comma-separated value. */
export type UrlChange = Record<string, string | readonly string[] | null | undefined>;

export interface UrlState {
  get(name: string): string | undefined;
  list(name: string): string[];
  /** push makes a step of its own for the back button; otherwise the present one is replaced. */
  set(change: UrlChange, options?: { push?: boolean }): void;
  /** Puts a value into a list or takes it out. */
  toggle(name: string, value: string): void;
}

/** Needs a Suspense boundary above it, like every reader of the address on a page built ahead of time. */
export function useUrlState(): UrlState {
  const params = useSearchParams();
  const set = useCallback((change: UrlChange, options: { push?: boolean } = {}) => {
    // The address of this very moment: two changes in one tick must not undo each other.
    const next = applyChange(new URLSearchParams(window.location.search), change);
    const address = `${window.location.pathname}${next ? `?${next}` : ""}`;
    if (address === `${window.location.pathname}${window.location.search}`) return;
    if (options.push) window.history.pushState(null, "", address);
    else window.history.replaceState(null, "", address);
  }, []);
  const toggle = useCallback(
    (name: string, value: string) => {
      const values = listOf(new URLSearchParams(window.location.search).get(name));
      set({ [name]: values.includes(value) ? values.filter((one) => one !== value) : [...values, value] });
    },
    [set],
  );
  return useMemo(
    () => ({ get: (name: string) => params.get(name) || undefined, list: (name: string) => listOf(params.get(name)), set, toggle }),
    [params, set, toggle],
  );
}

export function applyChange(params: URLSearchParams, change: UrlChange): string {
  for (const [name, value] of Object.entries(change)) {
    const text = typeof value === "string" ? value : (value ?? []).map(escapeComma).join(",");
    if (text) params.set(name, text);
    else params.delete(name);
  }
  // Readable addresses: these are legal in a query as they are.
  return params.toString().replaceAll("%2F", "/").replaceAll("%2C", ",").replaceAll("%3A", ":");
}

function listOf(text: string | null): string[] {
  return (text ?? "").split(",").filter(Boolean).map(unescapeComma);
}

/** Tag values may hold commas. */
function escapeComma(text: string): string {
  return text.replaceAll("%", "%25").replaceAll(",", "%2C");
}

function unescapeComma(text: string): string {
  return text.replaceAll("%2C", ",").replaceAll("%25", "%");
}
