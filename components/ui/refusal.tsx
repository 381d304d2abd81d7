// That what was just asked for did not happen, beside the button that asked: in view, and announced, wherever the button is.
import { useEffect, useRef } from "react";
import { isApiError } from "#lib/client/api/api-fetch.ts";
import { ErrorNotice } from "./error-notice.tsx";

export function Refusal({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const place = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each refusal is shown anew
  useEffect(() => {
    place.current?.scrollIntoView({ block: "nearest" });
  }, [error]);
  // The same question again would be refused again, but for what may pass.
  const mayPass = onRetry && isApiError(error) && error.retryable;
  return (
    <div ref={place}>
      <ErrorNotice error={error} {...(mayPass ? { onRetry } : {})} />
    </div>
  );
}
