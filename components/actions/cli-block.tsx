// The same with az: to read, to check, or to run instead.
import { ActionIcon, CopyButton, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import classes from "./cli-block.module.css";

export function CliBlock({ command }: { command: string }) {
  return (
    <div className={classes.block}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways and must be reachable by keyboard */}
      <section className={classes.scroller} tabIndex={0} aria-label="Azure CLI equivalent">
        <pre className={classes.code}>{command}</pre>
      </section>
      <CopyButton value={command} timeout={2000}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? "Copied" : "Copy the commands"}>
            <ActionIcon
              variant="subtle"
              color="gray"
              className={classes.copy}
              onClick={copy}
              aria-label={copied ? "Copied" : "Copy the commands"}
            >
              {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </div>
  );
}
