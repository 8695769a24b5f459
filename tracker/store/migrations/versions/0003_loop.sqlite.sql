CREATE TABLE access (
  id TEXT NOT NULL,
  at TEXT NOT NULL,
  event TEXT NOT NULL,
  way TEXT NOT NULL,
  person TEXT,
  token TEXT,
  address TEXT NOT NULL,
  what TEXT NOT NULL,
  detail TEXT NOT NULL,
  CONSTRAINT pk_access PRIMARY KEY (id)
)
 STRICT;

CREATE INDEX ix_access_at ON access (at);

CREATE INDEX ix_access_person ON access (person, at);

CREATE TABLE bucket (
  "key" TEXT NOT NULL,
  level INTEGER NOT NULL,
  at TEXT NOT NULL,
  CONSTRAINT pk_bucket PRIMARY KEY ("key")
)
 STRICT;

CREATE TABLE evidence_version (
  "key" TEXT NOT NULL,
  commitment TEXT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  filename TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size INTEGER,
  sha256 TEXT,
  url TEXT NOT NULL,
  dated TEXT,
  added_by TEXT NOT NULL,
  added_on TEXT NOT NULL,
  withdrawn_by TEXT,
  withdrawn_on TEXT,
  reason TEXT NOT NULL,
  version INTEGER NOT NULL,
  recorded_from TEXT NOT NULL,
  recorded_to TEXT NOT NULL,
  entry_seq INTEGER NOT NULL,
  CONSTRAINT pk_evidence_version PRIMARY KEY ("key", version)
)
 STRICT;

CREATE TABLE idempotency (
  person TEXT NOT NULL,
  "key" TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  at TEXT NOT NULL,
  status INTEGER,
  headers TEXT,
  body TEXT,
  CONSTRAINT pk_idempotency PRIMARY KEY (person, "key")
)
 STRICT;

CREATE INDEX ix_idempotency_at ON idempotency (at);

CREATE TABLE invitation (
  hash BLOB NOT NULL,
  purpose TEXT NOT NULL,
  person TEXT,
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  used_at TEXT,
  CONSTRAINT pk_invitation PRIMARY KEY (hash)
)
 STRICT;

CREATE INDEX ix_invitation_person ON invitation (person);

CREATE TABLE objection_version (
  "key" TEXT NOT NULL,
  commitment TEXT NOT NULL,
  report TEXT NOT NULL,
  said TEXT NOT NULL,
  entered_by TEXT NOT NULL,
  entered_on TEXT NOT NULL,
  answer TEXT NOT NULL,
  answered_by TEXT,
  answered_on TEXT,
  version INTEGER NOT NULL,
  recorded_from TEXT NOT NULL,
  recorded_to TEXT NOT NULL,
  entry_seq INTEGER NOT NULL,
  CONSTRAINT pk_objection_version PRIMARY KEY ("key", version)
)
 STRICT;

CREATE TABLE report_version (
  "key" TEXT NOT NULL,
  commitment TEXT NOT NULL,
  n INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  true_for TEXT NOT NULL,
  note TEXT NOT NULL,
  inside TEXT NOT NULL,
  closing TEXT NOT NULL,
  reported_by TEXT NOT NULL,
  reported_on TEXT NOT NULL,
  applied_by TEXT,
  applied_on TEXT,
  accepted_by TEXT,
  accepted_on TEXT,
  depth TEXT,
  notice_from TEXT,
  notice_until TEXT,
  ended_by TEXT,
  ended_on TEXT,
  reason TEXT NOT NULL,
  version INTEGER NOT NULL,
  recorded_from TEXT NOT NULL,
  recorded_to TEXT NOT NULL,
  entry_seq INTEGER NOT NULL,
  CONSTRAINT pk_report_version PRIMARY KEY ("key", version)
)
 STRICT;

CREATE TABLE request_version (
  "key" TEXT NOT NULL,
  commitment TEXT NOT NULL,
  move TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  evidence TEXT NOT NULL,
  old_day TEXT,
  new_day TEXT,
  successors TEXT NOT NULL,
  late INTEGER NOT NULL,
  asker TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_on TEXT NOT NULL,
  decided_by TEXT,
  decided_on TEXT,
  decision TEXT NOT NULL,
  version INTEGER NOT NULL,
  recorded_from TEXT NOT NULL,
  recorded_to TEXT NOT NULL,
  entry_seq INTEGER NOT NULL,
  CONSTRAINT pk_request_version PRIMARY KEY ("key", version)
)
 STRICT;

