"use client";
// The frame around every page: rail (a bottom bar on narrow screens), top bar, palette, keys.
import dynamic from "next/dynamic";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import { useFreshMeasurements } from "#lib/client/inventory/use-measuring.ts";
import { useLiveOperations } from "#lib/client/operations/use-live-operations.ts";
import { setPreferences, usePreferences } from "#lib/client/settings/preferences.ts";
import { useFocusKeeping } from "#lib/client/shell/use-focus-keeping.ts";
import { useKeys } from "#lib/client/shell/use-keys.ts";
import { useGoToPage } from "#lib/client/shell/use-page-address.ts";
import { Announcer } from "./announcer.tsx";
import { BottomBar } from "./bottom-bar.tsx";
import classes from "./dashboard-shell.module.css";
import { PAGE_ITEMS } from "./nav-items.ts";
import { Rail } from "./rail.tsx";
import { ServerAway } from "./server-away.tsx";
import { TopBar } from "./top-bar.tsx";

const loadPalette = () => untilLoaded(() => import("./palette.tsx"));
const loadHelp = () => untilLoaded(() => import("./keys-help.tsx"));
const Palette = dynamic(() => loadPalette().then((m) => m.Palette), { ssr: false });
const KeysHelp = dynamic(() => loadHelp().then((m) => m.KeysHelp), { ssr: false });

export function DashboardShell({ children }: { children: ReactNode }) {
  const { railCollapsed } = usePreferences();
  const palette = useLazyDialog(loadPalette);
  const help = useLazyDialog(loadHelp);
  const goToPage = useGoToPage();
  useKeys({
    "/": palette.open,
    "?": help.open,
    ...Object.fromEntries(PAGE_ITEMS.map((item) => [`g ${item.key}`, () => goToPage({ page: item.page })])),
  });
  useControlK(palette.open);
  useFocusKeeping();
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
      <Announcer />
      {palette.wasOpened && <Palette opened={palette.isOpen} onClose={palette.close} onHelp={help.open} />}
      {help.wasOpened && <KeysHelp opened={help.isOpen} onClose={help.close} />}
    </div>
  );
}

/** Fetched once the page has come to rest, so that it opens at once; drawn at the first opening, kept from then on. */
function useLazyDialog(load: () => Promise<unknown>) {
  const [state, setState] = useState({ isOpen: false, wasOpened: false });
  useEffect(() => {
    const timer = setTimeout(() => void load(), AT_REST_MS);
    return () => clearTimeout(timer);
  }, [load]);
  useHeldKeys(state.isOpen);
  const open = useCallback(() => setState({ isOpen: true, wasOpened: true }), []);
  const close = useCallback(() => setState({ isOpen: false, wasOpened: true }), []);
  return { ...state, open, close };
}

/** The pages of most visits are drawn by then: what they need is asked for first. */
const AT_REST_MS = 1500;

/** From the key that opens a dialog until the dialog has the focus, no key is the page's any more. */
function useHeldKeys(isOpen: boolean): void {
  useEffect(() => {
    if (!isOpen) return;
    const onKey = (event: KeyboardEvent) => {
      if (document.activeElement?.closest("[role=dialog]")) return;
      if (event.key === "Escape") return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, [isOpen]);
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
