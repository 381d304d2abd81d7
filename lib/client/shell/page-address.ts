// The one place that knows page addresses. A link to another page keeps the scope (subscriptions and regions), so that
// whoever works on one of them goes on doing so.
import type { Page, PageTarget } from "#lib/contract/page-target.ts";
import { applyChange } from "./address-query.ts";
import type { Scope } from "./scope.ts";

export const PAGE_PATHS: Readonly<Record<Page, string>> = {
  overview: "/",
  snapshots: "/snapshots",
  disks: "/disks",
  chains: "/chains",
  chain: "/chains/detail",
  diff: "/diff",
  operations: "/operations",
  operation: "/operations/detail",
  audit: "/operations/audit",
  costs: "/costs",
  retention: "/retention",
  settings: "/settings",
};

export function pageAddress(target: PageTarget, scope?: Scope): string {
  const query = applyChange(new URLSearchParams(), { ...scope, ...("params" in target ? target.params : undefined) });
  return `${PAGE_PATHS[target.page]}${query && `?${query}`}`;
}

/** Undefined for an address that is no page. */
export function pageAt(pathname: string): Page | undefined {
  return (Object.keys(PAGE_PATHS) as Page[]).find((page) => PAGE_PATHS[page] === pathname);
}
