// Snapshots and the disks they were taken from: two lists of one inventory.
import Link from "next/link";
import { useScopedHref } from "#lib/client/shell/scope.ts";
import classes from "./inventory-tabs.module.css";

const TABS = [
  { path: "/snapshots", label: "Snapshots" },
  { path: "/disks", label: "Disks" },
] as const;

export function InventoryTabs({ current }: { current: (typeof TABS)[number]["path"] }) {
  const href = useScopedHref();
  return (
    <nav aria-label="Inventory" className={classes.tabs}>
      {TABS.map(({ path, label }) => (
        <Link key={path} href={href(path)} className={classes.tab} aria-current={path === current ? "page" : undefined}>
          {label}
        </Link>
      ))}
    </nav>
  );
}
