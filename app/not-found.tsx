import type { Metadata } from "next";
import { NoticePage } from "#components/shell/notice-page.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return <NoticePage title="There is no such page" text="The address may be of an older version, or mistyped." />;
}
