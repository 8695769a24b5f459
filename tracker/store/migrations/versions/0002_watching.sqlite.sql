CREATE TABLE beat (
  name TEXT NOT NULL,
  at TEXT NOT NULL,
  CONSTRAINT pk_beat PRIMARY KEY (name)
)
 STRICT;

CREATE TABLE delivery (
  "key" TEXT NOT NULL,
  message_id TEXT NOT NULL,
  edition INTEGER,
  person TEXT NOT NULL,
  address TEXT NOT NULL,
  sender TEXT NOT NULL,
  subject TEXT NOT NULL,
  state TEXT NOT NULL,
  fence INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  ambiguous INTEGER NOT NULL,
  owner TEXT,
  lease_until TEXT,
  not_before TEXT NOT NULL,
  created_at TEXT NOT NULL,
  ended_at TEXT,
  reason TEXT,
  CONSTRAINT pk_delivery PRIMARY KEY ("key")
)
 STRICT;

CREATE INDEX ix_delivery_edition ON delivery (edition);

CREATE INDEX ix_delivery_waiting ON delivery (not_before, "key") WHERE state IN ('ready', 'sending', 'ambiguous');

CREATE TABLE edition (
  number INTEGER NOT NULL,
  slot TEXT NOT NULL,
  as_of TEXT NOT NULL,
  made_at TEXT NOT NULL,
  missed TEXT NOT NULL,
  size INTEGER NOT NULL,
  root TEXT NOT NULL,
  CONSTRAINT pk_edition PRIMARY KEY (number)
)
 STRICT;

CREATE UNIQUE INDEX uq_edition_slot ON edition (slot);

CREATE TABLE flag (
  ref TEXT NOT NULL,
  rule TEXT NOT NULL,
  since TEXT NOT NULL,
  raised_at TEXT NOT NULL,
  found_at TEXT NOT NULL,
  CONSTRAINT pk_flag PRIMARY KEY (ref, rule)
)
 STRICT;

CREATE TABLE flag_change (
  ref TEXT NOT NULL,
  rule TEXT NOT NULL,
  true_at TEXT NOT NULL,
  raised INTEGER NOT NULL,
  since TEXT NOT NULL,
  found_at TEXT NOT NULL,
  CONSTRAINT pk_flag_change PRIMARY KEY (ref, rule, true_at, raised)
)
 STRICT;

CREATE INDEX ix_flag_change_found_at ON flag_change (found_at);

CREATE TABLE job_run (
  job TEXT NOT NULL,
  slot TEXT NOT NULL,
  due_at TEXT NOT NULL,
  planned_at TEXT NOT NULL,
  state TEXT NOT NULL,
  fence INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  owner TEXT,
  lease_until TEXT,
  not_before TEXT,
  began_at TEXT,
  ended_at TEXT,
  outcome TEXT,
  reason TEXT,
  CONSTRAINT pk_job_run PRIMARY KEY (job, slot)
)
 STRICT;

CREATE INDEX ix_job_run_unfinished ON job_run (due_at) WHERE state IN ('due', 'running');

CREATE TABLE letter (
  edition INTEGER NOT NULL,
  person TEXT NOT NULL,
  language TEXT NOT NULL,
  previous INTEGER,
  payload TEXT NOT NULL,
  delivery TEXT,
  CONSTRAINT pk_letter PRIMARY KEY (edition, person)
)
 STRICT;

CREATE INDEX ix_letter_person ON letter (person, edition);

CREATE TABLE rule_pack (
  slug TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  content TEXT NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT pk_rule_pack PRIMARY KEY (slug)
)
 STRICT;

CREATE TABLE rule_pack_version (
  slug TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  content TEXT NOT NULL,
  version INTEGER NOT NULL,
  recorded_from TEXT NOT NULL,
  recorded_to TEXT NOT NULL,
  entry_seq INTEGER NOT NULL,
  CONSTRAINT pk_rule_pack_version PRIMARY KEY (slug, version)
)
 STRICT;

CREATE TABLE sweep (
  id INTEGER NOT NULL,
  seen INTEGER NOT NULL,
  packs TEXT NOT NULL,
  passing TEXT,
  CONSTRAINT pk_sweep PRIMARY KEY (id)
)
 STRICT;

CREATE TABLE watch (
  ref TEXT NOT NULL,
  version INTEGER NOT NULL,
  checked_on TEXT,
  next_on TEXT,
  touched_at TEXT,
  CONSTRAINT pk_watch PRIMARY KEY (ref)
)
 STRICT;

CREATE INDEX ix_watch_next_on ON watch (next_on, ref) WHERE next_on IS NOT NULL;

CREATE TABLE attempt (
  delivery TEXT NOT NULL,
  n INTEGER NOT NULL,
  channel TEXT NOT NULL,
  recipient TEXT NOT NULL,
  began_at TEXT NOT NULL,
  ended_at TEXT,
  outcome TEXT NOT NULL,
  code INTEGER,
  reply TEXT NOT NULL,
  CONSTRAINT pk_attempt PRIMARY KEY (delivery, n),
  CONSTRAINT fk_attempt_delivery FOREIGN KEY(delivery) REFERENCES delivery ("key") DEFERRABLE INITIALLY DEFERRED
)
 STRICT;

CREATE TABLE delivery_body (
  "key" TEXT NOT NULL,
  body BLOB NOT NULL,
  CONSTRAINT pk_delivery_body PRIMARY KEY ("key"),
  CONSTRAINT fk_delivery_body_key FOREIGN KEY("key") REFERENCES delivery ("key") DEFERRABLE INITIALLY DEFERRED
)
 STRICT;

ALTER TABLE person ADD COLUMN empty_week TEXT DEFAULT 'letter' NOT NULL;

CREATE TRIGGER rule_pack_version_no_delete BEFORE DELETE ON rule_pack_version BEGIN SELECT RAISE(ABORT, 'the history is append-only: rule_pack_version'); END;

CREATE TRIGGER rule_pack_version_no_replace BEFORE INSERT ON rule_pack_version WHEN EXISTS (SELECT 1 FROM rule_pack_version WHERE slug = new.slug AND version = new.version) BEGIN SELECT RAISE(ABORT, 'the history is append-only: rule_pack_version'); END;

CREATE TRIGGER rule_pack_version_no_update BEFORE UPDATE ON rule_pack_version WHEN NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.slug IS old.slug AND new.sha256 IS old.sha256 AND new.content IS old.content AND new.version IS old.version AND new.recorded_from IS old.recorded_from AND new.entry_seq IS old.entry_seq) BEGIN SELECT RAISE(ABORT, 'the history is append-only: rule_pack_version'); END;
