// The estate as rows. Facts are everybody's; what one identity was told and which areas it covers are its own; what
// follows from the facts is kept for each view (a set of areas). Sort columns compare byte by byte on every database.
const text = 'text collate "C"';

const facts = (table: string, more = "") => `create table ${table} (
  scope ${text} not null, resource_key ${text} not null, unique_id ${text} not null,
  subscription_id ${text} not null, group_key ${text} not null,
  body jsonb not null, body_hash text not null, is_spelled boolean not null,
  first_seen_at ${text} not null, changed_at ${text} not null, last_seen_at ${text} not null, gone_at ${text}${more},
  primary key (scope, resource_key, unique_id))`;

const copyFacts = (table: string, list: string) => `insert into ${table}
  (scope, resource_key, unique_id, subscription_id, group_key, body, body_hash, is_spelled, first_seen_at, changed_at, last_seen_at)
  select i.scope, lower(one ->> 'id'), one ->> 'uniqueId', lower(one ->> 'subscriptionId'), lower(one ->> 'resourceGroup'), one, '',
    one ->> 'resourceGroup' <> upper(one ->> 'resourceGroup'), i.read_at, i.read_at, i.read_at
  from inventory i cross join lateral jsonb_array_elements(i.body -> '${list}') as one
  on conflict do nothing`;

/** The view that everybody had until then; the first reading gives it its name. */
const formerView = "before-views";

const copyAreas = (list: string) => `insert into estate_areas (scope, view, list, subscription_id, group_key)
  select i.scope, '${formerView}', '${list}', lower(s ->> 'subscriptionId'), ''
  from inventory i cross join lateral jsonb_array_elements(i.body -> 'subscriptions') as s
  where s ->> 'state' <> 'forbidden' or exists (select 1 from jsonb_array_elements(i.body -> '${list}') as one
    where lower(one ->> 'subscriptionId') = lower(s ->> 'subscriptionId'))
  on conflict do nothing`;

export const estateStatements = [
  facts("estate_snapshots", `, chain_key ${text}, stored_bytes double precision`),
  facts("estate_disks"),
  ...["estate_snapshots", "estate_disks"].map(
    (table) => `create index ${table}_present on ${table} (scope, subscription_id, group_key) where gone_at is null`,
  ),
  "create index estate_snapshots_tombstones on estate_snapshots (scope, chain_key) where gone_at is not null",
  `create table estate_changes (
    id bigint generated always as identity primary key, scope ${text} not null, at ${text} not null, kind text not null,
    resource_key ${text} not null, unique_id ${text} not null, change jsonb not null)`,
  "create index estate_changes_of on estate_changes (scope, resource_key, at)",
  `create table estate_readings (
    scope ${text} not null, identity ${text} not null, view ${text} not null, read_at ${text} not null, told_hash text not null,
    primary key (scope, identity))`,
  `create table estate_subscriptions (
    scope ${text} not null, identity ${text} not null, subscription_id ${text} not null, position integer not null, body jsonb not null,
    primary key (scope, identity, subscription_id))`,
  `create table estate_groups (
    scope ${text} not null, identity ${text} not null, subscription_id ${text} not null, group_key ${text} not null,
    position integer not null, body jsonb not null,
    primary key (scope, identity, subscription_id, group_key))`,
  `create table estate_views (
    scope ${text} not null, view ${text} not null, generation integer not null default 1,
    derived_generation integer, derivation text, derived_at ${text}, primary key (scope, view))`,
  `create table estate_areas (
    scope ${text} not null, view ${text} not null, list text not null, subscription_id ${text} not null, group_key ${text} not null,
    primary key (scope, view, list, subscription_id, group_key))`,
  `create table view_snapshots (
    scope ${text} not null, view ${text} not null, resource_key ${text} not null, unique_id ${text} not null, id_hash text not null,
    chain_key ${text} not null, position integer not null, is_of_copied_chain boolean not null, base_unique_id text,
    name_key ${text} not null, disk_key ${text} not null, disk_id_key ${text}, group_key ${text} not null,
    subscription_id ${text} not null, subscription_key ${text} not null, region ${text} not null, kind ${text} not null,
    sku text not null, redundancy ${text} not null, state ${text} not null, origin text not null,
    created_key ${text} not null, created_at text not null, provisioned_bytes double precision not null,
    delta_rank integer not null, delta_bytes double precision not null, stored_bytes double precision, can_measure boolean,
    tag_names jsonb not null, tag_values jsonb not null, haystack text not null,
    record jsonb, row jsonb not null, row_hash text not null, stale integer not null default 0,
    primary key (scope, view, resource_key))`,
  "create index view_snapshots_created on view_snapshots (scope, view, created_key, resource_key)",
  "create index view_snapshots_name on view_snapshots (scope, view, name_key, created_key, resource_key)",
  "create index view_snapshots_disk on view_snapshots (scope, view, disk_key, created_key, resource_key)",
  "create index view_snapshots_delta on view_snapshots (scope, view, delta_rank, delta_bytes, created_key, resource_key)",
  "create index view_snapshots_chain on view_snapshots (scope, view, chain_key, position)",
  "create index view_snapshots_cursor on view_snapshots (scope, view, id_hash)",
  "create index view_snapshots_unique on view_snapshots (unique_id)",
  "create index view_snapshots_stale on view_snapshots (scope, view) where stale > 0",
  `create table view_chains (
    scope ${text} not null, view ${text} not null, resource_key ${text} not null, id_hash text not null,
    disk_key ${text} not null, subscription_id ${text} not null, region ${text} not null, kind ${text} not null,
    source_state ${text} not null, snapshot_count integer not null, stored_bytes double precision not null, last_key ${text} not null,
    haystack text not null, chain jsonb not null, row jsonb not null, row_hash text not null,
    primary key (scope, view, resource_key))`,
  "create index view_chains_stored on view_chains (scope, view, stored_bytes, resource_key)",
  "create index view_chains_cursor on view_chains (scope, view, id_hash)",
  `create table view_disks (
    scope ${text} not null, view ${text} not null, resource_key ${text} not null, id_hash text not null,
    name_key ${text} not null, group_key ${text} not null, subscription_id ${text} not null, region ${text} not null,
    chain_key ${text}, haystack text not null, row jsonb not null, row_hash text not null,
    primary key (scope, view, resource_key))`,
  "create index view_disks_name on view_disks (scope, view, name_key, resource_key)",
  "create index view_disks_cursor on view_disks (scope, view, id_hash)",
  copyFacts("estate_snapshots", "snapshots"),
  copyFacts("estate_disks", "disks"),
  `insert into estate_readings select scope, 'service', '${formerView}', read_at, '' from inventory`,
  `insert into estate_subscriptions select i.scope, 'service', lower(s.body ->> 'subscriptionId'), s.position, s.body - 'unread'
    from inventory i cross join lateral jsonb_array_elements(i.body -> 'subscriptions') with ordinality as s (body, position)
    on conflict do nothing`,
  `insert into estate_groups select i.scope, 'service', lower(g.body ->> 'subscriptionId'), lower(g.body ->> 'name'), g.position, g.body
    from inventory i cross join lateral jsonb_array_elements(i.body -> 'resourceGroups') with ordinality as g (body, position)
    on conflict do nothing`,
  `insert into estate_views (scope, view) select scope, '${formerView}' from inventory`,
  copyAreas("snapshots"),
  copyAreas("disks"),
  "drop table inventory",
];
