"use client";
// The fields of a rule, and the same as a file.
import { Button, FileButton, Group, NumberInput, TagsInput } from "@mantine/core";
import { IconDownload, IconUpload } from "@tabler/icons-react";
import { useState } from "react";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import type { RuleCount } from "#lib/client/retention/rule-address.ts";
import { saveText } from "#lib/client/shell/save-text.ts";
import type { RetentionRule } from "#lib/domain/retention/retention-rule.ts";
import classes from "./retention.module.css";

const COUNTS: readonly { name: RuleCount; label: string; min: number }[] = [
  { name: "keepLast", label: "Last", min: 0 },
  { name: "hourly", label: "Hourly", min: 0 },
  { name: "daily", label: "Daily", min: 0 },
  { name: "weekly", label: "Weekly", min: 0 },
  { name: "monthly", label: "Monthly", min: 0 },
  { name: "yearly", label: "Yearly", min: 0 },
  { name: "floor", label: "Never fewer than", min: 1 },
];

interface RuleFormProps {
  rule: RetentionRule;
  onChange(rule: RetentionRule): void;
}

export function RuleForm({ rule, onChange }: RuleFormProps) {
  return (
    <section aria-label="The rule" className={classes.form}>
      <div className={classes.counts}>
        {COUNTS.map(({ name, label, min }) => (
          <NumberInput
            hideControls
            key={name}
            label={label}
            min={min}
            max={10_000}
            allowDecimal={false}
            allowNegative={false}
            value={rule[name]}
            onChange={(value) => typeof value === "number" && value >= min && onChange({ ...rule, [name]: value })}
          />
        ))}
      </div>
      <SelectionFields rule={rule} onChange={(change) => onChange({ ...rule, ...change })} />
      <RuleFile rule={rule} onChange={onChange} />
    </section>
  );
}

type Selecting = Pick<RetentionRule, "disks" | "tags" | "exempt">;

export function SelectionFields({ rule, onChange }: { rule: Selecting; onChange(change: Partial<Selecting>): void }) {
  return (
    <div className={classes.lists}>
      <TagsInput label="Disks" description="By name or ARM id. None: all." value={rule.disks} onChange={(disks) => onChange({ disks })} />
      <TagsInput
        label="Tags"
        description="env=prod or env: only snapshots with one of them. None: all."
        splitChars={[]}
        value={rule.tags}
        onChange={(tags) => onChange({ tags })}
      />
      <TagsInput
        label="Exempt tags"
        description="Snapshots with one of them are left alone."
        splitChars={[]}
        value={rule.exempt}
        onChange={(exempt) => onChange({ exempt })}
      />
    </div>
  );
}

/** The reader of YAML is loaded when it is first needed. */
const loadYaml = () => untilLoaded(() => import("#lib/client/retention/rule-yaml.ts"));

function RuleFile({ rule, onChange }: RuleFormProps) {
  const [problem, setProblem] = useState<string>();
  const save = async () => {
    const { ruleToYaml } = await loadYaml();
    saveText("retention-rule.yaml", "application/yaml", ruleToYaml(rule));
  };
  const read = async (file: File | null) => {
    if (!file) return;
    const { MAX_YAML_CHARS, ruleFromYaml } = await loadYaml();
    const result = ruleFromYaml(await file.slice(0, MAX_YAML_CHARS * 4).text());
    setProblem("problem" in result ? `${file.name}: ${result.problem}` : undefined);
    if ("rule" in result) onChange(result.rule);
  };
  return (
    <Group gap={8}>
      <Button variant="default" size="compact-sm" leftSection={<IconDownload size={13} />} onClick={() => void save()}>
        Export as YAML
      </Button>
      <FileButton accept=".yaml,.yml,application/yaml,text/yaml,text/plain" onChange={(file) => void read(file)}>
        {(props) => (
          <Button {...props} variant="default" size="compact-sm" leftSection={<IconUpload size={13} />}>
            Import YAML
          </Button>
        )}
      </FileButton>
      {problem && (
        <span role="alert" className={classes.problem}>
          {problem}
        </span>
      )}
    </Group>
  );
}
