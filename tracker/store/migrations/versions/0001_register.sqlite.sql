CREATE TABLE body (
  slug TEXT NOT NULL,
  parent TEXT,
  path TEXT NOT NULL,
  name_en TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT pk_body PRIMARY KEY (slug),
  CONSTRAINT fk_body_parent FOREIGN KEY(parent) REFERENCES body (slug) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;

CREATE INDEX ix_body_path ON body (path);

CREATE TABLE body_version (
  slug TEXT NOT NULL,
  parent TEXT,
  path TEXT NOT NULL,
  name_en TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  version INTEGER NOT NULL,
  recorded_from TEXT NOT NULL,
  recorded_to TEXT NOT NULL,
  entry_seq INTEGER NOT NULL,
  CONSTRAINT pk_body_version PRIMARY KEY (slug, version)
)
 STRICT;

CREATE TABLE commitment_version (
  ref TEXT NOT NULL,
  kind TEXT NOT NULL,
  programme TEXT NOT NULL,
  parent TEXT,
  title_en TEXT NOT NULL,
  title_zh TEXT NOT NULL,
  note_en TEXT NOT NULL,
  note_zh TEXT NOT NULL,
  work TEXT NOT NULL,
  assurance TEXT NOT NULL,
  owner_words TEXT NOT NULL,
  body TEXT,
  post TEXT,
  supervisor TEXT,
  acceptor TEXT,
  leader TEXT,
  co_bodies TEXT NOT NULL,
  due_words TEXT NOT NULL,
  last_day TEXT,
  not_before TEXT,
  precision TEXT NOT NULL,
  policy TEXT NOT NULL,
  due_certain INTEGER NOT NULL,
  due_reasons TEXT NOT NULL,
  recurrence TEXT,
  event TEXT,
  confirmed_by TEXT,
  confirmed_on TEXT,
  context_day TEXT,
  context_words TEXT NOT NULL,
  first_day TEXT,
  stage_day TEXT,
  done_on TEXT,
  review_day TEXT,
  unowned_since TEXT,
  size TEXT,
  quantity TEXT,
  sources TEXT NOT NULL,
  aliases TEXT NOT NULL,
  places TEXT NOT NULL,
  tags TEXT NOT NULL,
  marks TEXT NOT NULL,
  registered_on TEXT NOT NULL,
  updated_on TEXT NOT NULL,
  version INTEGER NOT NULL,
  clock_day TEXT,
  title_text TEXT NOT NULL,
  search_text TEXT NOT NULL,
  recorded_from TEXT NOT NULL,
  recorded_to TEXT NOT NULL,
  entry_seq INTEGER NOT NULL,
  CONSTRAINT pk_commitment_version PRIMARY KEY (ref, version)
)
 STRICT;

CREATE INDEX ix_commitment_version_clock ON commitment_version (clock_day, recorded_from, recorded_to, ref) WHERE clock_day IS NOT NULL;

CREATE TABLE facet (
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  ref TEXT NOT NULL,
  recorded_from TEXT NOT NULL,
  recorded_to TEXT NOT NULL,
  CONSTRAINT pk_facet PRIMARY KEY (field, value, ref, recorded_from)
)
 STRICT;

CREATE INDEX ix_facet_ref ON facet (ref);

CREATE UNIQUE INDEX uq_facet_alias ON facet (value) WHERE field = 'alias' AND recorded_to = '9999-12-31T00:00:00.000000Z';

CREATE TABLE history_entry (
  seq INTEGER NOT NULL,
  recorded_at TEXT NOT NULL,
  record_type TEXT NOT NULL,
  record_key TEXT NOT NULL,
  action TEXT NOT NULL,
  body TEXT NOT NULL,
  leaf BLOB NOT NULL,
  CONSTRAINT pk_history_entry PRIMARY KEY (seq)
)
 STRICT;

CREATE INDEX ix_history_entry_record ON history_entry (record_type, record_key, seq);

CREATE TABLE history_head (
  id INTEGER NOT NULL,
  size INTEGER NOT NULL,
  peaks TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  CONSTRAINT pk_history_head PRIMARY KEY (id)
)
 STRICT;

CREATE TABLE holding_version (
  "key" TEXT NOT NULL,
  post TEXT NOT NULL,
  person TEXT NOT NULL,
  since TEXT NOT NULL,
  until TEXT,
  version INTEGER NOT NULL,
  recorded_from TEXT NOT NULL,
  recorded_to TEXT NOT NULL,
  entry_seq INTEGER NOT NULL,
  CONSTRAINT pk_holding_version PRIMARY KEY ("key", version)
)
 STRICT;

CREATE TABLE link_version (
  "key" TEXT NOT NULL,
  kind TEXT NOT NULL,
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  note_en TEXT NOT NULL,
  note_zh TEXT NOT NULL,
  version INTEGER NOT NULL,
  recorded_from TEXT NOT NULL,
  recorded_to TEXT NOT NULL,
  entry_seq INTEGER NOT NULL,
  CONSTRAINT pk_link_version PRIMARY KEY ("key", version)
)
 STRICT;

CREATE TABLE person (
  id TEXT NOT NULL,
  slug TEXT,
  name_en TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  email TEXT NOT NULL,
  language TEXT NOT NULL,
  CONSTRAINT pk_person PRIMARY KEY (id)
)
 STRICT;

CREATE INDEX ix_person_slug ON person (slug);

CREATE TABLE place (
  slug TEXT NOT NULL,
  parent TEXT,
  path TEXT NOT NULL,
  name_en TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT pk_place PRIMARY KEY (slug),
  CONSTRAINT fk_place_parent FOREIGN KEY(parent) REFERENCES place (slug) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;

CREATE INDEX ix_place_path ON place (path);

CREATE TABLE place_version (
  slug TEXT NOT NULL,
  parent TEXT,
  path TEXT NOT NULL,
  name_en TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  version INTEGER NOT NULL,
  recorded_from TEXT NOT NULL,
  recorded_to TEXT NOT NULL,
  entry_seq INTEGER NOT NULL,
  CONSTRAINT pk_place_version PRIMARY KEY (slug, version)
)
 STRICT;

CREATE TABLE post_version (
  slug TEXT NOT NULL,
  body TEXT NOT NULL,
  title_en TEXT NOT NULL,
  title_zh TEXT NOT NULL,
  version INTEGER NOT NULL,
  recorded_from TEXT NOT NULL,
  recorded_to TEXT NOT NULL,
  entry_seq INTEGER NOT NULL,
  CONSTRAINT pk_post_version PRIMARY KEY (slug, version)
)
 STRICT;

CREATE TABLE programme (
  slug TEXT NOT NULL,
  code TEXT NOT NULL,
  title_en TEXT NOT NULL,
  title_zh TEXT NOT NULL,
  closing TEXT NOT NULL,
  example INTEGER NOT NULL,
  note_en TEXT NOT NULL,
  note_zh TEXT NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT pk_programme PRIMARY KEY (slug)
)
 STRICT;

CREATE TABLE programme_version (
  slug TEXT NOT NULL,
  code TEXT NOT NULL,
  title_en TEXT NOT NULL,
  title_zh TEXT NOT NULL,
  closing TEXT NOT NULL,
  example INTEGER NOT NULL,
  note_en TEXT NOT NULL,
  note_zh TEXT NOT NULL,
  version INTEGER NOT NULL,
  recorded_from TEXT NOT NULL,
  recorded_to TEXT NOT NULL,
  entry_seq INTEGER NOT NULL,
  CONSTRAINT pk_programme_version PRIMARY KEY (slug, version)
)
 STRICT;

CREATE TABLE reading_version (
  ref TEXT NOT NULL,
  aliases TEXT NOT NULL,
  commitment TEXT,
  programme TEXT,
  title_en TEXT NOT NULL,
  title_zh TEXT NOT NULL,
  note_en TEXT NOT NULL,
  note_zh TEXT NOT NULL,
  value TEXT,
  period_words TEXT NOT NULL,
  period_first TEXT,
  period_last TEXT,
  reported_on TEXT,
  source TEXT,
  paragraph TEXT NOT NULL,
  places TEXT NOT NULL,
  tags TEXT NOT NULL,
  marks TEXT NOT NULL,
  version INTEGER NOT NULL,
  recorded_from TEXT NOT NULL,
  recorded_to TEXT NOT NULL,
  entry_seq INTEGER NOT NULL,
  CONSTRAINT pk_reading_version PRIMARY KEY (ref, version)
)
 STRICT;

CREATE TABLE register (
  id INTEGER NOT NULL,
  zone TEXT NOT NULL,
  sandbox INTEGER NOT NULL,
  starter TEXT NOT NULL,
  created_at TEXT NOT NULL,
  CONSTRAINT pk_register PRIMARY KEY (id)
)
 STRICT;

CREATE TABLE source_version (
  slug TEXT NOT NULL,
  title_en TEXT NOT NULL,
  title_zh TEXT NOT NULL,
  publisher TEXT,
  published_on TEXT,
  language TEXT NOT NULL,
  policy TEXT NOT NULL,
  marks TEXT NOT NULL,
  note_en TEXT NOT NULL,
  note_zh TEXT NOT NULL,
  version INTEGER NOT NULL,
  recorded_from TEXT NOT NULL,
  recorded_to TEXT NOT NULL,
  entry_seq INTEGER NOT NULL,
  CONSTRAINT pk_source_version PRIMARY KEY (slug, version)
)
 STRICT;

CREATE TABLE post (
  slug TEXT NOT NULL,
  body TEXT NOT NULL,
  title_en TEXT NOT NULL,
  title_zh TEXT NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT pk_post PRIMARY KEY (slug),
  CONSTRAINT fk_post_body FOREIGN KEY(body) REFERENCES body (slug) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;

CREATE INDEX ix_post_body ON post (body);

CREATE TABLE source (
  slug TEXT NOT NULL,
  title_en TEXT NOT NULL,
  title_zh TEXT NOT NULL,
  publisher TEXT,
  published_on TEXT,
  language TEXT NOT NULL,
  policy TEXT NOT NULL,
  marks TEXT NOT NULL,
  note_en TEXT NOT NULL,
  note_zh TEXT NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT pk_source PRIMARY KEY (slug),
  CONSTRAINT fk_source_publisher FOREIGN KEY(publisher) REFERENCES body (slug) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;

CREATE TABLE commitment (
  ref TEXT NOT NULL,
  kind TEXT NOT NULL,
  programme TEXT NOT NULL,
  parent TEXT,
  title_en TEXT NOT NULL,
  title_zh TEXT NOT NULL,
  note_en TEXT NOT NULL,
  note_zh TEXT NOT NULL,
  work TEXT NOT NULL,
  assurance TEXT NOT NULL,
  owner_words TEXT NOT NULL,
  body TEXT,
  post TEXT,
  supervisor TEXT,
  acceptor TEXT,
  leader TEXT,
  co_bodies TEXT NOT NULL,
  due_words TEXT NOT NULL,
  last_day TEXT,
  not_before TEXT,
  precision TEXT NOT NULL,
  policy TEXT NOT NULL,
  due_certain INTEGER NOT NULL,
  due_reasons TEXT NOT NULL,
  recurrence TEXT,
  event TEXT,
  confirmed_by TEXT,
  confirmed_on TEXT,
  context_day TEXT,
  context_words TEXT NOT NULL,
  first_day TEXT,
  stage_day TEXT,
  done_on TEXT,
  review_day TEXT,
  unowned_since TEXT,
  size TEXT,
  quantity TEXT,
  sources TEXT NOT NULL,
  aliases TEXT NOT NULL,
  places TEXT NOT NULL,
  tags TEXT NOT NULL,
  marks TEXT NOT NULL,
  registered_on TEXT NOT NULL,
  updated_on TEXT NOT NULL,
  version INTEGER NOT NULL,
  clock_day TEXT,
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
)
 STRICT;

CREATE INDEX ix_commitment_body ON commitment (body, work, last_day, ref);

CREATE INDEX ix_commitment_body_clock ON commitment (body, clock_day, ref, last_day) WHERE clock_day IS NOT NULL AND done_on IS NULL;

CREATE INDEX ix_commitment_clock ON commitment (clock_day, ref, body) WHERE clock_day IS NOT NULL AND done_on IS NULL;

CREATE INDEX ix_commitment_due ON commitment (last_day, ref, clock_day, body) WHERE clock_day IS NOT NULL AND done_on IS NULL;

CREATE INDEX ix_commitment_last_day ON commitment (last_day, ref);

CREATE INDEX ix_commitment_parent ON commitment (parent);

CREATE INDEX ix_commitment_post ON commitment (post);

CREATE INDEX ix_commitment_programme ON commitment (programme, last_day, ref, work);

CREATE TABLE holding (
  "key" TEXT NOT NULL,
  post TEXT NOT NULL,
  person TEXT NOT NULL,
  since TEXT NOT NULL,
  until TEXT,
  version INTEGER NOT NULL,
  CONSTRAINT pk_holding PRIMARY KEY ("key"),
  CONSTRAINT fk_holding_post FOREIGN KEY(post) REFERENCES post (slug) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;

CREATE INDEX ix_holding_person ON holding (person);

CREATE INDEX ix_holding_post ON holding (post);

CREATE TABLE link (
  "key" TEXT NOT NULL,
  kind TEXT NOT NULL,
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  note_en TEXT NOT NULL,
  note_zh TEXT NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT pk_link PRIMARY KEY ("key"),
  CONSTRAINT fk_link_a FOREIGN KEY(a) REFERENCES commitment (ref) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT fk_link_b FOREIGN KEY(b) REFERENCES commitment (ref) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;

CREATE INDEX ix_link_a ON link (a);

CREATE INDEX ix_link_b ON link (b);

CREATE TABLE reading (
  ref TEXT NOT NULL,
  aliases TEXT NOT NULL,
  commitment TEXT,
  programme TEXT,
  title_en TEXT NOT NULL,
  title_zh TEXT NOT NULL,
  note_en TEXT NOT NULL,
  note_zh TEXT NOT NULL,
  value TEXT,
  period_words TEXT NOT NULL,
  period_first TEXT,
  period_last TEXT,
  reported_on TEXT,
  source TEXT,
  paragraph TEXT NOT NULL,
  places TEXT NOT NULL,
  tags TEXT NOT NULL,
  marks TEXT NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT pk_reading PRIMARY KEY (ref),
  CONSTRAINT fk_reading_commitment FOREIGN KEY(commitment) REFERENCES commitment (ref) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT fk_reading_programme FOREIGN KEY(programme) REFERENCES programme (slug) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT fk_reading_source FOREIGN KEY(source) REFERENCES source (slug) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;

CREATE INDEX ix_reading_commitment ON reading (commitment);

CREATE INDEX ix_reading_programme ON reading (programme);

CREATE TRIGGER history_entry_no_delete BEFORE DELETE ON history_entry BEGIN SELECT RAISE(ABORT, 'the history is append-only: history_entry'); END;

CREATE TRIGGER history_entry_no_replace BEFORE INSERT ON history_entry WHEN EXISTS (SELECT 1 FROM history_entry WHERE seq = new.seq) BEGIN SELECT RAISE(ABORT, 'the history is append-only: history_entry'); END;

CREATE TRIGGER history_entry_no_update BEFORE UPDATE ON history_entry BEGIN SELECT RAISE(ABORT, 'the history is append-only: history_entry'); END;

CREATE TRIGGER body_version_no_delete BEFORE DELETE ON body_version BEGIN SELECT RAISE(ABORT, 'the history is append-only: body_version'); END;

CREATE TRIGGER body_version_no_replace BEFORE INSERT ON body_version WHEN EXISTS (SELECT 1 FROM body_version WHERE slug = new.slug AND version = new.version) BEGIN SELECT RAISE(ABORT, 'the history is append-only: body_version'); END;

CREATE TRIGGER body_version_no_update BEFORE UPDATE ON body_version WHEN NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.slug IS old.slug AND new.parent IS old.parent AND new.path IS old.path AND new.name_en IS old.name_en AND new.name_zh IS old.name_zh AND new.version IS old.version AND new.recorded_from IS old.recorded_from AND new.entry_seq IS old.entry_seq) BEGIN SELECT RAISE(ABORT, 'the history is append-only: body_version'); END;

CREATE TRIGGER place_version_no_delete BEFORE DELETE ON place_version BEGIN SELECT RAISE(ABORT, 'the history is append-only: place_version'); END;

CREATE TRIGGER place_version_no_replace BEFORE INSERT ON place_version WHEN EXISTS (SELECT 1 FROM place_version WHERE slug = new.slug AND version = new.version) BEGIN SELECT RAISE(ABORT, 'the history is append-only: place_version'); END;

CREATE TRIGGER place_version_no_update BEFORE UPDATE ON place_version WHEN NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.slug IS old.slug AND new.parent IS old.parent AND new.path IS old.path AND new.name_en IS old.name_en AND new.name_zh IS old.name_zh AND new.version IS old.version AND new.recorded_from IS old.recorded_from AND new.entry_seq IS old.entry_seq) BEGIN SELECT RAISE(ABORT, 'the history is append-only: place_version'); END;

CREATE TRIGGER programme_version_no_delete BEFORE DELETE ON programme_version BEGIN SELECT RAISE(ABORT, 'the history is append-only: programme_version'); END;

CREATE TRIGGER programme_version_no_replace BEFORE INSERT ON programme_version WHEN EXISTS (SELECT 1 FROM programme_version WHERE slug = new.slug AND version = new.version) BEGIN SELECT RAISE(ABORT, 'the history is append-only: programme_version'); END;

CREATE TRIGGER programme_version_no_update BEFORE UPDATE ON programme_version WHEN NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.slug IS old.slug AND new.code IS old.code AND new.title_en IS old.title_en AND new.title_zh IS old.title_zh AND new.closing IS old.closing AND new.example IS old.example AND new.note_en IS old.note_en AND new.note_zh IS old.note_zh AND new.version IS old.version AND new.recorded_from IS old.recorded_from AND new.entry_seq IS old.entry_seq) BEGIN SELECT RAISE(ABORT, 'the history is append-only: programme_version'); END;

CREATE TRIGGER post_version_no_delete BEFORE DELETE ON post_version BEGIN SELECT RAISE(ABORT, 'the history is append-only: post_version'); END;

CREATE TRIGGER post_version_no_replace BEFORE INSERT ON post_version WHEN EXISTS (SELECT 1 FROM post_version WHERE slug = new.slug AND version = new.version) BEGIN SELECT RAISE(ABORT, 'the history is append-only: post_version'); END;

CREATE TRIGGER post_version_no_update BEFORE UPDATE ON post_version WHEN NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.slug IS old.slug AND new.body IS old.body AND new.title_en IS old.title_en AND new.title_zh IS old.title_zh AND new.version IS old.version AND new.recorded_from IS old.recorded_from AND new.entry_seq IS old.entry_seq) BEGIN SELECT RAISE(ABORT, 'the history is append-only: post_version'); END;

CREATE TRIGGER holding_version_no_delete BEFORE DELETE ON holding_version BEGIN SELECT RAISE(ABORT, 'the history is append-only: holding_version'); END;

CREATE TRIGGER holding_version_no_replace BEFORE INSERT ON holding_version WHEN EXISTS (SELECT 1 FROM holding_version WHERE key = new.key AND version = new.version) BEGIN SELECT RAISE(ABORT, 'the history is append-only: holding_version'); END;

CREATE TRIGGER holding_version_no_update BEFORE UPDATE ON holding_version WHEN NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.key IS old.key AND new.post IS old.post AND new.person IS old.person AND new.since IS old.since AND new.until IS old.until AND new.version IS old.version AND new.recorded_from IS old.recorded_from AND new.entry_seq IS old.entry_seq) BEGIN SELECT RAISE(ABORT, 'the history is append-only: holding_version'); END;

CREATE TRIGGER source_version_no_delete BEFORE DELETE ON source_version BEGIN SELECT RAISE(ABORT, 'the history is append-only: source_version'); END;

CREATE TRIGGER source_version_no_replace BEFORE INSERT ON source_version WHEN EXISTS (SELECT 1 FROM source_version WHERE slug = new.slug AND version = new.version) BEGIN SELECT RAISE(ABORT, 'the history is append-only: source_version'); END;

CREATE TRIGGER source_version_no_update BEFORE UPDATE ON source_version WHEN NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.slug IS old.slug AND new.title_en IS old.title_en AND new.title_zh IS old.title_zh AND new.publisher IS old.publisher AND new.published_on IS old.published_on AND new.language IS old.language AND new.policy IS old.policy AND new.marks IS old.marks AND new.note_en IS old.note_en AND new.note_zh IS old.note_zh AND new.version IS old.version AND new.recorded_from IS old.recorded_from AND new.entry_seq IS old.entry_seq) BEGIN SELECT RAISE(ABORT, 'the history is append-only: source_version'); END;

CREATE TRIGGER commitment_version_no_delete BEFORE DELETE ON commitment_version BEGIN SELECT RAISE(ABORT, 'the history is append-only: commitment_version'); END;

CREATE TRIGGER commitment_version_no_replace BEFORE INSERT ON commitment_version WHEN EXISTS (SELECT 1 FROM commitment_version WHERE ref = new.ref AND version = new.version) BEGIN SELECT RAISE(ABORT, 'the history is append-only: commitment_version'); END;

CREATE TRIGGER commitment_version_no_update BEFORE UPDATE ON commitment_version WHEN NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.ref IS old.ref AND new.kind IS old.kind AND new.programme IS old.programme AND new.parent IS old.parent AND new.title_en IS old.title_en AND new.title_zh IS old.title_zh AND new.note_en IS old.note_en AND new.note_zh IS old.note_zh AND new.work IS old.work AND new.assurance IS old.assurance AND new.owner_words IS old.owner_words AND new.body IS old.body AND new.post IS old.post AND new.supervisor IS old.supervisor AND new.acceptor IS old.acceptor AND new.leader IS old.leader AND new.co_bodies IS old.co_bodies AND new.due_words IS old.due_words AND new.last_day IS old.last_day AND new.not_before IS old.not_before AND new.precision IS old.precision AND new.policy IS old.policy AND new.due_certain IS old.due_certain AND new.due_reasons IS old.due_reasons AND new.recurrence IS old.recurrence AND new.event IS old.event AND new.confirmed_by IS old.confirmed_by AND new.confirmed_on IS old.confirmed_on AND new.context_day IS old.context_day AND new.context_words IS old.context_words AND new.first_day IS old.first_day AND new.stage_day IS old.stage_day AND new.done_on IS old.done_on AND new.review_day IS old.review_day AND new.unowned_since IS old.unowned_since AND new.size IS old.size AND new.quantity IS old.quantity AND new.sources IS old.sources AND new.aliases IS old.aliases AND new.places IS old.places AND new.tags IS old.tags AND new.marks IS old.marks AND new.registered_on IS old.registered_on AND new.updated_on IS old.updated_on AND new.version IS old.version AND new.clock_day IS old.clock_day AND new.title_text IS old.title_text AND new.search_text IS old.search_text AND new.recorded_from IS old.recorded_from AND new.entry_seq IS old.entry_seq) BEGIN SELECT RAISE(ABORT, 'the history is append-only: commitment_version'); END;

