import type { Metadata } from "next";
import { Suspense } from "react";
import { DiffPage } from "#components/diff/diff-page.tsx";
import { LoadingRows } from "#components/ui/loading-rows.tsx";

export const metadata: Metadata = { title: "Diff" };

export default function Page() {
  return (
    <Suspense fallback={<LoadingRows />}>
      <DiffPage />
    </Suspense>
  );
}
