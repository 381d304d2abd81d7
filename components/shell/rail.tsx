"use client";
import { UnstyledButton } from "@mantine/core";
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from "@tabler/icons-react";
import { PageLink } from "#components/ui/page-link.tsx";
import { useCurrentPage } from "#lib/client/shell/use-page-address.ts";
import { BrandMark } from "./brand-mark.tsx";
import { isCurrent, NAV_ITEMS } from "./nav-items.ts";
import classes from "./rail.module.css";

export function Rail({ isCollapsed, onToggle }: { isCollapsed: boolean; onToggle: () => void }) {
  const current = useCurrentPage();
  const Toggle = isCollapsed ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  const toggleLabel = isCollapsed ? "Widen the navigation" : "Narrow the navigation";
  return (
    <nav className={classes.rail} aria-label="Pages" data-collapsed={isCollapsed || undefined}>
      <PageLink to={{ page: "overview" }} className={classes.brand} aria-label="Snapscope, overview">
        <BrandMark size={22} />
        <span className={classes.label}>Snapscope</span>
      </PageLink>
      {NAV_ITEMS.map(({ page, label, icon: Icon }) => (
        <PageLink
          key={page}
          data-hint={isCollapsed ? label : undefined}
          data-hint-side="right"
          to={{ page }}
          prefetch
          className={classes.item}
          aria-current={isCurrent(page, current) ? "page" : undefined}
          aria-label={label}
        >
          <Icon size={18} stroke={1.6} aria-hidden />
          <span className={classes.label}>{label}</span>
        </PageLink>
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
