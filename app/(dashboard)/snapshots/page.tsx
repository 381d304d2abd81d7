import type { Metadata } from "next";
import { SnapshotsPage } from "#components/inventory/snapshots-page.tsx";

export const metadata: Metadata = { title: "Snapshots" };

export default function Page() {
  return <SnapshotsPage />;
}
