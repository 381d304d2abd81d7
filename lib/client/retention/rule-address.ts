// A rule as it stands in the address of its page, so that a link carries it. What is no rule is left out.
import type { UrlChange } from "#lib/client/shell/address-query.ts";
import { retentionRule } from "#lib/contract/retention.ts";
import { NO_RULE, RETENTION_PERIODS, type RetentionRule } from "#lib/domain/retention/retention-rule.ts";

const COUNTS = ["keepLast", ...RETENTION_PERIODS, "floor"] as const;
export type RuleCount = (typeof COUNTS)[number];
/** Names in the address; a list repeats its key. */
const LISTS = { disks: "disk", tags: "tag", exempt: "exempt" } as const;

interface UrlReader {
  get(name: string): string | undefined;
  list(name: string): string[];
}

export function readRule(url: UrlReader): RetentionRule {
  const { shape } = retentionRule;
  const counts = COUNTS.map((name) => {
    const text = url.get(name);
    return [name, text === undefined ? NO_RULE[name] : shape[name].catch(NO_RULE[name]).parse(Number(text))];
  });
  const lists = Object.entries(LISTS).map(([name, key]) => [name, url.list(key)]);
  return retentionRule.catch(NO_RULE).parse(Object.fromEntries([...counts, ...lists]));
}

export function ruleAddress(rule: RetentionRule): UrlChange {
  const counts = COUNTS.map((name) => [name, rule[name] === NO_RULE[name] ? null : String(rule[name])] as const);
  return Object.fromEntries([
    ...counts,
    ...(Object.keys(LISTS) as (keyof typeof LISTS)[]).map((name) => [LISTS[name], rule[name]] as const),
  ]);
}

/** It says of nothing that it stays: a slip, more often than a wish. */
export function keepsNothing(rule: RetentionRule): boolean {
  return rule.keepLast === 0 && RETENTION_PERIODS.every((period) => rule[period] === 0);
}
