import type { Metadata } from "next";
import { Suspense } from "react";
import { AuditPage } from "#components/audit/audit-page.tsx";
import { LoadingRows } from "#components/ui/loading-rows.tsx";

export const metadata: Metadata = { title: "Audit log" };

export default function Page() {
  return (
    <Suspense fallback={<LoadingRows />}>
      <AuditPage />
    </Suspense>
  );
}
