// Which resource group a copy or a restored disk is suggested to go to: one that belongs to the source, and why it does.
// In this order: where copies of the disk, then of its neighbours, are already; the same name but for the region; the same
// tags; one for recovery in that region; the source's own. Tags and a word such as "dr" are shared by teams: what they alone
// speak for is a guess, which a person has to confirm.
import { findRegion, regionLabel, sameRegion } from "#lib/domain/inventory/azure-region.ts";
import { OPERATION_TAG } from "#lib/domain/operations/operation-mark.ts";

export interface GroupOfSubscription {
  name: string;
  region: string;
  tags?: Readonly<Record<string, string>>;
}

export interface GroupQuestion {
  /** isElsewhere: the groups are those of another subscription. */
  source: { resourceGroup: string; region: string; tags: Readonly<Record<string, string>>; isElsewhere?: boolean };
  targetRegion: string;
  groups: readonly GroupOfSubscription[];
  /** Groups that hold copies in the target region: of this disk, or of others of the source's group. */
  holders: readonly { name: string; of: "disk" | "group"; copies: number }[];
}

export interface SuggestedGroup {
  name: string;
  /** A sentence. */
  reason: string;
  /** Nothing stronger than tags or a word in its name speaks for it: it may be somebody else's. */
  isGuess?: true;
}

/** Azure Backup keeps house in its own groups: nothing of ours belongs there. */
const BACKUP_GROUP = /^azurebackuprg/i;

export function isBackupGroup(name: string): boolean {
  return BACKUP_GROUP.test(name);
}

export function suggestGroup(question: GroupQuestion): SuggestedGroup | undefined {
  const groups = question.groups.filter(({ name }) => !isBackupGroup(name));
  const own = question.source.isElsewhere ? undefined : groups.find(({ name }) => isSame(name, question.source.resourceGroup));
  const asked = { ...question, groups, own };
  return (
    byCopies(asked) ??
    (isAbroad(question) ? (byName(asked) ?? byTags(asked) ?? forRecovery(asked)) : undefined) ??
    ownGroup(asked) ??
    guessedGroup(groups, question.targetRegion)
  );
}

type Asked = GroupQuestion & { own: GroupOfSubscription | undefined };

function isAbroad({ source, targetRegion }: GroupQuestion): boolean {
  return !sameRegion(source.region, targetRegion);
}

function byCopies({ holders, groups, targetRegion, source }: Asked): SuggestedGroup | undefined {
  const known = holders.filter((holder) => groups.some(({ name }) => isSame(name, holder.name)));
  const best = known.toSorted((a, b) => Number(b.of === "disk") - Number(a.of === "disk") || b.copies - a.copies || order(a, b))[0];
  if (!best) return undefined;
  const whose = best.of === "disk" ? "this disk's other copies" : `copies of others from ${source.resourceGroup}`;
  return { name: best.name, reason: `Holds ${whose} in ${regionLabel(targetRegion)}.` };
}

function byName({ groups, source, targetRegion }: Asked): SuggestedGroup | undefined {
  const stem = stemOf(source.resourceGroup, source.region);
  const found = inRegion(groups, targetRegion).filter(({ name }) => isTelling(stem) && stemOf(name, targetRegion) === stem)[0];
  return found && { name: found.name, reason: `Named like ${source.resourceGroup}, in ${regionLabel(targetRegion)}.` };
}

/** At least half of what the source is tagged with, so that one common tag such as env=prod says nothing. */
function byTags({ groups, own, source, targetRegion }: Asked): SuggestedGroup | undefined {
  const wanted = Object.entries(own?.tags ?? source.tags).filter(([name]) => name !== OPERATION_TAG);
  const scored = inRegion(groups, targetRegion).map((group) => ({
    group,
    same: wanted.filter(([name, value]) => group.tags?.[name] === value),
  }));
  const best = scored.toSorted((a, b) => b.same.length - a.same.length || order(a.group, b.group))[0];
  if (!best || best.same.length === 0 || best.same.length * 2 < wanted.length) return undefined;
  const tags = best.same.map(([name, value]) => `${name}=${value}`).join(", ");
  const reason = `Has the tags of ${own ? own.name : "the snapshot"}: ${tags}; in ${regionLabel(targetRegion)}. Other teams may have them too.`;
  return { name: best.group.name, reason, isGuess: true };
}

function forRecovery({ groups, targetRegion }: Asked): SuggestedGroup | undefined {
  const found = inRegion(groups, targetRegion).find(({ name }) => wordsOf(name).some((word) => RECOVERY_WORDS.has(word)));
  const reason = `Named for recovery, in ${regionLabel(targetRegion)}. Whose recovery is not known.`;
  return found && { name: found.name, reason, isGuess: true };
}

function ownGroup({ own, targetRegion, ...question }: Asked): SuggestedGroup | undefined {
  if (!own) return undefined;
  const reason = isAbroad({ ...question, targetRegion })
    ? `The snapshot's own: no group in ${regionLabel(targetRegion)} is known to belong to it, and a group may hold resources of any region.`
    : "The snapshot's own.";
  return { name: own.name, reason };
}

/** Where its own cannot be seen. */
export function guessedGroup(groups: readonly GroupOfSubscription[], region: string): SuggestedGroup | undefined {
  const usable = groups.filter(({ name }) => !isBackupGroup(name));
  const found = inRegion(usable, region)[0] ?? usable[0];
  return found && { name: found.name, reason: "The first there is: none is known to belong to the snapshot.", isGuess: true };
}

function inRegion(groups: readonly GroupOfSubscription[], region: string): GroupOfSubscription[] {
  return groups.filter((group) => sameRegion(group.region, region));
}

const RECOVERY_WORDS: ReadonlySet<string> = new Set(["dr", "bcdr", "recovery", "failover", "secondary", "replica", "replicas", "copies"]);
const GENERIC_WORDS: ReadonlySet<string> = new Set(["rg", "grp", "group", "resourcegroup", "resources"]);

/** What is left of a name without the words for its region and for recovery: "rg-web-weu" and "rg-web-dr-northeurope" are one. */
function stemOf(name: string, region: string): string {
  const isRegion = regionWords(region);
  return wordsOf(name)
    .filter((word) => !RECOVERY_WORDS.has(word) && !isRegion.has(word))
    .join("-");
}

function isTelling(stem: string): boolean {
  return stem.split("-").some((word) => word !== "" && !GENERIC_WORDS.has(word));
}

function wordsOf(name: string): string[] {
  return name.toLowerCase().split(/[-_.]+/);
}

/** As people shorten them: West Europe is westeurope, weu, we, west, europe; East US 2 is eastus2, eus2, eu2. */
function regionWords(region: string): ReadonlySet<string> {
  const { name, displayName } = findRegion(region) ?? { name: region.toLowerCase(), displayName: region };
  const words = displayName.toLowerCase().split(" ");
  const [first = "", ...rest] = words;
  const tail = rest.join("");
  const initials = words.map((word) => (/^(us|uk|\d)/.test(word) ? word : word[0])).join("");
  const short = [initials, words.map((word) => word[0]).join(""), `${first[0]}${tail.slice(0, 2)}`, `${first[0]}${tail}`];
  const byPlace =
    rest.length > 0 ? [`${rest[0]?.[0]}${first}`, ...words.filter((word) => /^(north|south|east|west|central|europe)/.test(word))] : [];
  return new Set([name, ...short, ...byPlace].filter((word) => word.length > 1));
}

function order(a: { name: string }, b: { name: string }): number {
  return a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1;
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
