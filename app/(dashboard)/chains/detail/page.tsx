import type { Metadata } from "next";
import { ChainDetailPage } from "#components/chains/chain-detail-page.tsx";

export const metadata: Metadata = { title: "Chain" };

export default function Page() {
  return <ChainDetailPage />;
}
