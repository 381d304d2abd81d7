import type { Metadata } from "next";
import { Suspense } from "react";
import { OperationPage } from "#components/operations/operation-page.tsx";
import { LoadingRows } from "#components/ui/loading-rows.tsx";

export const metadata: Metadata = { title: "Operation" };

export default function Page() {
  return (
    <Suspense fallback={<LoadingRows />}>
      <OperationPage />
    </Suspense>
  );
}
