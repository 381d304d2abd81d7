"use client";
// What stands in place of a page that failed. In an outage that is a part of it that could not be had: it comes by itself.
import { useEffect, useState } from "react";
import { checkServer, untilServerAnswers } from "#lib/client/api/server-contact.ts";
import { NoticePage } from "./notice-page.tsx";

export function PageFailed({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const [isAway, setAway] = useState(false);
  useEffect(() => {
    let isGone = false;
    void checkServer().then(async (answers) => {
      if (answers || isGone) return;
      setAway(true);
      await untilServerAnswers();
      if (!isGone) window.location.reload();
    });
    return () => {
      isGone = true;
    };
  }, []);
  if (isAway)
    return (
      <NoticePage
        title="The Snapscope server is away"
        text="A part of this page could not be had from it. Work that was started goes on there; the page comes back by itself when it answers again."
        onRetry={() => window.location.reload()}
      />
    );
  return (
    <NoticePage
      title="This page failed"
      text={`${error.message || "No reason was given."} Nothing in Azure was changed by it, and running operations go on.`}
      onRetry={onRetry}
    />
  );
}
