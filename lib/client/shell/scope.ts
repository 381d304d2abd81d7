"use client";
// Which subscriptions and regions the user works on. In the address, so that a link carries it, and on every link of
// the shell, so that it stays from page to page. Empty means all.
import { useMemo } from "react";
import { useUrlState } from "./url-state.ts";

export interface Scope {
  subscription: string[];
  region: string[];
}

export function useScope(): Scope {
  const url = useUrlState();
  return useMemo(() => ({ subscription: url.list("subscription"), region: url.list("region") }), [url]);
}
