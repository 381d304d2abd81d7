"use client";
import { UnstyledButton } from "@mantine/core";
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from "@tabler/icons-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useScopedHref } from "#lib/client/shell/scope.ts";
import { BrandMark } from "./brand-mark.tsx";
import { isCurrent, NAV_ITEMS } from "./nav-items.ts";
import classes from "./rail.module.css";

export function Rail({ isCollapsed, onToggle }: { isCollapsed: boolean; onToggle: () => void }) {
  const pathname = usePathname();
  const href = useScopedHref();
  const Toggle = isCollapsed ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  const toggleLabel = isCollapsed ? "Widen the navigation" : "Narrow the navigation";
  return (
    <nav className={classes.rail} aria-label="Pages" data-collapsed={isCollapsed || undefined}>
      <Link href={href("/")} className={classes.brand} aria-label="Snapscope, overview">
        <BrandMark size={22} />
        <span className={classes.label}>Snapscope</span>
      </Link>
      {NAV_ITEMS.map(({ path, label, icon: Icon }) => (
        <Link
          key={path}
          data-hint={isCollapsed ? label : undefined}
          data-hint-side="right"
          href={href(path)}
          className={classes.item}
          aria-current={isCurrent(path, pathname) ? "page" : undefined}
          aria-label={label}
        >
          <Icon size={18} stroke={1.6} aria-hidden />
          <span className={classes.label}>{label}</span>
        </Link>
      ))}
      <UnstyledButton
        data-hint={isCollapsed ? toggleLabel : undefined}
        data-hint-side="right"
        className={`${classes.item} ${classes.toggle}`}
        onClick={onToggle}
        aria-expanded={!isCollapsed}
        aria-label={toggleLabel}
      >
        <Toggle size={18} stroke={1.6} aria-hidden />
        <span className={classes.label}>Narrow</span>
      </UnstyledButton>
    </nav>
  );
}
