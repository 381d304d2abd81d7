"use client";
import { NoticePage } from "#components/shell/notice-page.tsx";

export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <NoticePage
      title="This page failed"
      text={`${error.message || "No reason was given."} Nothing in Azure was changed by it, and running operations go on.`}
      onRetry={reset}
    />
  );
}
