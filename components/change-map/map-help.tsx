// Until a cell is picked: what can be done with the map, and which keys need its focus.
import { usePreferences } from "#lib/client/settings/preferences.ts";
import classes from "./map-help.module.css";

export function MapHelp() {
  const { singleKeys } = usePreferences();
  return (
    <section aria-label="How to use the map">
      <dl className={classes.help}>
        <dt>Click</dt>
        <dd>list the ranges of a cell</dd>
        <dt>Wheel, + −</dt>
        <dd>zoom; drag to zoom into a span</dd>
        <dt>0</dt>
        <dd>the whole disk</dd>
        <dt>Shift + wheel</dt>
        <dd>move up and down the disk</dd>
        <dt>N, P</dt>
        <dd>next, previous changed region</dd>
        <dt>Arrow keys</dt>
        <dd>go from cell to cell</dd>
      </dl>
      <p className={classes.note}>
        {singleKeys
          ? "+ − 0 N P work anywhere on this page, arrow keys and Enter once the map has the focus: click it, or press N."
          : "One-letter keys are off in Settings: all of these work once the map has the focus. Click it, or reach it with Tab."}
      </p>
    </section>
  );
}
