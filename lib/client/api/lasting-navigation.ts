// Next answers a page it cannot fetch by leaving it to the browser, which then shows its own page for "no connection" in
// place of the app. What the router asks the server for waits for it instead.
import { serverWasSilent, untilServerAnswers } from "./server-contact.ts";

const ROUTER_HEADER = "rsc";

/** Until the returned function is called. */
export function letNavigationLast(): () => void {
  const plainFetch = window.fetch;
  const lastingFetch: typeof fetch = async (input, init) => {
    for (;;) {
      try {
        return await plainFetch(input, init);
      } catch (error) {
        if (!isOfRouter(init) || init?.signal?.aborted) throw error;
        serverWasSilent();
        await untilServerAnswers();
      }
    }
  };
  window.fetch = lastingFetch;
  return () => {
    if (window.fetch === lastingFetch) window.fetch = plainFetch;
  };
}

function isOfRouter(init: RequestInit | undefined): boolean {
  return init?.headers !== undefined && new Headers(init.headers).has(ROUTER_HEADER);
}
