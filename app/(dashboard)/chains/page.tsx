import type { Metadata } from "next";
import { ChainsPage } from "#components/chains/chains-page.tsx";

export const metadata: Metadata = { title: "Chains" };

export default function Page() {
  return <ChainsPage />;
}
