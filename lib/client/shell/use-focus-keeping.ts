"use client";
// Mounted once, by the shell: nothing on a page loses the focus, and it goes along to a page that was asked for by key.
import { usePathname, useSearchParams } from "next/navigation";
import { useEffect } from "react";
import { arrive } from "./arrival.ts";
import { attachFocusKeeper } from "./focus-keeper.ts";

export function useFocusKeeping(): void {
  useEffect(attachFocusKeeper, []);
  const address = `${usePathname()}?${useSearchParams()}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each address is an arrival
  useEffect(() => void arrive("page"), [address]);
}
