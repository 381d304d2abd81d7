import { QueryClient } from "@tanstack/react-query";
import { isApiError } from "./api-fetch.ts";

const MAX_RETRIES = 2;

/** Asks again only where asking again may help; what was refused is shown at once. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The server may be on this machine: what the browser says of the network decides nothing.
        networkMode: "always",
        staleTime: 15_000,
        gcTime: 10 * 60_000,
        retry: (failures, error) => failures < MAX_RETRIES && isApiError(error) && error.retryable,
        retryDelay: (failures) => 500 * 2 ** failures,
      },
      // One that is held back would be sent later, when nobody expects it.
      mutations: { networkMode: "always", retry: false },
    },
  });
}
