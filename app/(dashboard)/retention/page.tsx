import type { Metadata } from "next";
import { Suspense } from "react";
import { RetentionPage } from "#components/retention/retention-page.tsx";
import { LoadingRows } from "#components/ui/loading-rows.tsx";

export const metadata: Metadata = { title: "Retention" };

export default function Page() {
  return (
    <Suspense fallback={<LoadingRows />}>
      <RetentionPage />
    </Suspense>
  );
}