CREATE TABLE account (
  person TEXT NOT NULL,
  password TEXT NOT NULL,
  password_at TEXT,
  created_at TEXT NOT NULL,
  disabled_at TEXT,
  CONSTRAINT pk_account PRIMARY KEY (person),
  CONSTRAINT fk_account_person FOREIGN KEY(person) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;

CREATE TABLE identity (
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  person TEXT NOT NULL,
  linked_at TEXT NOT NULL,
  CONSTRAINT pk_identity PRIMARY KEY (issuer, subject),
  CONSTRAINT fk_identity_person FOREIGN KEY(person) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;

CREATE INDEX ix_identity_person ON identity (person);

CREATE TABLE sign_in (
  hash BLOB NOT NULL,
  person TEXT NOT NULL,
  how TEXT NOT NULL,
  began_at TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  ended_at TEXT,
  address TEXT NOT NULL,
  agent TEXT NOT NULL,
  CONSTRAINT pk_sign_in PRIMARY KEY (hash),
  CONSTRAINT fk_sign_in_person FOREIGN KEY(person) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;

CREATE INDEX ix_sign_in_person ON sign_in (person);

CREATE TABLE token (
  id TEXT NOT NULL,
  hash BLOB NOT NULL,
  person TEXT NOT NULL,
  title TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  used_at TEXT,
  revoked_at TEXT,
  CONSTRAINT pk_token PRIMARY KEY (id),
  CONSTRAINT fk_token_person FOREIGN KEY(person) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;

CREATE INDEX ix_token_person ON token (person);

CREATE UNIQUE INDEX uq_token_hash ON token (hash);

CREATE TABLE evidence (
  "key" TEXT NOT NULL,
  commitment TEXT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  filename TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size INTEGER,
  sha256 TEXT,
  url TEXT NOT NULL,
  dated TEXT,
  added_by TEXT NOT NULL,
  added_on TEXT NOT NULL,
  withdrawn_by TEXT,
  withdrawn_on TEXT,
  reason TEXT NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT pk_evidence PRIMARY KEY ("key"),
  CONSTRAINT fk_evidence_commitment FOREIGN KEY(commitment) REFERENCES commitment (ref) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;

CREATE INDEX ix_evidence_commitment ON evidence (commitment);

CREATE INDEX ix_evidence_sha256 ON evidence (sha256);

CREATE TABLE report (
  "key" TEXT NOT NULL,
  commitment TEXT NOT NULL,
  n INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  true_for TEXT NOT NULL,
  note TEXT NOT NULL,
  inside TEXT NOT NULL,
  closing TEXT NOT NULL,
  reported_by TEXT NOT NULL,
  reported_on TEXT NOT NULL,
  applied_by TEXT,
  applied_on TEXT,
  accepted_by TEXT,
  accepted_on TEXT,
  depth TEXT,
  notice_from TEXT,
  notice_until TEXT,
  ended_by TEXT,
  ended_on TEXT,
  reason TEXT NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT pk_report PRIMARY KEY ("key"),
  CONSTRAINT fk_report_commitment FOREIGN KEY(commitment) REFERENCES commitment (ref) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;

CREATE INDEX ix_report_commitment ON report (commitment, n);

CREATE UNIQUE INDEX uq_report_standing ON report (commitment) WHERE outcome = 'standing';

CREATE TABLE request (
  "key" TEXT NOT NULL,
  commitment TEXT NOT NULL,
  move TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  evidence TEXT NOT NULL,
  old_day TEXT,
  new_day TEXT,
  successors TEXT NOT NULL,
  late INTEGER NOT NULL,
  asker TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_on TEXT NOT NULL,
  decided_by TEXT,
  decided_on TEXT,
  decision TEXT NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT pk_request PRIMARY KEY ("key"),
  CONSTRAINT fk_request_commitment FOREIGN KEY(commitment) REFERENCES commitment (ref) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;

CREATE INDEX ix_request_commitment ON request (commitment);

CREATE INDEX ix_request_submitted ON request (commitment) WHERE state = 'submitted';

CREATE TABLE objection (
  "key" TEXT NOT NULL,
  commitment TEXT NOT NULL,
  report TEXT NOT NULL,
  said TEXT NOT NULL,
  entered_by TEXT NOT NULL,
  entered_on TEXT NOT NULL,
  answer TEXT NOT NULL,
  answered_by TEXT,
  answered_on TEXT,
  version INTEGER NOT NULL,
  CONSTRAINT pk_objection PRIMARY KEY ("key"),
  CONSTRAINT fk_objection_commitment FOREIGN KEY(commitment) REFERENCES commitment (ref) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT fk_objection_report FOREIGN KEY(report) REFERENCES report ("key") DEFERRABLE INITIALLY DEFERRED
)
 STRICT;

CREATE INDEX ix_objection_commitment ON objection (commitment);

ALTER TABLE body ADD COLUMN ended_on TEXT;

ALTER TABLE body ADD COLUMN merged_into TEXT;

ALTER TABLE body_version ADD COLUMN ended_on TEXT;

ALTER TABLE body_version ADD COLUMN merged_into TEXT;

DROP TRIGGER body_version_no_update;

CREATE TRIGGER body_version_no_update BEFORE UPDATE ON body_version WHEN NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.slug IS old.slug AND new.parent IS old.parent AND new.path IS old.path AND new.name_en IS old.name_en AND new.name_zh IS old.name_zh AND new.ended_on IS old.ended_on AND new.merged_into IS old.merged_into AND new.version IS old.version AND new.recorded_from IS old.recorded_from AND new.entry_seq IS old.entry_seq) BEGIN SELECT RAISE(ABORT, 'the history is append-only: body_version'); END;

ALTER TABLE post ADD COLUMN duty TEXT DEFAULT '' NOT NULL;

ALTER TABLE post ADD COLUMN scope TEXT;

ALTER TABLE post ADD COLUMN ended_on TEXT;

ALTER TABLE post_version ADD COLUMN duty TEXT DEFAULT '' NOT NULL;

ALTER TABLE post_version ADD COLUMN scope TEXT;

ALTER TABLE post_version ADD COLUMN ended_on TEXT;

DROP TRIGGER post_version_no_update;

CREATE TRIGGER post_version_no_update BEFORE UPDATE ON post_version WHEN NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.slug IS old.slug AND new.body IS old.body AND new.title_en IS old.title_en AND new.title_zh IS old.title_zh AND new.duty IS old.duty AND new.scope IS old.scope AND new.ended_on IS old.ended_on AND new.version IS old.version AND new.recorded_from IS old.recorded_from AND new.entry_seq IS old.entry_seq) BEGIN SELECT RAISE(ABORT, 'the history is append-only: post_version'); END;

ALTER TABLE commitment ADD COLUMN progress INTEGER;

ALTER TABLE commitment ADD COLUMN extended INTEGER DEFAULT 0 NOT NULL;

ALTER TABLE commitment ADD COLUMN reopened INTEGER DEFAULT 0 NOT NULL;

ALTER TABLE commitment_version ADD COLUMN progress INTEGER;

ALTER TABLE commitment_version ADD COLUMN extended INTEGER DEFAULT 0 NOT NULL;

ALTER TABLE commitment_version ADD COLUMN reopened INTEGER DEFAULT 0 NOT NULL;

DROP TRIGGER commitment_version_no_update;

CREATE TRIGGER commitment_version_no_update BEFORE UPDATE ON commitment_version WHEN NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.ref IS old.ref AND new.kind IS old.kind AND new.programme IS old.programme AND new.parent IS old.parent AND new.title_en IS old.title_en AND new.title_zh IS old.title_zh AND new.note_en IS old.note_en AND new.note_zh IS old.note_zh AND new.work IS old.work AND new.assurance IS old.assurance AND new.owner_words IS old.owner_words AND new.body IS old.body AND new.post IS old.post AND new.supervisor IS old.supervisor AND new.acceptor IS old.acceptor AND new.leader IS old.leader AND new.co_bodies IS old.co_bodies AND new.due_words IS old.due_words AND new.last_day IS old.last_day AND new.not_before IS old.not_before AND new.precision IS old.precision AND new.policy IS old.policy AND new.due_certain IS old.due_certain AND new.due_reasons IS old.due_reasons AND new.recurrence IS old.recurrence AND new.event IS old.event AND new.confirmed_by IS old.confirmed_by AND new.confirmed_on IS old.confirmed_on AND new.context_day IS old.context_day AND new.context_words IS old.context_words AND new.first_day IS old.first_day AND new.stage_day IS old.stage_day AND new.done_on IS old.done_on AND new.review_day IS old.review_day AND new.unowned_since IS old.unowned_since AND new.size IS old.size AND new.quantity IS old.quantity AND new.sources IS old.sources AND new.aliases IS old.aliases AND new.places IS old.places AND new.tags IS old.tags AND new.marks IS old.marks AND new.registered_on IS old.registered_on AND new.updated_on IS old.updated_on AND new.progress IS old.progress AND new.extended IS old.extended AND new.reopened IS old.reopened AND new.version IS old.version AND new.clock_day IS old.clock_day AND new.title_text IS old.title_text AND new.search_text IS old.search_text AND new.recorded_from IS old.recorded_from AND new.entry_seq IS old.entry_seq) BEGIN SELECT RAISE(ABORT, 'the history is append-only: commitment_version'); END;

ALTER TABLE reading ADD COLUMN vintage TEXT DEFAULT '' NOT NULL;

ALTER TABLE reading ADD COLUMN corrects TEXT;

ALTER TABLE reading ADD COLUMN entered_by TEXT;

ALTER TABLE reading ADD COLUMN entered_on TEXT;

ALTER TABLE reading_version ADD COLUMN vintage TEXT DEFAULT '' NOT NULL;

ALTER TABLE reading_version ADD COLUMN corrects TEXT;

ALTER TABLE reading_version ADD COLUMN entered_by TEXT;

ALTER TABLE reading_version ADD COLUMN entered_on TEXT;

DROP TRIGGER reading_version_no_update;

CREATE TRIGGER reading_version_no_update BEFORE UPDATE ON reading_version WHEN NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.ref IS old.ref AND new.aliases IS old.aliases AND new.commitment IS old.commitment AND new.programme IS old.programme AND new.title_en IS old.title_en AND new.title_zh IS old.title_zh AND new.note_en IS old.note_en AND new.note_zh IS old.note_zh AND new.value IS old.value AND new.period_words IS old.period_words AND new.period_first IS old.period_first AND new.period_last IS old.period_last AND new.reported_on IS old.reported_on AND new.source IS old.source AND new.paragraph IS old.paragraph AND new.vintage IS old.vintage AND new.corrects IS old.corrects AND new.entered_by IS old.entered_by AND new.entered_on IS old.entered_on AND new.places IS old.places AND new.tags IS old.tags AND new.marks IS old.marks AND new.version IS old.version AND new.recorded_from IS old.recorded_from AND new.entry_seq IS old.entry_seq) BEGIN SELECT RAISE(ABORT, 'the history is append-only: reading_version'); END;

ALTER TABLE person ADD COLUMN erased_at TEXT;

CREATE TRIGGER report_version_no_delete BEFORE DELETE ON report_version BEGIN SELECT RAISE(ABORT, 'the history is append-only: report_version'); END;

CREATE TRIGGER report_version_no_replace BEFORE INSERT ON report_version WHEN EXISTS (SELECT 1 FROM report_version WHERE key = new.key AND version = new.version) BEGIN SELECT RAISE(ABORT, 'the history is append-only: report_version'); END;

CREATE TRIGGER report_version_no_update BEFORE UPDATE ON report_version WHEN NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.key IS old.key AND new.commitment IS old.commitment AND new.n IS old.n AND new.outcome IS old.outcome AND new.true_for IS old.true_for AND new.note IS old.note AND new.inside IS old.inside AND new.closing IS old.closing AND new.reported_by IS old.reported_by AND new.reported_on IS old.reported_on AND new.applied_by IS old.applied_by AND new.applied_on IS old.applied_on AND new.accepted_by IS old.accepted_by AND new.accepted_on IS old.accepted_on AND new.depth IS old.depth AND new.notice_from IS old.notice_from AND new.notice_until IS old.notice_until AND new.ended_by IS old.ended_by AND new.ended_on IS old.ended_on AND new.reason IS old.reason AND new.version IS old.version AND new.recorded_from IS old.recorded_from AND new.entry_seq IS old.entry_seq) BEGIN SELECT RAISE(ABORT, 'the history is append-only: report_version'); END;

CREATE TRIGGER objection_version_no_delete BEFORE DELETE ON objection_version BEGIN SELECT RAISE(ABORT, 'the history is append-only: objection_version'); END;

CREATE TRIGGER objection_version_no_replace BEFORE INSERT ON objection_version WHEN EXISTS (SELECT 1 FROM objection_version WHERE key = new.key AND version = new.version) BEGIN SELECT RAISE(ABORT, 'the history is append-only: objection_version'); END;

CREATE TRIGGER objection_version_no_update BEFORE UPDATE ON objection_version WHEN NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.key IS old.key AND new.commitment IS old.commitment AND new.report IS old.report AND new.said IS old.said AND new.entered_by IS old.entered_by AND new.entered_on IS old.entered_on AND new.answer IS old.answer AND new.answered_by IS old.answered_by AND new.answered_on IS old.answered_on AND new.version IS old.version AND new.recorded_from IS old.recorded_from AND new.entry_seq IS old.entry_seq) BEGIN SELECT RAISE(ABORT, 'the history is append-only: objection_version'); END;

CREATE TRIGGER request_version_no_delete BEFORE DELETE ON request_version BEGIN SELECT RAISE(ABORT, 'the history is append-only: request_version'); END;

CREATE TRIGGER request_version_no_replace BEFORE INSERT ON request_version WHEN EXISTS (SELECT 1 FROM request_version WHERE key = new.key AND version = new.version) BEGIN SELECT RAISE(ABORT, 'the history is append-only: request_version'); END;

CREATE TRIGGER request_version_no_update BEFORE UPDATE ON request_version WHEN NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.key IS old.key AND new.commitment IS old.commitment AND new.move IS old.move AND new.state IS old.state AND new.reason IS old.reason AND new.evidence IS old.evidence AND new.old_day IS old.old_day AND new.new_day IS old.new_day AND new.successors IS old.successors AND new.late IS old.late AND new.asker IS old.asker AND new.asked_by IS old.asked_by AND new.asked_on IS old.asked_on AND new.decided_by IS old.decided_by AND new.decided_on IS old.decided_on AND new.decision IS old.decision AND new.version IS old.version AND new.recorded_from IS old.recorded_from AND new.entry_seq IS old.entry_seq) BEGIN SELECT RAISE(ABORT, 'the history is append-only: request_version'); END;

