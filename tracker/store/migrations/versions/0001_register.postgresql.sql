CREATE TABLE body (
  slug VARCHAR COLLATE "C" NOT NULL,
  parent VARCHAR COLLATE "C",
  path VARCHAR COLLATE "C" NOT NULL,
  name_en TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT pk_body PRIMARY KEY (slug),
  CONSTRAINT fk_body_parent FOREIGN KEY(parent) REFERENCES body (slug) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_body_path ON body (path);

CREATE TABLE body_version (
  slug VARCHAR COLLATE "C" NOT NULL,
  parent VARCHAR COLLATE "C",
  path VARCHAR COLLATE "C" NOT NULL,
  name_en TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  version INTEGER NOT NULL,
  recorded_from TIMESTAMP WITH TIME ZONE NOT NULL,
  recorded_to TIMESTAMP WITH TIME ZONE NOT NULL,
  entry_seq INTEGER NOT NULL,
  CONSTRAINT pk_body_version PRIMARY KEY (slug, version)
);

CREATE TABLE commitment_version (
  ref VARCHAR COLLATE "C" NOT NULL,
  kind VARCHAR COLLATE "C" NOT NULL,
  programme VARCHAR COLLATE "C" NOT NULL,
  parent VARCHAR COLLATE "C",
  title_en TEXT NOT NULL,
  title_zh TEXT NOT NULL,
  note_en TEXT NOT NULL,
  note_zh TEXT NOT NULL,
  work VARCHAR COLLATE "C" NOT NULL,
  assurance VARCHAR COLLATE "C" NOT NULL,
  owner_words TEXT NOT NULL,
  body VARCHAR COLLATE "C",
  post VARCHAR COLLATE "C",
  supervisor VARCHAR COLLATE "C",
  acceptor VARCHAR COLLATE "C",
  leader VARCHAR COLLATE "C",
  co_bodies TEXT NOT NULL,
  due_words TEXT NOT NULL,
  last_day DATE,
  not_before DATE,
  precision VARCHAR COLLATE "C" NOT NULL,
  policy VARCHAR COLLATE "C" NOT NULL,
  due_certain INTEGER NOT NULL,
  due_reasons TEXT NOT NULL,
  recurrence TEXT,
  event TEXT,
  confirmed_by VARCHAR COLLATE "C",
  confirmed_on DATE,
  context_day DATE,
  context_words TEXT NOT NULL,
  first_day DATE,
  stage_day DATE,
  done_on DATE,
  review_day DATE,
  unowned_since DATE,
  size TEXT,
  quantity TEXT,
  sources TEXT NOT NULL,
  aliases TEXT NOT NULL,
  places TEXT NOT NULL,
  tags TEXT NOT NULL,
  marks TEXT NOT NULL,
  registered_on DATE NOT NULL,
  updated_on DATE NOT NULL,
  version INTEGER NOT NULL,
  clock_day DATE,
  title_text TEXT NOT NULL,
  search_text TEXT NOT NULL,
  recorded_from TIMESTAMP WITH TIME ZONE NOT NULL,
  recorded_to TIMESTAMP WITH TIME ZONE NOT NULL,
  entry_seq INTEGER NOT NULL,
  CONSTRAINT pk_commitment_version PRIMARY KEY (ref, version)
);

CREATE INDEX ix_commitment_version_clock ON commitment_version (clock_day, recorded_from, recorded_to, ref) WHERE clock_day IS NOT NULL;

CREATE TABLE facet (
  field VARCHAR COLLATE "C" NOT NULL,
  value VARCHAR COLLATE "C" NOT NULL,
  ref VARCHAR COLLATE "C" NOT NULL,
  recorded_from TIMESTAMP WITH TIME ZONE NOT NULL,
  recorded_to TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_facet PRIMARY KEY (field, value, ref, recorded_from)
);

CREATE INDEX ix_facet_ref ON facet (ref);

CREATE UNIQUE INDEX uq_facet_alias ON facet (value) WHERE field = 'alias' AND recorded_to = '9999-12-31T00:00:00Z'::timestamptz;

CREATE TABLE history_entry (
  seq SERIAL NOT NULL,
  recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
  record_type VARCHAR COLLATE "C" NOT NULL,
  record_key VARCHAR COLLATE "C" NOT NULL,
  action VARCHAR COLLATE "C" NOT NULL,
  body TEXT NOT NULL,
  leaf BYTEA NOT NULL,
  CONSTRAINT pk_history_entry PRIMARY KEY (seq)
);

CREATE INDEX ix_history_entry_record ON history_entry (record_type, record_key, seq);

CREATE TABLE history_head (
  id SERIAL NOT NULL,
  size INTEGER NOT NULL,
  peaks TEXT NOT NULL,
  recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_history_head PRIMARY KEY (id)
);

CREATE TABLE holding_version (
  key VARCHAR COLLATE "C" NOT NULL,
  post VARCHAR COLLATE "C" NOT NULL,
  person VARCHAR COLLATE "C" NOT NULL,
  since DATE NOT NULL,
  until DATE,
  version INTEGER NOT NULL,
  recorded_from TIMESTAMP WITH TIME ZONE NOT NULL,
  recorded_to TIMESTAMP WITH TIME ZONE NOT NULL,
  entry_seq INTEGER NOT NULL,
  CONSTRAINT pk_holding_version PRIMARY KEY (key, version)
);

CREATE TABLE link_version (
  key VARCHAR COLLATE "C" NOT NULL,
  kind VARCHAR COLLATE "C" NOT NULL,
  a VARCHAR COLLATE "C" NOT NULL,
  b VARCHAR COLLATE "C" NOT NULL,
  note_en TEXT NOT NULL,
  note_zh TEXT NOT NULL,
  version INTEGER NOT NULL,
  recorded_from TIMESTAMP WITH TIME ZONE NOT NULL,
  recorded_to TIMESTAMP WITH TIME ZONE NOT NULL,
  entry_seq INTEGER NOT NULL,
  CONSTRAINT pk_link_version PRIMARY KEY (key, version)
);

CREATE TABLE person (
  id VARCHAR COLLATE "C" NOT NULL,
  slug VARCHAR COLLATE "C",
  name_en TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  email TEXT NOT NULL,
  language VARCHAR COLLATE "C" NOT NULL,
  CONSTRAINT pk_person PRIMARY KEY (id)
);

CREATE INDEX ix_person_slug ON person (slug);

CREATE TABLE place (
  slug VARCHAR COLLATE "C" NOT NULL,
  parent VARCHAR COLLATE "C",
  path VARCHAR COLLATE "C" NOT NULL,
  name_en TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT pk_place PRIMARY KEY (slug),
  CONSTRAINT fk_place_parent FOREIGN KEY(parent) REFERENCES place (slug) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_place_path ON place (path);

CREATE TABLE place_version (
  slug VARCHAR COLLATE "C" NOT NULL,
  parent VARCHAR COLLATE "C",
  path VARCHAR COLLATE "C" NOT NULL,
  name_en TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  version INTEGER NOT NULL,
  recorded_from TIMESTAMP WITH TIME ZONE NOT NULL,
  recorded_to TIMESTAMP WITH TIME ZONE NOT NULL,
  entry_seq INTEGER NOT NULL,
  CONSTRAINT pk_place_version PRIMARY KEY (slug, version)
);

CREATE TABLE post_version (
  slug VARCHAR COLLATE "C" NOT NULL,
  body VARCHAR COLLATE "C" NOT NULL,
  title_en TEXT NOT NULL,
  title_zh TEXT NOT NULL,
  version INTEGER NOT NULL,
  recorded_from TIMESTAMP WITH TIME ZONE NOT NULL,
  recorded_to TIMESTAMP WITH TIME ZONE NOT NULL,
  entry_seq INTEGER NOT NULL,
  CONSTRAINT pk_post_version PRIMARY KEY (slug, version)
);

CREATE TABLE programme (
  slug VARCHAR COLLATE "C" NOT NULL,
  code VARCHAR COLLATE "C" NOT NULL,
  title_en TEXT NOT NULL,
  title_zh TEXT NOT NULL,
  closing VARCHAR COLLATE "C" NOT NULL,
  example INTEGER NOT NULL,
  note_en TEXT NOT NULL,
  note_zh TEXT NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT pk_programme PRIMARY KEY (slug)
);

CREATE TABLE programme_version (
  slug VARCHAR COLLATE "C" NOT NULL,
  code VARCHAR COLLATE "C" NOT NULL,
  title_en TEXT NOT NULL,
  title_zh TEXT NOT NULL,
  closing VARCHAR COLLATE "C" NOT NULL,
  example INTEGER NOT NULL,
  note_en TEXT NOT NULL,
  note_zh TEXT NOT NULL,
  version INTEGER NOT NULL,
  recorded_from TIMESTAMP WITH TIME ZONE NOT NULL,
  recorded_to TIMESTAMP WITH TIME ZONE NOT NULL,
  entry_seq INTEGER NOT NULL,
  CONSTRAINT pk_programme_version PRIMARY KEY (slug, version)
);

CREATE TABLE reading_version (
  ref VARCHAR COLLATE "C" NOT NULL,
  aliases TEXT NOT NULL,
  commitment VARCHAR COLLATE "C",
  programme VARCHAR COLLATE "C",
  title_en TEXT NOT NULL,
  title_zh TEXT NOT NULL,
  note_en TEXT NOT NULL,
  note_zh TEXT NOT NULL,
  value TEXT,
  period_words TEXT NOT NULL,
  period_first DATE,
  period_last DATE,
  reported_on DATE,
  source VARCHAR COLLATE "C",
  paragraph TEXT NOT NULL,
  places TEXT NOT NULL,
  tags TEXT NOT NULL,
  marks TEXT NOT NULL,
  version INTEGER NOT NULL,
  recorded_from TIMESTAMP WITH TIME ZONE NOT NULL,
  recorded_to TIMESTAMP WITH TIME ZONE NOT NULL,
  entry_seq INTEGER NOT NULL,
  CONSTRAINT pk_reading_version PRIMARY KEY (ref, version)
);

CREATE TABLE register (
  id SERIAL NOT NULL,
  zone TEXT NOT NULL,
  sandbox INTEGER NOT NULL,
  starter TEXT NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_register PRIMARY KEY (id)
);

CREATE TABLE source_version (
  slug VARCHAR COLLATE "C" NOT NULL,
  title_en TEXT NOT NULL,
  title_zh TEXT NOT NULL,
  publisher VARCHAR COLLATE "C",
  published_on DATE,
  language VARCHAR COLLATE "C" NOT NULL,
  policy VARCHAR COLLATE "C" NOT NULL,
  marks TEXT NOT NULL,
  note_en TEXT NOT NULL,
  note_zh TEXT NOT NULL,
  version INTEGER NOT NULL,
  recorded_from TIMESTAMP WITH TIME ZONE NOT NULL,
  recorded_to TIMESTAMP WITH TIME ZONE NOT NULL,
  entry_seq INTEGER NOT NULL,
  CONSTRAINT pk_source_version PRIMARY KEY (slug, version)
);

CREATE TABLE post (
  slug VARCHAR COLLATE "C" NOT NULL,
  body VARCHAR COLLATE "C" NOT NULL,
  title_en TEXT NOT NULL,
  title_zh TEXT NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT pk_post PRIMARY KEY (slug),
  CONSTRAINT fk_post_body FOREIGN KEY(body) REFERENCES body (slug) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_post_body ON post (body);

CREATE TABLE source (
  slug VARCHAR COLLATE "C" NOT NULL,
  title_en TEXT NOT NULL,
  title_zh TEXT NOT NULL,
  publisher VARCHAR COLLATE "C",
  published_on DATE,
  language VARCHAR COLLATE "C" NOT NULL,
  policy VARCHAR COLLATE "C" NOT NULL,
  marks TEXT NOT NULL,
  note_en TEXT NOT NULL,
  note_zh TEXT NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT pk_source PRIMARY KEY (slug),
  CONSTRAINT fk_source_publisher FOREIGN KEY(publisher) REFERENCES body (slug) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE commitment (
  ref VARCHAR COLLATE "C" NOT NULL,
  kind VARCHAR COLLATE "C" NOT NULL,
  programme VARCHAR COLLATE "C" NOT NULL,
  parent VARCHAR COLLATE "C",
  title_en TEXT NOT NULL,
  title_zh TEXT NOT NULL,
  note_en TEXT NOT NULL,
  note_zh TEXT NOT NULL,
  work VARCHAR COLLATE "C" NOT NULL,
  assurance VARCHAR COLLATE "C" NOT NULL,
  owner_words TEXT NOT NULL,
  body VARCHAR COLLATE "C",
  post VARCHAR COLLATE "C",
  supervisor VARCHAR COLLATE "C",
  acceptor VARCHAR COLLATE "C",
  leader VARCHAR COLLATE "C",
  co_bodies TEXT NOT NULL,
  due_words TEXT NOT NULL,
  last_day DATE,
  not_before DATE,
  precision VARCHAR COLLATE "C" NOT NULL,
  policy VARCHAR COLLATE "C" NOT NULL,
  due_certain INTEGER NOT NULL,
  due_reasons TEXT NOT NULL,
  recurrence TEXT,
  event TEXT,
  confirmed_by VARCHAR COLLATE "C",
  confirmed_on DATE,
  context_day DATE,
  context_words TEXT NOT NULL,
  first_day DATE,
  stage_day DATE,
  done_on DATE,
  review_day DATE,
  unowned_since DATE,
  size TEXT,
  quantity TEXT,
  sources TEXT NOT NULL,
  aliases TEXT NOT NULL,
  places TEXT NOT NULL,
  tags TEXT NOT NULL,
  marks TEXT NOT NULL,
  registered_on DATE NOT NULL,
  updated_on DATE NOT NULL,
  version INTEGER NOT NULL,
  clock_day DATE,
  title_text TEXT NOT NULL,
  search_text TEXT NOT NULL,
  CONSTRAINT pk_commitment PRIMARY KEY (ref),
  CONSTRAINT fk_commitment_programme FOREIGN KEY(programme) REFERENCES programme (slug) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT fk_commitment_parent FOREIGN KEY(parent) REFERENCES commitment (ref) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT fk_commitment_body FOREIGN KEY(body) REFERENCES body (slug) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT fk_commitment_post FOREIGN KEY(post) REFERENCES post (slug) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT fk_commitment_supervisor FOREIGN KEY(supervisor) REFERENCES body (slug) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT fk_commitment_acceptor FOREIGN KEY(acceptor) REFERENCES body (slug) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT fk_commitment_leader FOREIGN KEY(leader) REFERENCES post (slug) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_commitment_body ON commitment (body, work, last_day, ref);

CREATE INDEX ix_commitment_body_clock ON commitment (body, clock_day, ref, last_day) WHERE clock_day IS NOT NULL AND done_on IS NULL;

CREATE INDEX ix_commitment_clock ON commitment (clock_day, ref, body) WHERE clock_day IS NOT NULL AND done_on IS NULL;

CREATE INDEX ix_commitment_due ON commitment (last_day, ref, clock_day, body) WHERE clock_day IS NOT NULL AND done_on IS NULL;

CREATE INDEX ix_commitment_last_day ON commitment (last_day, ref);

CREATE INDEX ix_commitment_parent ON commitment (parent);

CREATE INDEX ix_commitment_post ON commitment (post);

CREATE INDEX ix_commitment_programme ON commitment (programme, last_day, ref, work);

CREATE TABLE holding (
  key VARCHAR COLLATE "C" NOT NULL,
  post VARCHAR COLLATE "C" NOT NULL,
  person VARCHAR COLLATE "C" NOT NULL,
  since DATE NOT NULL,
  until DATE,
  version INTEGER NOT NULL,
  CONSTRAINT pk_holding PRIMARY KEY (key),
  CONSTRAINT fk_holding_post FOREIGN KEY(post) REFERENCES post (slug) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_holding_person ON holding (person);

CREATE INDEX ix_holding_post ON holding (post);

CREATE TABLE link (
  key VARCHAR COLLATE "C" NOT NULL,
  kind VARCHAR COLLATE "C" NOT NULL,
  a VARCHAR COLLATE "C" NOT NULL,
  b VARCHAR COLLATE "C" NOT NULL,
  note_en TEXT NOT NULL,
  note_zh TEXT NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT pk_link PRIMARY KEY (key),
  CONSTRAINT fk_link_a FOREIGN KEY(a) REFERENCES commitment (ref) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT fk_link_b FOREIGN KEY(b) REFERENCES commitment (ref) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_link_a ON link (a);

CREATE INDEX ix_link_b ON link (b);

CREATE TABLE reading (
  ref VARCHAR COLLATE "C" NOT NULL,
  aliases TEXT NOT NULL,
  commitment VARCHAR COLLATE "C",
  programme VARCHAR COLLATE "C",
  title_en TEXT NOT NULL,
  title_zh TEXT NOT NULL,
  note_en TEXT NOT NULL,
  note_zh TEXT NOT NULL,
  value TEXT,
  period_words TEXT NOT NULL,
  period_first DATE,
  period_last DATE,
  reported_on DATE,
  source VARCHAR COLLATE "C",
  paragraph TEXT NOT NULL,
  places TEXT NOT NULL,
  tags TEXT NOT NULL,
  marks TEXT NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT pk_reading PRIMARY KEY (ref),
  CONSTRAINT fk_reading_commitment FOREIGN KEY(commitment) REFERENCES commitment (ref) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT fk_reading_programme FOREIGN KEY(programme) REFERENCES programme (slug) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT fk_reading_source FOREIGN KEY(source) REFERENCES source (slug) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_reading_commitment ON reading (commitment);

CREATE INDEX ix_reading_programme ON reading (programme);

CREATE OR REPLACE FUNCTION history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the history is append-only: %', TG_ARGV[0]; END $$;

CREATE TRIGGER history_entry_no_update BEFORE UPDATE ON history_entry FOR EACH ROW EXECUTE FUNCTION history_is_append_only('history_entry');

CREATE TRIGGER history_entry_no_delete BEFORE DELETE ON history_entry FOR EACH ROW EXECUTE FUNCTION history_is_append_only('history_entry');

CREATE TRIGGER history_entry_no_truncate BEFORE TRUNCATE ON history_entry FOR EACH STATEMENT EXECUTE FUNCTION history_is_append_only('history_entry');

CREATE TRIGGER body_version_no_update BEFORE UPDATE ON body_version FOR EACH ROW WHEN (NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.slug IS NOT DISTINCT FROM old.slug AND new.parent IS NOT DISTINCT FROM old.parent AND new.path IS NOT DISTINCT FROM old.path AND new.name_en IS NOT DISTINCT FROM old.name_en AND new.name_zh IS NOT DISTINCT FROM old.name_zh AND new.version IS NOT DISTINCT FROM old.version AND new.recorded_from IS NOT DISTINCT FROM old.recorded_from AND new.entry_seq IS NOT DISTINCT FROM old.entry_seq)) EXECUTE FUNCTION history_is_append_only('body_version');

CREATE TRIGGER body_version_no_delete BEFORE DELETE ON body_version FOR EACH ROW EXECUTE FUNCTION history_is_append_only('body_version');

CREATE TRIGGER body_version_no_truncate BEFORE TRUNCATE ON body_version FOR EACH STATEMENT EXECUTE FUNCTION history_is_append_only('body_version');

CREATE TRIGGER place_version_no_update BEFORE UPDATE ON place_version FOR EACH ROW WHEN (NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.slug IS NOT DISTINCT FROM old.slug AND new.parent IS NOT DISTINCT FROM old.parent AND new.path IS NOT DISTINCT FROM old.path AND new.name_en IS NOT DISTINCT FROM old.name_en AND new.name_zh IS NOT DISTINCT FROM old.name_zh AND new.version IS NOT DISTINCT FROM old.version AND new.recorded_from IS NOT DISTINCT FROM old.recorded_from AND new.entry_seq IS NOT DISTINCT FROM old.entry_seq)) EXECUTE FUNCTION history_is_append_only('place_version');

CREATE TRIGGER place_version_no_delete BEFORE DELETE ON place_version FOR EACH ROW EXECUTE FUNCTION history_is_append_only('place_version');

CREATE TRIGGER place_version_no_truncate BEFORE TRUNCATE ON place_version FOR EACH STATEMENT EXECUTE FUNCTION history_is_append_only('place_version');

CREATE TRIGGER programme_version_no_update BEFORE UPDATE ON programme_version FOR EACH ROW WHEN (NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.slug IS NOT DISTINCT FROM old.slug AND new.code IS NOT DISTINCT FROM old.code AND new.title_en IS NOT DISTINCT FROM old.title_en AND new.title_zh IS NOT DISTINCT FROM old.title_zh AND new.closing IS NOT DISTINCT FROM old.closing AND new.example IS NOT DISTINCT FROM old.example AND new.note_en IS NOT DISTINCT FROM old.note_en AND new.note_zh IS NOT DISTINCT FROM old.note_zh AND new.version IS NOT DISTINCT FROM old.version AND new.recorded_from IS NOT DISTINCT FROM old.recorded_from AND new.entry_seq IS NOT DISTINCT FROM old.entry_seq)) EXECUTE FUNCTION history_is_append_only('programme_version');

CREATE TRIGGER programme_version_no_delete BEFORE DELETE ON programme_version FOR EACH ROW EXECUTE FUNCTION history_is_append_only('programme_version');

CREATE TRIGGER programme_version_no_truncate BEFORE TRUNCATE ON programme_version FOR EACH STATEMENT EXECUTE FUNCTION history_is_append_only('programme_version');

CREATE TRIGGER post_version_no_update BEFORE UPDATE ON post_version FOR EACH ROW WHEN (NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.slug IS NOT DISTINCT FROM old.slug AND new.body IS NOT DISTINCT FROM old.body AND new.title_en IS NOT DISTINCT FROM old.title_en AND new.title_zh IS NOT DISTINCT FROM old.title_zh AND new.version IS NOT DISTINCT FROM old.version AND new.recorded_from IS NOT DISTINCT FROM old.recorded_from AND new.entry_seq IS NOT DISTINCT FROM old.entry_seq)) EXECUTE FUNCTION history_is_append_only('post_version');

CREATE TRIGGER post_version_no_delete BEFORE DELETE ON post_version FOR EACH ROW EXECUTE FUNCTION history_is_append_only('post_version');

CREATE TRIGGER post_version_no_truncate BEFORE TRUNCATE ON post_version FOR EACH STATEMENT EXECUTE FUNCTION history_is_append_only('post_version');

CREATE TRIGGER holding_version_no_update BEFORE UPDATE ON holding_version FOR EACH ROW WHEN (NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.key IS NOT DISTINCT FROM old.key AND new.post IS NOT DISTINCT FROM old.post AND new.person IS NOT DISTINCT FROM old.person AND new.since IS NOT DISTINCT FROM old.since AND new.until IS NOT DISTINCT FROM old.until AND new.version IS NOT DISTINCT FROM old.version AND new.recorded_from IS NOT DISTINCT FROM old.recorded_from AND new.entry_seq IS NOT DISTINCT FROM old.entry_seq)) EXECUTE FUNCTION history_is_append_only('holding_version');

CREATE TRIGGER holding_version_no_delete BEFORE DELETE ON holding_version FOR EACH ROW EXECUTE FUNCTION history_is_append_only('holding_version');

CREATE TRIGGER holding_version_no_truncate BEFORE TRUNCATE ON holding_version FOR EACH STATEMENT EXECUTE FUNCTION history_is_append_only('holding_version');

CREATE TRIGGER source_version_no_update BEFORE UPDATE ON source_version FOR EACH ROW WHEN (NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.slug IS NOT DISTINCT FROM old.slug AND new.title_en IS NOT DISTINCT FROM old.title_en AND new.title_zh IS NOT DISTINCT FROM old.title_zh AND new.publisher IS NOT DISTINCT FROM old.publisher AND new.published_on IS NOT DISTINCT FROM old.published_on AND new.language IS NOT DISTINCT FROM old.language AND new.policy IS NOT DISTINCT FROM old.policy AND new.marks IS NOT DISTINCT FROM old.marks AND new.note_en IS NOT DISTINCT FROM old.note_en AND new.note_zh IS NOT DISTINCT FROM old.note_zh AND new.version IS NOT DISTINCT FROM old.version AND new.recorded_from IS NOT DISTINCT FROM old.recorded_from AND new.entry_seq IS NOT DISTINCT FROM old.entry_seq)) EXECUTE FUNCTION history_is_append_only('source_version');

CREATE TRIGGER source_version_no_delete BEFORE DELETE ON source_version FOR EACH ROW EXECUTE FUNCTION history_is_append_only('source_version');

CREATE TRIGGER source_version_no_truncate BEFORE TRUNCATE ON source_version FOR EACH STATEMENT EXECUTE FUNCTION history_is_append_only('source_version');

CREATE TRIGGER commitment_version_no_update BEFORE UPDATE ON commitment_version FOR EACH ROW WHEN (NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.ref IS NOT DISTINCT FROM old.ref AND new.kind IS NOT DISTINCT FROM old.kind AND new.programme IS NOT DISTINCT FROM old.programme AND new.parent IS NOT DISTINCT FROM old.parent AND new.title_en IS NOT DISTINCT FROM old.title_en AND new.title_zh IS NOT DISTINCT FROM old.title_zh AND new.note_en IS NOT DISTINCT FROM old.note_en AND new.note_zh IS NOT DISTINCT FROM old.note_zh AND new.work IS NOT DISTINCT FROM old.work AND new.assurance IS NOT DISTINCT FROM old.assurance AND new.owner_words IS NOT DISTINCT FROM old.owner_words AND new.body IS NOT DISTINCT FROM old.body AND new.post IS NOT DISTINCT FROM old.post AND new.supervisor IS NOT DISTINCT FROM old.supervisor AND new.acceptor IS NOT DISTINCT FROM old.acceptor AND new.leader IS NOT DISTINCT FROM old.leader AND new.co_bodies IS NOT DISTINCT FROM old.co_bodies AND new.due_words IS NOT DISTINCT FROM old.due_words AND new.last_day IS NOT DISTINCT FROM old.last_day AND new.not_before IS NOT DISTINCT FROM old.not_before AND new.precision IS NOT DISTINCT FROM old.precision AND new.policy IS NOT DISTINCT FROM old.policy AND new.due_certain IS NOT DISTINCT FROM old.due_certain AND new.due_reasons IS NOT DISTINCT FROM old.due_reasons AND new.recurrence IS NOT DISTINCT FROM old.recurrence AND new.event IS NOT DISTINCT FROM old.event AND new.confirmed_by IS NOT DISTINCT FROM old.confirmed_by AND new.confirmed_on IS NOT DISTINCT FROM old.confirmed_on AND new.context_day IS NOT DISTINCT FROM old.context_day AND new.context_words IS NOT DISTINCT FROM old.context_words AND new.first_day IS NOT DISTINCT FROM old.first_day AND new.stage_day IS NOT DISTINCT FROM old.stage_day AND new.done_on IS NOT DISTINCT FROM old.done_on AND new.review_day IS NOT DISTINCT FROM old.review_day AND new.unowned_since IS NOT DISTINCT FROM old.unowned_since AND new.size IS NOT DISTINCT FROM old.size AND new.quantity IS NOT DISTINCT FROM old.quantity AND new.sources IS NOT DISTINCT FROM old.sources AND new.aliases IS NOT DISTINCT FROM old.aliases AND new.places IS NOT DISTINCT FROM old.places AND new.tags IS NOT DISTINCT FROM old.tags AND new.marks IS NOT DISTINCT FROM old.marks AND new.registered_on IS NOT DISTINCT FROM old.registered_on AND new.updated_on IS NOT DISTINCT FROM old.updated_on AND new.version IS NOT DISTINCT FROM old.version AND new.clock_day IS NOT DISTINCT FROM old.clock_day AND new.title_text IS NOT DISTINCT FROM old.title_text AND new.search_text IS NOT DISTINCT FROM old.search_text AND new.recorded_from IS NOT DISTINCT FROM old.recorded_from AND new.entry_seq IS NOT DISTINCT FROM old.entry_seq)) EXECUTE FUNCTION history_is_append_only('commitment_version');

CREATE TRIGGER commitment_version_no_delete BEFORE DELETE ON commitment_version FOR EACH ROW EXECUTE FUNCTION history_is_append_only('commitment_version');

CREATE TRIGGER commitment_version_no_truncate BEFORE TRUNCATE ON commitment_version FOR EACH STATEMENT EXECUTE FUNCTION history_is_append_only('commitment_version');

CREATE TRIGGER reading_version_no_update BEFORE UPDATE ON reading_version FOR EACH ROW WHEN (NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.ref IS NOT DISTINCT FROM old.ref AND new.aliases IS NOT DISTINCT FROM old.aliases AND new.commitment IS NOT DISTINCT FROM old.commitment AND new.programme IS NOT DISTINCT FROM old.programme AND new.title_en IS NOT DISTINCT FROM old.title_en AND new.title_zh IS NOT DISTINCT FROM old.title_zh AND new.note_en IS NOT DISTINCT FROM old.note_en AND new.note_zh IS NOT DISTINCT FROM old.note_zh AND new.value IS NOT DISTINCT FROM old.value AND new.period_words IS NOT DISTINCT FROM old.period_words AND new.period_first IS NOT DISTINCT FROM old.period_first AND new.period_last IS NOT DISTINCT FROM old.period_last AND new.reported_on IS NOT DISTINCT FROM old.reported_on AND new.source IS NOT DISTINCT FROM old.source AND new.paragraph IS NOT DISTINCT FROM old.paragraph AND new.places IS NOT DISTINCT FROM old.places AND new.tags IS NOT DISTINCT FROM old.tags AND new.marks IS NOT DISTINCT FROM old.marks AND new.version IS NOT DISTINCT FROM old.version AND new.recorded_from IS NOT DISTINCT FROM old.recorded_from AND new.entry_seq IS NOT DISTINCT FROM old.entry_seq)) EXECUTE FUNCTION history_is_append_only('reading_version');

