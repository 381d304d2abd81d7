"use client";
import { Kbd, Text } from "@mantine/core";
import { Fragment } from "react";
import { Dialog } from "#components/ui/dialog.tsx";
import { usePreferences } from "#lib/client/settings/preferences.ts";
import classes from "./keys-help.module.css";
import { PAGE_ITEMS } from "./nav-items.ts";

const GROUPS: readonly { title: string; keys: readonly [keys: string, what: string][] }[] = [
  {
    title: "Everywhere",
    keys: [
      ["Ctrl K", "Search and commands"],
      ["/", "Search and commands"],
      ["?", "These keys"],
      ["r", "Read the inventory from Azure again"],
      ["Esc", "Close what is open"],
      ["→ ←", "On an explained word: to the next, and back"],
    ],
  },
  { title: "Go to", keys: PAGE_ITEMS.map((item) => [`g ${item.key}`, item.label]) },
  {
    title: "In a list",
    keys: [
      ["j k", "Next and previous row (or the arrows)"],
      ["Enter", "Open; again: into the details, and there: the full page"],
      ["Esc", "From the details back to the row; there: close them"],
      ["→", "To the links, buttons and boxes of a row; ← or Esc back"],
      ["Space", "Tick the row, where rows can be ticked"],
      ["f", "Filter"],
    ],
  },
  {
    title: "On a snapshot and a diff",
    keys: [["[ ]", "Previous and next snapshot of the chain"]],
  },
  {
    title: "On the page of a chain",
    keys: [
      ["← →", "Move along the timeline, once it has the focus"],
      ["Space", "Tick a snapshot"],
      ["Enter", "Open the snapshot"],
      ["Esc", "Back to all chains"],
    ],
  },
  {
    title: "On a diff, while its map is shown",
    keys: [
      ["+ −", "Closer and farther"],
      ["0", "The whole disk"],
      ["n p", "Next and previous changed region"],
    ],
  },
  {
    title: "On the map, once it has the focus (click it, or press n)",
    keys: [
      ["← → ↑ ↓", "From cell to cell"],
      ["Home End", "To the ends of a row; with Ctrl of the disk"],
      ["Enter", "List the ranges of the cell; again to go to them"],
    ],
  },
];

export function KeysHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { singleKeys } = usePreferences();
  return (
    <Dialog opened={opened} onClose={onClose} title="Keys" size="lg">
      {!singleKeys && (
        <Text size="sm" mb="md" c="dimmed">
          One-letter keys are switched off in Settings. Ctrl K, Esc, Enter and the arrows work; + − 0 n p too, once the map has the focus.
        </Text>
      )}
      <div className={classes.groups}>
        {GROUPS.map(({ title, keys }) => (
          <section key={title}>
            <h3 className={classes.title}>{title}</h3>
            <dl className={classes.keys}>
              {keys.map(([combination, what]) => (
                <Fragment key={combination}>
                  <dt>
                    {combination === "Ctrl K" ? (
                      <Kbd size="xs">Ctrl K</Kbd>
                    ) : (
                      combination.split(" ").map((key) => (
                        <Kbd key={key} size="xs" mr={4}>
                          {key}
                        </Kbd>
                      ))
                    )}
                  </dt>
                  <dd>{what}</dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
