import type { Metadata } from "next";
import { Suspense } from "react";
import { OperationsPage } from "#components/operations/operations-page.tsx";
import { LoadingRows } from "#components/ui/loading-rows.tsx";

export const metadata: Metadata = { title: "Operations" };

export default function Page() {
  return (
    <Suspense fallback={<LoadingRows />}>
      <OperationsPage />
    </Suspense>
  );
}
