"use client";
import { SegmentedControl, Switch, useMantineColorScheme } from "@mantine/core";
import { useId } from "react";
import { Section } from "#components/ui/page-body.tsx";
import { useInstantFormat } from "#components/ui/time.tsx";
import { setPreferences, usePreferences } from "#lib/client/settings/preferences.ts";
import { useNow } from "#lib/client/shell/use-now.ts";
import classes from "./settings.module.css";

/** How this browser shows things; kept here, not on the server. */
export function Habits() {
  const { singleKeys, timeZone } = usePreferences();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const nowMs = useNow();
  const format = useInstantFormat();
  return (
    <Section title="This browser">
      <div className={classes.habits}>
        <Habit title="Colours" note="As the system follows the setting of your computer.">
          {(id) => (
            <SegmentedControl
              aria-labelledby={id}
              value={colorScheme}
              onChange={(value) => setColorScheme(value === "light" || value === "dark" ? value : "auto")}
              data={[
                { value: "auto", label: "As the system" },
                { value: "light", label: "Light" },
                { value: "dark", label: "Dark" },
              ]}
            />
          )}
        </Habit>
        <Habit title="Times" note={nowMs > 0 ? `Now is ${format(nowMs)}. Files and hovers always say UTC.` : ""}>
          {(id) => (
            <SegmentedControl
              aria-labelledby={id}
              value={timeZone}
              onChange={(value) => setPreferences({ timeZone: value === "local" ? "local" : "utc" })}
              data={[
                { value: "utc", label: "UTC" },
                { value: "local", label: "My time zone" },
              ]}
            />
          )}
        </Habit>
        <Habit
          title="Units"
          note="Azure bills in GiB (1,073,741,824 bytes) though it writes GB. Exact bytes are in every CSV and, with a mouse, a hover away."
        >
          {() => <span>GiB</span>}
        </Habit>
        <Habit title="One-letter keys" note="Such as j, k, / and g s. Ctrl K, Enter, Esc and the arrows always work.">
          {(id) => (
            <Switch
              aria-labelledby={id}
              checked={singleKeys}
              onChange={(event) => setPreferences({ singleKeys: event.currentTarget.checked })}
              size="md"
            />
          )}
        </Habit>
      </div>
    </Section>
  );
}

function Habit({ title, note, children }: { title: string; note: string; children: (labelId: string) => React.ReactNode }) {
  const id = useId();
  return (
    <div className={classes.habit}>
      <div>
        <div id={id} className={classes.strong}>
          {title}
        </div>
        <div className={classes.quiet}>{note}</div>
      </div>
      <div>{children(id)}</div>
    </div>
  );
}