CREATE TRIGGER evidence_version_no_delete BEFORE DELETE ON evidence_version BEGIN SELECT RAISE(ABORT, 'the history is append-only: evidence_version'); END;

CREATE TRIGGER evidence_version_no_replace BEFORE INSERT ON evidence_version WHEN EXISTS (SELECT 1 FROM evidence_version WHERE key = new.key AND version = new.version) BEGIN SELECT RAISE(ABORT, 'the history is append-only: evidence_version'); END;

CREATE TRIGGER evidence_version_no_update BEFORE UPDATE ON evidence_version WHEN NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.key IS old.key AND new.commitment IS old.commitment AND new.kind IS old.kind AND new.title IS old.title AND new.filename IS old.filename AND new.media_type IS old.media_type AND new.size IS old.size AND new.sha256 IS old.sha256 AND new.url IS old.url AND new.dated IS old.dated AND new.added_by IS old.added_by AND new.added_on IS old.added_on AND new.withdrawn_by IS old.withdrawn_by AND new.withdrawn_on IS old.withdrawn_on AND new.reason IS old.reason AND new.version IS old.version AND new.recorded_from IS old.recorded_from AND new.entry_seq IS old.entry_seq) BEGIN SELECT RAISE(ABORT, 'the history is append-only: evidence_version'); END;
