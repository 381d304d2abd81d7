// A rule as a file for people and repositories: what is exported is read again as the same rule.
import { parse, stringify } from "yaml";
import { retentionRule } from "#lib/contract/retention.ts";
import type { RetentionRule } from "#lib/domain/retention/retention-rule.ts";

const HEAD = { kind: "snapscope-retention-rule", version: 1 } as const;
/** A rule is a page at most. */
export const MAX_YAML_CHARS = 65_536;

export function ruleToYaml(rule: RetentionRule): string {
  return `# Retention rule of Snapscope: what each chain keeps, counted in UTC periods.\n${stringify({ ...HEAD, ...rule })}`;
}

/** problem: a sentence that names the field. */
export function ruleFromYaml(text: string): { rule: RetentionRule } | { problem: string } {
  if (text.length > MAX_YAML_CHARS) return { problem: "The file is too large to be a rule." };
  let read: unknown;
  try {
    // No aliases: a rule needs none, and a few lines of them grow without end.
    read = parse(text, { maxAliasCount: 0, schema: "core" });
  } catch (error) {
    return { problem: `It is no YAML: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : "unreadable"}` };
  }
  if (typeof read !== "object" || read === null || Array.isArray(read))
    return { problem: "It is no rule: fields with their values are missing." };
  const { kind, version, ...fields } = read as Record<string, unknown>;
  if (kind !== HEAD.kind) return { problem: `It is no retention rule: kind is to be ${HEAD.kind}.` };
  if (version !== HEAD.version) return { problem: `Its version is ${String(version)}; this Snapscope reads version ${HEAD.version}.` };
  const parsed = retentionRule.safeParse(fields);
  if (parsed.success) return { rule: parsed.data };
  const [issue] = parsed.error.issues;
  const field = issue?.path.join(".") || (issue?.code === "unrecognized_keys" ? issue.keys.join(", ") : "rule");
  return { problem: `${field}: ${issue?.message}` };
}
