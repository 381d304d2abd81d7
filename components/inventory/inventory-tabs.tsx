// Snapshots and the disks they were taken from: two lists of one inventory.
import { PageLink } from "#components/ui/page-link.tsx";
import classes from "./inventory-tabs.module.css";

const TABS = [
  { page: "snapshots", label: "Snapshots" },
  { page: "disks", label: "Disks" },
] as const;

export function InventoryTabs({ current }: { current: (typeof TABS)[number]["page"] }) {
  return (
    <nav aria-label="Inventory" className={classes.tabs}>
      {TABS.map(({ page, label }) => (
        <PageLink key={page} to={{ page }} className={classes.tab} aria-current={page === current ? "page" : undefined}>
          {label}
        </PageLink>
      ))}
    </nav>
  );
}
