import { type ReactNode, Suspense } from "react";
import { DashboardShell } from "#components/shell/dashboard-shell.tsx";
import { ShellFallback } from "#components/shell/shell-fallback.tsx";

export default function DashboardLayout({ children }: { children: ReactNode }) {
  return (
    <Suspense fallback={<ShellFallback />}>
      <DashboardShell>{children}</DashboardShell>
    </Suspense>
  );
}
