// What a page may say of how new its operations are.

/** lost: Snapscope itself does not answer, and what is shown is the last that was heard. */
export type LiveState = "live" | "polling" | "lost";

export function liveState(isLive: boolean, query: { isRefetchError: boolean }): LiveState {
  if (isLive) return "live";
  return query.isRefetchError ? "lost" : "polling";
}
