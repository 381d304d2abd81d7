"use client";
// The frame around every page: rail (a bottom bar on narrow screens), top bar, palette, keys.
import dynamic from "next/dynamic";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import { useFreshMeasurements } from "#lib/client/inventory/use-measuring.ts";
import { useLiveOperations } from "#lib/client/operations/use-live-operations.ts";
import { setPreferences, usePreferences } from "#lib/client/settings/preferences.ts";
import { useKeys } from "#lib/client/shell/use-keys.ts";
import { useGoToPage } from "#lib/client/shell/use-page-address.ts";
import { BottomBar } from "./bottom-bar.tsx";
import classes from "./dashboard-shell.module.css";
import { EndAnnouncer } from "./end-announcer.tsx";
import { NAV_ITEMS } from "./nav-items.ts";
import { Rail } from "./rail.tsx";
import { ServerAway } from "./server-away.tsx";
import { TopBar } from "./top-bar.tsx";

const Palette = dynamic(() => untilLoaded(() => import("./palette.tsx")).then((m) => m.Palette), { ssr: false });
const KeysHelp = dynamic(() => untilLoaded(() => import("./keys-help.tsx")).then((m) => m.KeysHelp), { ssr: false });

export function DashboardShell({ children }: { children: ReactNode }) {
  const { railCollapsed } = usePreferences();
  const palette = useLazyDialog();
  const help = useLazyDialog();
  const goToPage = useGoToPage();
  useKeys({
    "/": palette.open,
    "?": help.open,
    ...Object.fromEntries(NAV_ITEMS.map((item) => [`g ${item.key}`, () => goToPage({ page: item.page })])),
  });
  useControlK(palette.open);
  useLiveOperations();
  useFreshMeasurements();

  return (
    <div className={classes.shell} data-collapsed={railCollapsed || undefined}>
      <a className={classes.skip} href="#content">
        Skip to content
      </a>
      <Rail isCollapsed={railCollapsed} onToggle={() => setPreferences({ railCollapsed: !railCollapsed })} />
      <TopBar onSearch={palette.open} onHelp={help.open} />
      <main id="content" tabIndex={-1} className={classes.main}>
        <ServerAway />
        {children}
      </main>
      <BottomBar />
      <EndAnnouncer />
      {palette.wasOpened && <Palette opened={palette.isOpen} onClose={palette.close} onHelp={help.open} />}
      {help.wasOpened && <KeysHelp opened={help.isOpen} onClose={help.close} />}
    </div>
  );
}

/** Loaded at the first opening, kept for its closing motion. */
function useLazyDialog() {
  const [state, setState] = useState({ isOpen: false, wasOpened: false });
  const open = useCallback(() => setState({ isOpen: true, wasOpened: true }), []);
  const close = useCallback(() => setState({ isOpen: false, wasOpened: true }), []);
  return { ...state, open, close };
}

function useControlK(open: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.key.toLowerCase() !== "k") return;
      event.preventDefault();
      open();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [open]);
}
