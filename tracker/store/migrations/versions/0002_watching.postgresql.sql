CREATE TABLE beat (
  name VARCHAR COLLATE "C" NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_beat PRIMARY KEY (name)
);

CREATE TABLE delivery (
  key VARCHAR COLLATE "C" NOT NULL,
  message_id VARCHAR COLLATE "C" NOT NULL,
  edition INTEGER,
  person VARCHAR COLLATE "C" NOT NULL,
  address TEXT NOT NULL,
  sender TEXT NOT NULL,
  subject TEXT NOT NULL,
  state VARCHAR COLLATE "C" NOT NULL,
  fence INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  ambiguous INTEGER NOT NULL,
  owner VARCHAR COLLATE "C",
  lease_until TIMESTAMP WITH TIME ZONE,
  not_before TIMESTAMP WITH TIME ZONE NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  ended_at TIMESTAMP WITH TIME ZONE,
  reason TEXT,
  CONSTRAINT pk_delivery PRIMARY KEY (key)
);

CREATE INDEX ix_delivery_edition ON delivery (edition);

CREATE INDEX ix_delivery_waiting ON delivery (not_before, key) WHERE state IN ('ready', 'sending', 'ambiguous');

CREATE TABLE edition (
  number SERIAL NOT NULL,
  slot VARCHAR COLLATE "C" NOT NULL,
  as_of TIMESTAMP WITH TIME ZONE NOT NULL,
  made_at TIMESTAMP WITH TIME ZONE NOT NULL,
  missed TEXT NOT NULL,
  size INTEGER NOT NULL,
  root VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_edition PRIMARY KEY (number)
);

CREATE UNIQUE INDEX uq_edition_slot ON edition (slot);

CREATE TABLE flag (
  ref VARCHAR COLLATE "C" NOT NULL,
  rule VARCHAR COLLATE "C" NOT NULL,
  since DATE NOT NULL,
  raised_at TIMESTAMP WITH TIME ZONE NOT NULL,
  found_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_flag PRIMARY KEY (ref, rule)
);

CREATE TABLE flag_change (
  ref VARCHAR COLLATE "C" NOT NULL,
  rule VARCHAR COLLATE "C" NOT NULL,
  true_at TIMESTAMP WITH TIME ZONE NOT NULL,
  raised INTEGER NOT NULL,
  since DATE NOT NULL,
  found_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_flag_change PRIMARY KEY (ref, rule, true_at, raised)
);

CREATE INDEX ix_flag_change_found_at ON flag_change (found_at);

CREATE TABLE job_run (
  job VARCHAR COLLATE "C" NOT NULL,
  slot VARCHAR COLLATE "C" NOT NULL,
  due_at TIMESTAMP WITH TIME ZONE NOT NULL,
  planned_at TIMESTAMP WITH TIME ZONE NOT NULL,
  state VARCHAR COLLATE "C" NOT NULL,
  fence INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  owner VARCHAR COLLATE "C",
  lease_until TIMESTAMP WITH TIME ZONE,
  not_before TIMESTAMP WITH TIME ZONE,
  began_at TIMESTAMP WITH TIME ZONE,
  ended_at TIMESTAMP WITH TIME ZONE,
  outcome TEXT,
  reason TEXT,
  CONSTRAINT pk_job_run PRIMARY KEY (job, slot)
);

CREATE INDEX ix_job_run_unfinished ON job_run (due_at) WHERE state IN ('due', 'running');

CREATE TABLE letter (
  edition INTEGER NOT NULL,
  person VARCHAR COLLATE "C" NOT NULL,
  language VARCHAR COLLATE "C" NOT NULL,
  previous INTEGER,
  payload TEXT NOT NULL,
  delivery VARCHAR COLLATE "C",
  CONSTRAINT pk_letter PRIMARY KEY (edition, person)
);

CREATE INDEX ix_letter_person ON letter (person, edition);

CREATE TABLE rule_pack (
  slug VARCHAR COLLATE "C" NOT NULL,
  sha256 VARCHAR COLLATE "C" NOT NULL,
  content TEXT NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT pk_rule_pack PRIMARY KEY (slug)
);

CREATE TABLE rule_pack_version (
  slug VARCHAR COLLATE "C" NOT NULL,
  sha256 VARCHAR COLLATE "C" NOT NULL,
  content TEXT NOT NULL,
  version INTEGER NOT NULL,
  recorded_from TIMESTAMP WITH TIME ZONE NOT NULL,
  recorded_to TIMESTAMP WITH TIME ZONE NOT NULL,
  entry_seq INTEGER NOT NULL,
  CONSTRAINT pk_rule_pack_version PRIMARY KEY (slug, version)
);

CREATE TABLE sweep (
  id SERIAL NOT NULL,
  seen INTEGER NOT NULL,
  packs VARCHAR COLLATE "C" NOT NULL,
  passing VARCHAR COLLATE "C",
  CONSTRAINT pk_sweep PRIMARY KEY (id)
);

CREATE TABLE watch (
  ref VARCHAR COLLATE "C" NOT NULL,
  version INTEGER NOT NULL,
  checked_on DATE,
  next_on DATE,
  touched_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_watch PRIMARY KEY (ref)
);

CREATE INDEX ix_watch_next_on ON watch (next_on, ref) WHERE next_on IS NOT NULL;

CREATE TABLE attempt (
  delivery VARCHAR COLLATE "C" NOT NULL,
  n INTEGER NOT NULL,
  channel VARCHAR COLLATE "C" NOT NULL,
  recipient TEXT NOT NULL,
  began_at TIMESTAMP WITH TIME ZONE NOT NULL,
  ended_at TIMESTAMP WITH TIME ZONE,
  outcome VARCHAR COLLATE "C" NOT NULL,
  code INTEGER,
  reply TEXT NOT NULL,
  CONSTRAINT pk_attempt PRIMARY KEY (delivery, n),
  CONSTRAINT fk_attempt_delivery FOREIGN KEY(delivery) REFERENCES delivery (key) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE delivery_body (
  key VARCHAR COLLATE "C" NOT NULL,
  body BYTEA NOT NULL,
  CONSTRAINT pk_delivery_body PRIMARY KEY (key),
  CONSTRAINT fk_delivery_body_key FOREIGN KEY(key) REFERENCES delivery (key) DEFERRABLE INITIALLY DEFERRED
);

ALTER TABLE person ADD COLUMN empty_week VARCHAR COLLATE "C" DEFAULT 'letter' NOT NULL;

CREATE TRIGGER rule_pack_version_no_update BEFORE UPDATE ON rule_pack_version FOR EACH ROW WHEN (NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.slug IS NOT DISTINCT FROM old.slug AND new.sha256 IS NOT DISTINCT FROM old.sha256 AND new.content IS NOT DISTINCT FROM old.content AND new.version IS NOT DISTINCT FROM old.version AND new.recorded_from IS NOT DISTINCT FROM old.recorded_from AND new.entry_seq IS NOT DISTINCT FROM old.entry_seq)) EXECUTE FUNCTION history_is_append_only('rule_pack_version');

CREATE TRIGGER rule_pack_version_no_delete BEFORE DELETE ON rule_pack_version FOR EACH ROW EXECUTE FUNCTION history_is_append_only('rule_pack_version');

CREATE TRIGGER rule_pack_version_no_truncate BEFORE TRUNCATE ON rule_pack_version FOR EACH STATEMENT EXECUTE FUNCTION history_is_append_only('rule_pack_version');
