"use client";
// Mounted once, by the shell: watches for outages and takes up again what failed in one.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { checkServer, onContactChange, serverIsAway, useServerIsAway } from "#lib/client/api/server-contact.ts";

/** Whether the server is away. */
export function useServerContact(): boolean {
  const cache = useQueryClient();
  useEffect(() => {
    const unwatch = onContactChange(() => {
      if (serverIsAway()) return;
      void cache.refetchQueries({ type: "active", predicate: ({ state }) => state.status === "error" || state.fetchFailureCount > 0 });
    });
    const check = () => void checkServer();
    // The browser's word on the network is only a reason to look: the server may be on this machine.
    addEventListener("offline", check);
    // It may have been said before anybody listened.
    if (!navigator.onLine) check();
    addEventListener("online", check);
    return () => {
      removeEventListener("offline", check);
      removeEventListener("online", check);
      unwatch();
    };
  }, [cache]);
  return useServerIsAway();
}
