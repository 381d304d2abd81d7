"use client";
// The browser's one event stream, as long as a page is open. Mounted once, by the shell.
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { checkServer } from "#lib/client/api/server-contact.ts";
import { openSharedStream } from "#lib/client/live/shared-stream.ts";
import { hearEvent, lookAgain, lookAtInventory } from "./live-operations.ts";
import { watchEnds } from "./watch-ends.ts";

const PATH = "/api/events";

let isLive = false;
const listeners = new Set<() => void>();

/** Whether changes arrive as they happen; while they do not, pages ask at intervals. */
export function useIsLive(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => isLive,
    () => false,
  );
}

export function useLiveOperations(): void {
  const cache = useQueryClient();
  useEffect(() => {
    let close = listen(cache);
    // What is heard tells by itself.
    const unwatch = watchEnds(cache, () => !isLive && lookAtInventory(cache));
    const leave = () => {
      close();
      setLive(false);
    };
    const comeBack = () => {
      close();
      close = listen(cache);
    };
    const onPageShow = (event: PageTransitionEvent) => event.persisted && comeBack();
    // A page that is frozen, or kept for the way back, must not hold what the other tabs wait for.
    document.addEventListener("freeze", leave);
    document.addEventListener("resume", comeBack);
    window.addEventListener("pagehide", leave);
    window.addEventListener("pageshow", onPageShow);
    return () => {
      document.removeEventListener("freeze", leave);
      document.removeEventListener("resume", comeBack);
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("pageshow", onPageShow);
      unwatch();
      leave();
    };
  }, [cache]);
}

function listen(cache: QueryClient): () => void {
  return openSharedStream({
    url: PATH,
    onEvent: (event) => hearEvent(cache, event),
    onLife(alive) {
      // What changed before this moment was not heard.
      if (alive && !isLive) lookAgain(cache);
      if (!alive && isLive) void checkServer();
      setLive(alive);
    },
  });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function setLive(next: boolean): void {
  if (isLive === next) return;
  isLive = next;
  for (const listener of listeners) listener();
}