CREATE TRIGGER reading_version_no_delete BEFORE DELETE ON reading_version BEGIN SELECT RAISE(ABORT, 'the history is append-only: reading_version'); END;

CREATE TRIGGER reading_version_no_replace BEFORE INSERT ON reading_version WHEN EXISTS (SELECT 1 FROM reading_version WHERE ref = new.ref AND version = new.version) BEGIN SELECT RAISE(ABORT, 'the history is append-only: reading_version'); END;

CREATE TRIGGER reading_version_no_update BEFORE UPDATE ON reading_version WHEN NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.ref IS old.ref AND new.aliases IS old.aliases AND new.commitment IS old.commitment AND new.programme IS old.programme AND new.title_en IS old.title_en AND new.title_zh IS old.title_zh AND new.note_en IS old.note_en AND new.note_zh IS old.note_zh AND new.value IS old.value AND new.period_words IS old.period_words AND new.period_first IS old.period_first AND new.period_last IS old.period_last AND new.reported_on IS old.reported_on AND new.source IS old.source AND new.paragraph IS old.paragraph AND new.places IS old.places AND new.tags IS old.tags AND new.marks IS old.marks AND new.version IS old.version AND new.recorded_from IS old.recorded_from AND new.entry_seq IS old.entry_seq) BEGIN SELECT RAISE(ABORT, 'the history is append-only: reading_version'); END;