CREATE TRIGGER reading_version_no_delete BEFORE DELETE ON reading_version FOR EACH ROW EXECUTE FUNCTION history_is_append_only('reading_version');

CREATE TRIGGER reading_version_no_truncate BEFORE TRUNCATE ON reading_version FOR EACH STATEMENT EXECUTE FUNCTION history_is_append_only('reading_version');

CREATE TRIGGER link_version_no_update BEFORE UPDATE ON link_version FOR EACH ROW WHEN (NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.key IS NOT DISTINCT FROM old.key AND new.kind IS NOT DISTINCT FROM old.kind AND new.a IS NOT DISTINCT FROM old.a AND new.b IS NOT DISTINCT FROM old.b AND new.note_en IS NOT DISTINCT FROM old.note_en AND new.note_zh IS NOT DISTINCT FROM old.note_zh AND new.version IS NOT DISTINCT FROM old.version AND new.recorded_from IS NOT DISTINCT FROM old.recorded_from AND new.entry_seq IS NOT DISTINCT FROM old.entry_seq)) EXECUTE FUNCTION history_is_append_only('link_version');

CREATE TRIGGER link_version_no_delete BEFORE DELETE ON link_version FOR EACH ROW EXECUTE FUNCTION history_is_append_only('link_version');

CREATE TRIGGER link_version_no_truncate BEFORE TRUNCATE ON link_version FOR EACH STATEMENT EXECUTE FUNCTION history_is_append_only('link_version');

CREATE TRIGGER facet_no_update BEFORE UPDATE ON facet FOR EACH ROW WHEN (NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.field IS NOT DISTINCT FROM old.field AND new.value IS NOT DISTINCT FROM old.value AND new.ref IS NOT DISTINCT FROM old.ref AND new.recorded_from IS NOT DISTINCT FROM old.recorded_from)) EXECUTE FUNCTION history_is_append_only('facet');

CREATE TRIGGER facet_no_delete BEFORE DELETE ON facet FOR EACH ROW EXECUTE FUNCTION history_is_append_only('facet');

CREATE TRIGGER facet_no_truncate BEFORE TRUNCATE ON facet FOR EACH STATEMENT EXECUTE FUNCTION history_is_append_only('facet');
