"use client";
// View state lives in the address: a reload, a link and the back button keep it. Changes go through the history API,
// which Next follows without asking the server for the page again.
import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useEffect, useMemo, useSyncExternalStore } from "react";
import { applyChange, readList, type UrlChange } from "./address-query.ts";

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
  const params = useSearch();
  const set = useCallback((change: UrlChange, options: { push?: boolean } = {}) => {
    // The address of this very moment: two changes in one tick must not undo each other.
    const next = applyChange(new URLSearchParams(window.location.search), change);
    const address = `${window.location.pathname}${next ? `?${next}` : ""}`;
    if (address === `${window.location.pathname}${window.location.search}`) return;
    if (options.push) window.history.pushState(null, "", address);
    else window.history.replaceState(null, "", address);
    announce({ pathname: window.location.pathname, search: new URLSearchParams(next).toString() });
  }, []);
  const toggle = useCallback(
    (name: string, value: string) => {
      const values = readList(new URLSearchParams(window.location.search), name);
      set({ [name]: values.includes(value) ? values.filter((one) => one !== value) : [...values, value] });
    },
    [set],
  );
  return useMemo(
    () => ({ get: (name: string) => params.get(name) || undefined, list: (name: string) => readList(params, name), set, toggle }),
    [params, set, toggle],
  );
}

interface Announced {
  pathname: string;
  search: string;
}

/** What was just set. Next takes the new address over in a transition; a ticked box must not wait for that. */
let announced: Announced | undefined;
const listeners = new Set<() => void>();

function useSearch(): URLSearchParams {
  const known = useSearchParams().toString();
  const pathname = usePathname();
  const ahead = useSyncExternalStore(subscribe, readAnnounced, () => undefined);
  useEffect(() => {
    if (announced && (announced.search === known || announced.pathname !== pathname)) announce(undefined);
  }, [known, pathname]);
  const search = ahead?.pathname === pathname ? ahead.search : known;
  return useMemo(() => new URLSearchParams(search), [search]);
}

function announce(change: Announced | undefined): void {
  announced = change;
  for (const listener of listeners) listener();
}

function readAnnounced(): Announced | undefined {
  return announced;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // Back and forward: the address is Next's again.
  const onPop = () => announce(undefined);
  window.addEventListener("popstate", onPop);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("popstate", onPop);
  };
}
