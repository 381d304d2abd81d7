import { IconArrowsExchange, IconCoin, IconLayoutDashboard, IconSettings, IconStack2, IconTimeline } from "@tabler/icons-react";

export interface NavItem {
  path: string;
  label: string;
  icon: typeof IconSettings;
  /** Second letter of the "g …" key. */
  key: string;
}

export const NAV_ITEMS: readonly NavItem[] = [
  { path: "/", label: "Overview", icon: IconLayoutDashboard, key: "o" },
  { path: "/snapshots", label: "Snapshots", icon: IconStack2, key: "s" },
  { path: "/chains", label: "Chains", icon: IconTimeline, key: "c" },
  { path: "/operations", label: "Operations", icon: IconArrowsExchange, key: "j" },
  { path: "/costs", label: "Costs", icon: IconCoin, key: "f" },
  { path: "/settings", label: "Settings", icon: IconSettings, key: "," },
];

/** A diff belongs to the chains; disks are the other list of the inventory. */
export function isCurrent(path: string, pathname: string): boolean {
  if (path === "/") return pathname === "/";
  return (
    pathname === path ||
    pathname.startsWith(`${path}/`) ||
    (path === "/chains" && pathname.startsWith("/diff")) ||
    (path === "/snapshots" && pathname === "/disks")
  );
}
