"use client";
import { usePathname, useRouter } from "next/navigation";
import { useCallback } from "react";
import type { Page, PageTarget } from "#lib/contract/page-target.ts";
import { pageAddress, pageAt } from "./page-address.ts";
import { useScope } from "./scope.ts";

/** The address of another page in the scope of this one. */
export function usePageAddress(): (target: PageTarget) => string {
  const scope = useScope();
  return useCallback((target) => pageAddress(target, scope), [scope]);
}

export function useGoToPage(): (target: PageTarget) => void {
  const router = useRouter();
  const address = usePageAddress();
  return useCallback((target) => router.push(address(target)), [router, address]);
}

/** The page that is shown; undefined for an address that is none. */
export function useCurrentPage(): Page | undefined {
  return pageAt(usePathname());
}