CREATE TRIGGER link_version_no_delete BEFORE DELETE ON link_version BEGIN SELECT RAISE(ABORT, 'the history is append-only: link_version'); END;

CREATE TRIGGER link_version_no_replace BEFORE INSERT ON link_version WHEN EXISTS (SELECT 1 FROM link_version WHERE key = new.key AND version = new.version) BEGIN SELECT RAISE(ABORT, 'the history is append-only: link_version'); END;

CREATE TRIGGER link_version_no_update BEFORE UPDATE ON link_version WHEN NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.key IS old.key AND new.kind IS old.kind AND new.a IS old.a AND new.b IS old.b AND new.note_en IS old.note_en AND new.note_zh IS old.note_zh AND new.version IS old.version AND new.recorded_from IS old.recorded_from AND new.entry_seq IS old.entry_seq) BEGIN SELECT RAISE(ABORT, 'the history is append-only: link_version'); END;

CREATE TRIGGER facet_no_delete BEFORE DELETE ON facet BEGIN SELECT RAISE(ABORT, 'the history is append-only: facet'); END;

CREATE TRIGGER facet_no_replace BEFORE INSERT ON facet WHEN EXISTS (SELECT 1 FROM facet WHERE field = new.field AND value = new.value AND ref = new.ref AND recorded_from = new.recorded_from) BEGIN SELECT RAISE(ABORT, 'the history is append-only: facet'); END;

CREATE TRIGGER facet_no_update BEFORE UPDATE ON facet WHEN NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.field IS old.field AND new.value IS old.value AND new.ref IS old.ref AND new.recorded_from IS old.recorded_from) BEGIN SELECT RAISE(ABORT, 'the history is append-only: facet'); END;
