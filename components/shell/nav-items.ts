import {
  IconArrowsExchange,
  IconCalendarClock,
  IconCoin,
  IconDatabase,
  IconHistory,
  IconLayoutDashboard,
  IconSettings,
  IconStack2,
  IconTimeline,
} from "@tabler/icons-react";
import type { Page } from "#lib/contract/page-target.ts";

/** Pages that need nothing but their name: one for each entry of the navigation. */
export type Section = "overview" | "snapshots" | "chains" | "operations" | "costs" | "settings";

export interface NavItem {
  page: Section;
  label: string;
  icon: typeof IconSettings;
  /** Second letter of the "g …" key. */
  key: string;
}

export const NAV_ITEMS: readonly NavItem[] = [
  { page: "overview", label: "Overview", icon: IconLayoutDashboard, key: "o" },
  { page: "snapshots", label: "Snapshots", icon: IconStack2, key: "s" },
  { page: "chains", label: "Chains", icon: IconTimeline, key: "c" },
  { page: "operations", label: "Operations", icon: IconArrowsExchange, key: "j" },
  { page: "costs", label: "Costs", icon: IconCoin, key: "f" },
  { page: "settings", label: "Settings", icon: IconSettings, key: "," },
];

/** Every page a key or the palette leads to: the rail has one entry for the two lists of the inventory, and one for costs and what-if. */
export const PAGE_ITEMS: readonly (Omit<NavItem, "page"> & { page: Section | "disks" | "audit" | "retention" })[] = [
  ...NAV_ITEMS.slice(0, 2),
  { page: "disks", label: "Disks", icon: IconDatabase, key: "d" },
  ...NAV_ITEMS.slice(2, 4),
  { page: "audit", label: "Audit log", icon: IconHistory, key: "a" },
  ...NAV_ITEMS.slice(4, 5),
  { page: "retention", label: "Retention", icon: IconCalendarClock, key: "r" },
  ...NAV_ITEMS.slice(5),
];

/** A diff belongs to the chains; disks are the other list of the inventory; what a rule would free is asked beside what is paid. */
const SECTION_OF: Readonly<Record<Exclude<Page, Section>, Section>> = {
  disks: "snapshots",
  chain: "chains",
  diff: "chains",
  operation: "operations",
  audit: "operations",
  retention: "costs",
};

export function isCurrent(section: Section, page: Page | undefined): boolean {
  return page !== undefined && (page === section || (page in SECTION_OF && SECTION_OF[page as keyof typeof SECTION_OF] === section));
}
