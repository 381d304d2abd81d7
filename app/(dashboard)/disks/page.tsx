import type { Metadata } from "next";
import { DisksPage } from "#components/disks/disks-page.tsx";

export const metadata: Metadata = { title: "Disks" };

export default function Page() {
  return <DisksPage />;
}
