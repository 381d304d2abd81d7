"use client";
import { usePathname, useRouter } from "next/navigation";
import { useCallback } from "react";
import type { Page, PageTarget } from "#lib/contract/page-target.ts";
import { arrive, awaitArrival } from "./arrival.ts";
import { pageAddress, pageAt } from "./page-address.ts";
import { useScope } from "./scope.ts";

/** The address of another page in the scope of this one. */
export function usePageAddress(): (target: PageTarget) => string {
  const scope = useScope();
  return useCallback((target) => pageAddress(target, scope), [scope]);
}

/** For what is not a link: the focus goes along. */
export function useGoToPage(): (target: PageTarget) => void {
  const router = useRouter();
  const address = usePageAddress();
  return useCallback(
    (target) => {
      const next = address(target);
      const place = "params" in target && target.params && "open" in target.params ? "details" : "page";
      awaitArrival(place);
      if (next === `${window.location.pathname}${window.location.search}`) arrive(place);
      else router.push(next);
    },
    [router, address],
  );
}

/** The page that is shown; undefined for an address that is none. */
export function useCurrentPage(): Page | undefined {
  return pageAt(usePathname());
}
