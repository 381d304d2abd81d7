import type { Metadata } from "next";
import { Suspense } from "react";
import { CostsPage } from "#components/costs/costs-page.tsx";
import { LoadingRows } from "#components/ui/loading-rows.tsx";

export const metadata: Metadata = { title: "Costs" };

export default function Page() {
  return (
    <Suspense fallback={<LoadingRows />}>
      <CostsPage />
    </Suspense>
  );
}
