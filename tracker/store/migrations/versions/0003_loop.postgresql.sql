CREATE TABLE access (
  id VARCHAR COLLATE "C" NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  event VARCHAR COLLATE "C" NOT NULL,
  way VARCHAR COLLATE "C" NOT NULL,
  person VARCHAR COLLATE "C",
  token VARCHAR COLLATE "C",
  address TEXT NOT NULL,
  what TEXT NOT NULL,
  detail TEXT NOT NULL,
  CONSTRAINT pk_access PRIMARY KEY (id)
);

CREATE INDEX ix_access_at ON access (at);

CREATE INDEX ix_access_person ON access (person, at);

CREATE TABLE bucket (
  key VARCHAR COLLATE "C" NOT NULL,
  level INTEGER NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_bucket PRIMARY KEY (key)
);

CREATE TABLE evidence_version (
  key VARCHAR COLLATE "C" NOT NULL,
  commitment VARCHAR COLLATE "C" NOT NULL,
  kind VARCHAR COLLATE "C" NOT NULL,
  title TEXT NOT NULL,
  filename TEXT NOT NULL,
  media_type VARCHAR COLLATE "C" NOT NULL,
  size INTEGER,
  sha256 VARCHAR COLLATE "C",
  url TEXT NOT NULL,
  dated DATE,
  added_by VARCHAR COLLATE "C" NOT NULL,
  added_on DATE NOT NULL,
  withdrawn_by VARCHAR COLLATE "C",
  withdrawn_on DATE,
  reason TEXT NOT NULL,
  version INTEGER NOT NULL,
  recorded_from TIMESTAMP WITH TIME ZONE NOT NULL,
  recorded_to TIMESTAMP WITH TIME ZONE NOT NULL,
  entry_seq INTEGER NOT NULL,
  CONSTRAINT pk_evidence_version PRIMARY KEY (key, version)
);

CREATE TABLE idempotency (
  person VARCHAR COLLATE "C" NOT NULL,
  key VARCHAR COLLATE "C" NOT NULL,
  fingerprint VARCHAR COLLATE "C" NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  status INTEGER,
  headers TEXT,
  body TEXT,
  CONSTRAINT pk_idempotency PRIMARY KEY (person, key)
);

CREATE INDEX ix_idempotency_at ON idempotency (at);

CREATE TABLE invitation (
  hash BYTEA NOT NULL,
  purpose VARCHAR COLLATE "C" NOT NULL,
  person VARCHAR COLLATE "C",
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
  used_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_invitation PRIMARY KEY (hash)
);

CREATE INDEX ix_invitation_person ON invitation (person);

CREATE TABLE objection_version (
  key VARCHAR COLLATE "C" NOT NULL,
  commitment VARCHAR COLLATE "C" NOT NULL,
  report VARCHAR COLLATE "C" NOT NULL,
  said TEXT NOT NULL,
  entered_by VARCHAR COLLATE "C" NOT NULL,
  entered_on DATE NOT NULL,
  answer TEXT NOT NULL,
  answered_by VARCHAR COLLATE "C",
  answered_on DATE,
  version INTEGER NOT NULL,
  recorded_from TIMESTAMP WITH TIME ZONE NOT NULL,
  recorded_to TIMESTAMP WITH TIME ZONE NOT NULL,
  entry_seq INTEGER NOT NULL,
  CONSTRAINT pk_objection_version PRIMARY KEY (key, version)
);

CREATE TABLE report_version (
  key VARCHAR COLLATE "C" NOT NULL,
  commitment VARCHAR COLLATE "C" NOT NULL,
  n INTEGER NOT NULL,
  outcome VARCHAR COLLATE "C" NOT NULL,
  true_for DATE NOT NULL,
  note TEXT NOT NULL,
  inside TEXT NOT NULL,
  closing VARCHAR COLLATE "C" NOT NULL,
  reported_by VARCHAR COLLATE "C" NOT NULL,
  reported_on DATE NOT NULL,
  applied_by VARCHAR COLLATE "C",
  applied_on DATE,
  accepted_by VARCHAR COLLATE "C",
  accepted_on DATE,
  depth VARCHAR COLLATE "C",
  notice_from DATE,
  notice_until DATE,
  ended_by VARCHAR COLLATE "C",
  ended_on DATE,
  reason TEXT NOT NULL,
  version INTEGER NOT NULL,
  recorded_from TIMESTAMP WITH TIME ZONE NOT NULL,
  recorded_to TIMESTAMP WITH TIME ZONE NOT NULL,
  entry_seq INTEGER NOT NULL,
  CONSTRAINT pk_report_version PRIMARY KEY (key, version)
);

CREATE TABLE request_version (
  key VARCHAR COLLATE "C" NOT NULL,
  commitment VARCHAR COLLATE "C" NOT NULL,
  move VARCHAR COLLATE "C" NOT NULL,
  state VARCHAR COLLATE "C" NOT NULL,
  reason TEXT NOT NULL,
  evidence TEXT NOT NULL,
  old_day DATE,
  new_day DATE,
  successors TEXT NOT NULL,
  late INTEGER NOT NULL,
  asker TEXT NOT NULL,
  asked_by VARCHAR COLLATE "C" NOT NULL,
  asked_on DATE NOT NULL,
  decided_by VARCHAR COLLATE "C",
  decided_on DATE,
  decision TEXT NOT NULL,
  version INTEGER NOT NULL,
  recorded_from TIMESTAMP WITH TIME ZONE NOT NULL,
  recorded_to TIMESTAMP WITH TIME ZONE NOT NULL,
  entry_seq INTEGER NOT NULL,
  CONSTRAINT pk_request_version PRIMARY KEY (key, version)
);

CREATE TABLE account (
  person VARCHAR COLLATE "C" NOT NULL,
  password TEXT NOT NULL,
  password_at TIMESTAMP WITH TIME ZONE,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  disabled_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_account PRIMARY KEY (person),
  CONSTRAINT fk_account_person FOREIGN KEY(person) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE identity (
  issuer VARCHAR COLLATE "C" NOT NULL,
  subject VARCHAR COLLATE "C" NOT NULL,
  person VARCHAR COLLATE "C" NOT NULL,
  linked_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_identity PRIMARY KEY (issuer, subject),
  CONSTRAINT fk_identity_person FOREIGN KEY(person) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_identity_person ON identity (person);

CREATE TABLE sign_in (
  hash BYTEA NOT NULL,
  person VARCHAR COLLATE "C" NOT NULL,
  how VARCHAR COLLATE "C" NOT NULL,
  began_at TIMESTAMP WITH TIME ZONE NOT NULL,
  seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
  expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
  ended_at TIMESTAMP WITH TIME ZONE,
  address TEXT NOT NULL,
  agent TEXT NOT NULL,
  CONSTRAINT pk_sign_in PRIMARY KEY (hash),
  CONSTRAINT fk_sign_in_person FOREIGN KEY(person) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_sign_in_person ON sign_in (person);

CREATE TABLE token (
  id VARCHAR COLLATE "C" NOT NULL,
  hash BYTEA NOT NULL,
  person VARCHAR COLLATE "C" NOT NULL,
  title TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
  used_at TIMESTAMP WITH TIME ZONE,
  revoked_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_token PRIMARY KEY (id),
  CONSTRAINT fk_token_person FOREIGN KEY(person) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_token_person ON token (person);

CREATE UNIQUE INDEX uq_token_hash ON token (hash);

CREATE TABLE evidence (
  key VARCHAR COLLATE "C" NOT NULL,
  commitment VARCHAR COLLATE "C" NOT NULL,
  kind VARCHAR COLLATE "C" NOT NULL,
  title TEXT NOT NULL,
  filename TEXT NOT NULL,
  media_type VARCHAR COLLATE "C" NOT NULL,
  size INTEGER,
  sha256 VARCHAR COLLATE "C",
  url TEXT NOT NULL,
  dated DATE,
  added_by VARCHAR COLLATE "C" NOT NULL,
  added_on DATE NOT NULL,
  withdrawn_by VARCHAR COLLATE "C",
  withdrawn_on DATE,
  reason TEXT NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT pk_evidence PRIMARY KEY (key),
  CONSTRAINT fk_evidence_commitment FOREIGN KEY(commitment) REFERENCES commitment (ref) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_evidence_commitment ON evidence (commitment);

CREATE INDEX ix_evidence_sha256 ON evidence (sha256);

CREATE TABLE report (
  key VARCHAR COLLATE "C" NOT NULL,
  commitment VARCHAR COLLATE "C" NOT NULL,
  n INTEGER NOT NULL,
  outcome VARCHAR COLLATE "C" NOT NULL,
  true_for DATE NOT NULL,
  note TEXT NOT NULL,
  inside TEXT NOT NULL,
  closing VARCHAR COLLATE "C" NOT NULL,
  reported_by VARCHAR COLLATE "C" NOT NULL,
  reported_on DATE NOT NULL,
  applied_by VARCHAR COLLATE "C",
  applied_on DATE,
  accepted_by VARCHAR COLLATE "C",
  accepted_on DATE,
  depth VARCHAR COLLATE "C",
  notice_from DATE,
  notice_until DATE,
  ended_by VARCHAR COLLATE "C",
  ended_on DATE,
  reason TEXT NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT pk_report PRIMARY KEY (key),
  CONSTRAINT fk_report_commitment FOREIGN KEY(commitment) REFERENCES commitment (ref) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_report_commitment ON report (commitment, n);

CREATE UNIQUE INDEX uq_report_standing ON report (commitment) WHERE outcome = 'standing';

CREATE TABLE request (
  key VARCHAR COLLATE "C" NOT NULL,
  commitment VARCHAR COLLATE "C" NOT NULL,
  move VARCHAR COLLATE "C" NOT NULL,
  state VARCHAR COLLATE "C" NOT NULL,
  reason TEXT NOT NULL,
  evidence TEXT NOT NULL,
  old_day DATE,
  new_day DATE,
  successors TEXT NOT NULL,
  late INTEGER NOT NULL,
  asker TEXT NOT NULL,
  asked_by VARCHAR COLLATE "C" NOT NULL,
  asked_on DATE NOT NULL,
  decided_by VARCHAR COLLATE "C",
  decided_on DATE,
  decision TEXT NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT pk_request PRIMARY KEY (key),
  CONSTRAINT fk_request_commitment FOREIGN KEY(commitment) REFERENCES commitment (ref) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_request_commitment ON request (commitment);

CREATE INDEX ix_request_submitted ON request (commitment) WHERE state = 'submitted';

CREATE TABLE objection (
  key VARCHAR COLLATE "C" NOT NULL,
  commitment VARCHAR COLLATE "C" NOT NULL,
  report VARCHAR COLLATE "C" NOT NULL,
  said TEXT NOT NULL,
  entered_by VARCHAR COLLATE "C" NOT NULL,
  entered_on DATE NOT NULL,
  answer TEXT NOT NULL,
  answered_by VARCHAR COLLATE "C",
  answered_on DATE,
  version INTEGER NOT NULL,
  CONSTRAINT pk_objection PRIMARY KEY (key),
  CONSTRAINT fk_objection_commitment FOREIGN KEY(commitment) REFERENCES commitment (ref) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT fk_objection_report FOREIGN KEY(report) REFERENCES report (key) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_objection_commitment ON objection (commitment);

ALTER TABLE body ADD COLUMN ended_on DATE;

ALTER TABLE body ADD COLUMN merged_into VARCHAR COLLATE "C";

ALTER TABLE body_version ADD COLUMN ended_on DATE;

ALTER TABLE body_version ADD COLUMN merged_into VARCHAR COLLATE "C";

DROP TRIGGER body_version_no_update ON body_version;

CREATE TRIGGER body_version_no_update BEFORE UPDATE ON body_version FOR EACH ROW WHEN (NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.slug IS NOT DISTINCT FROM old.slug AND new.parent IS NOT DISTINCT FROM old.parent AND new.path IS NOT DISTINCT FROM old.path AND new.name_en IS NOT DISTINCT FROM old.name_en AND new.name_zh IS NOT DISTINCT FROM old.name_zh AND new.ended_on IS NOT DISTINCT FROM old.ended_on AND new.merged_into IS NOT DISTINCT FROM old.merged_into AND new.version IS NOT DISTINCT FROM old.version AND new.recorded_from IS NOT DISTINCT FROM old.recorded_from AND new.entry_seq IS NOT DISTINCT FROM old.entry_seq)) EXECUTE FUNCTION history_is_append_only('body_version');

ALTER TABLE post ADD COLUMN duty VARCHAR COLLATE "C" DEFAULT '' NOT NULL;

ALTER TABLE post ADD COLUMN scope VARCHAR COLLATE "C";

ALTER TABLE post ADD COLUMN ended_on DATE;

ALTER TABLE post_version ADD COLUMN duty VARCHAR COLLATE "C" DEFAULT '' NOT NULL;

ALTER TABLE post_version ADD COLUMN scope VARCHAR COLLATE "C";

ALTER TABLE post_version ADD COLUMN ended_on DATE;

DROP TRIGGER post_version_no_update ON post_version;

CREATE TRIGGER post_version_no_update BEFORE UPDATE ON post_version FOR EACH ROW WHEN (NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.slug IS NOT DISTINCT FROM old.slug AND new.body IS NOT DISTINCT FROM old.body AND new.title_en IS NOT DISTINCT FROM old.title_en AND new.title_zh IS NOT DISTINCT FROM old.title_zh AND new.duty IS NOT DISTINCT FROM old.duty AND new.scope IS NOT DISTINCT FROM old.scope AND new.ended_on IS NOT DISTINCT FROM old.ended_on AND new.version IS NOT DISTINCT FROM old.version AND new.recorded_from IS NOT DISTINCT FROM old.recorded_from AND new.entry_seq IS NOT DISTINCT FROM old.entry_seq)) EXECUTE FUNCTION history_is_append_only('post_version');

ALTER TABLE commitment ADD COLUMN progress INTEGER;

ALTER TABLE commitment ADD COLUMN extended INTEGER DEFAULT 0 NOT NULL;

ALTER TABLE commitment ADD COLUMN reopened INTEGER DEFAULT 0 NOT NULL;

ALTER TABLE commitment_version ADD COLUMN progress INTEGER;

ALTER TABLE commitment_version ADD COLUMN extended INTEGER DEFAULT 0 NOT NULL;

ALTER TABLE commitment_version ADD COLUMN reopened INTEGER DEFAULT 0 NOT NULL;

DROP TRIGGER commitment_version_no_update ON commitment_version;

CREATE TRIGGER commitment_version_no_update BEFORE UPDATE ON commitment_version FOR EACH ROW WHEN (NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.ref IS NOT DISTINCT FROM old.ref AND new.kind IS NOT DISTINCT FROM old.kind AND new.programme IS NOT DISTINCT FROM old.programme AND new.parent IS NOT DISTINCT FROM old.parent AND new.title_en IS NOT DISTINCT FROM old.title_en AND new.title_zh IS NOT DISTINCT FROM old.title_zh AND new.note_en IS NOT DISTINCT FROM old.note_en AND new.note_zh IS NOT DISTINCT FROM old.note_zh AND new.work IS NOT DISTINCT FROM old.work AND new.assurance IS NOT DISTINCT FROM old.assurance AND new.owner_words IS NOT DISTINCT FROM old.owner_words AND new.body IS NOT DISTINCT FROM old.body AND new.post IS NOT DISTINCT FROM old.post AND new.supervisor IS NOT DISTINCT FROM old.supervisor AND new.acceptor IS NOT DISTINCT FROM old.acceptor AND new.leader IS NOT DISTINCT FROM old.leader AND new.co_bodies IS NOT DISTINCT FROM old.co_bodies AND new.due_words IS NOT DISTINCT FROM old.due_words AND new.last_day IS NOT DISTINCT FROM old.last_day AND new.not_before IS NOT DISTINCT FROM old.not_before AND new.precision IS NOT DISTINCT FROM old.precision AND new.policy IS NOT DISTINCT FROM old.policy AND new.due_certain IS NOT DISTINCT FROM old.due_certain AND new.due_reasons IS NOT DISTINCT FROM old.due_reasons AND new.recurrence IS NOT DISTINCT FROM old.recurrence AND new.event IS NOT DISTINCT FROM old.event AND new.confirmed_by IS NOT DISTINCT FROM old.confirmed_by AND new.confirmed_on IS NOT DISTINCT FROM old.confirmed_on AND new.context_day IS NOT DISTINCT FROM old.context_day AND new.context_words IS NOT DISTINCT FROM old.context_words AND new.first_day IS NOT DISTINCT FROM old.first_day AND new.stage_day IS NOT DISTINCT FROM old.stage_day AND new.done_on IS NOT DISTINCT FROM old.done_on AND new.review_day IS NOT DISTINCT FROM old.review_day AND new.unowned_since IS NOT DISTINCT FROM old.unowned_since AND new.size IS NOT DISTINCT FROM old.size AND new.quantity IS NOT DISTINCT FROM old.quantity AND new.sources IS NOT DISTINCT FROM old.sources AND new.aliases IS NOT DISTINCT FROM old.aliases AND new.places IS NOT DISTINCT FROM old.places AND new.tags IS NOT DISTINCT FROM old.tags AND new.marks IS NOT DISTINCT FROM old.marks AND new.registered_on IS NOT DISTINCT FROM old.registered_on AND new.updated_on IS NOT DISTINCT FROM old.updated_on AND new.progress IS NOT DISTINCT FROM old.progress AND new.extended IS NOT DISTINCT FROM old.extended AND new.reopened IS NOT DISTINCT FROM old.reopened AND new.version IS NOT DISTINCT FROM old.version AND new.clock_day IS NOT DISTINCT FROM old.clock_day AND new.title_text IS NOT DISTINCT FROM old.title_text AND new.search_text IS NOT DISTINCT FROM old.search_text AND new.recorded_from IS NOT DISTINCT FROM old.recorded_from AND new.entry_seq IS NOT DISTINCT FROM old.entry_seq)) EXECUTE FUNCTION history_is_append_only('commitment_version');

ALTER TABLE reading ADD COLUMN vintage TEXT DEFAULT '' NOT NULL;

ALTER TABLE reading ADD COLUMN corrects VARCHAR COLLATE "C";

ALTER TABLE reading ADD COLUMN entered_by VARCHAR COLLATE "C";

ALTER TABLE reading ADD COLUMN entered_on DATE;

ALTER TABLE reading_version ADD COLUMN vintage TEXT DEFAULT '' NOT NULL;

ALTER TABLE reading_version ADD COLUMN corrects VARCHAR COLLATE "C";

ALTER TABLE reading_version ADD COLUMN entered_by VARCHAR COLLATE "C";

ALTER TABLE reading_version ADD COLUMN entered_on DATE;

DROP TRIGGER reading_version_no_update ON reading_version;

CREATE TRIGGER reading_version_no_update BEFORE UPDATE ON reading_version FOR EACH ROW WHEN (NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.ref IS NOT DISTINCT FROM old.ref AND new.aliases IS NOT DISTINCT FROM old.aliases AND new.commitment IS NOT DISTINCT FROM old.commitment AND new.programme IS NOT DISTINCT FROM old.programme AND new.title_en IS NOT DISTINCT FROM old.title_en AND new.title_zh IS NOT DISTINCT FROM old.title_zh AND new.note_en IS NOT DISTINCT FROM old.note_en AND new.note_zh IS NOT DISTINCT FROM old.note_zh AND new.value IS NOT DISTINCT FROM old.value AND new.period_words IS NOT DISTINCT FROM old.period_words AND new.period_first IS NOT DISTINCT FROM old.period_first AND new.period_last IS NOT DISTINCT FROM old.period_last AND new.reported_on IS NOT DISTINCT FROM old.reported_on AND new.source IS NOT DISTINCT FROM old.source AND new.paragraph IS NOT DISTINCT FROM old.paragraph AND new.vintage IS NOT DISTINCT FROM old.vintage AND new.corrects IS NOT DISTINCT FROM old.corrects AND new.entered_by IS NOT DISTINCT FROM old.entered_by AND new.entered_on IS NOT DISTINCT FROM old.entered_on AND new.places IS NOT DISTINCT FROM old.places AND new.tags IS NOT DISTINCT FROM old.tags AND new.marks IS NOT DISTINCT FROM old.marks AND new.version IS NOT DISTINCT FROM old.version AND new.recorded_from IS NOT DISTINCT FROM old.recorded_from AND new.entry_seq IS NOT DISTINCT FROM old.entry_seq)) EXECUTE FUNCTION history_is_append_only('reading_version');

ALTER TABLE person ADD COLUMN erased_at TIMESTAMP WITH TIME ZONE;

CREATE TRIGGER report_version_no_update BEFORE UPDATE ON report_version FOR EACH ROW WHEN (NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.key IS NOT DISTINCT FROM old.key AND new.commitment IS NOT DISTINCT FROM old.commitment AND new.n IS NOT DISTINCT FROM old.n AND new.outcome IS NOT DISTINCT FROM old.outcome AND new.true_for IS NOT DISTINCT FROM old.true_for AND new.note IS NOT DISTINCT FROM old.note AND new.inside IS NOT DISTINCT FROM old.inside AND new.closing IS NOT DISTINCT FROM old.closing AND new.reported_by IS NOT DISTINCT FROM old.reported_by AND new.reported_on IS NOT DISTINCT FROM old.reported_on AND new.applied_by IS NOT DISTINCT FROM old.applied_by AND new.applied_on IS NOT DISTINCT FROM old.applied_on AND new.accepted_by IS NOT DISTINCT FROM old.accepted_by AND new.accepted_on IS NOT DISTINCT FROM old.accepted_on AND new.depth IS NOT DISTINCT FROM old.depth AND new.notice_from IS NOT DISTINCT FROM old.notice_from AND new.notice_until IS NOT DISTINCT FROM old.notice_until AND new.ended_by IS NOT DISTINCT FROM old.ended_by AND new.ended_on IS NOT DISTINCT FROM old.ended_on AND new.reason IS NOT DISTINCT FROM old.reason AND new.version IS NOT DISTINCT FROM old.version AND new.recorded_from IS NOT DISTINCT FROM old.recorded_from AND new.entry_seq IS NOT DISTINCT FROM old.entry_seq)) EXECUTE FUNCTION history_is_append_only('report_version');

CREATE TRIGGER report_version_no_delete BEFORE DELETE ON report_version FOR EACH ROW EXECUTE FUNCTION history_is_append_only('report_version');

CREATE TRIGGER report_version_no_truncate BEFORE TRUNCATE ON report_version FOR EACH STATEMENT EXECUTE FUNCTION history_is_append_only('report_version');

CREATE TRIGGER objection_version_no_update BEFORE UPDATE ON objection_version FOR EACH ROW WHEN (NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.key IS NOT DISTINCT FROM old.key AND new.commitment IS NOT DISTINCT FROM old.commitment AND new.report IS NOT DISTINCT FROM old.report AND new.said IS NOT DISTINCT FROM old.said AND new.entered_by IS NOT DISTINCT FROM old.entered_by AND new.entered_on IS NOT DISTINCT FROM old.entered_on AND new.answer IS NOT DISTINCT FROM old.answer AND new.answered_by IS NOT DISTINCT FROM old.answered_by AND new.answered_on IS NOT DISTINCT FROM old.answered_on AND new.version IS NOT DISTINCT FROM old.version AND new.recorded_from IS NOT DISTINCT FROM old.recorded_from AND new.entry_seq IS NOT DISTINCT FROM old.entry_seq)) EXECUTE FUNCTION history_is_append_only('objection_version');

CREATE TRIGGER objection_version_no_delete BEFORE DELETE ON objection_version FOR EACH ROW EXECUTE FUNCTION history_is_append_only('objection_version');

CREATE TRIGGER objection_version_no_truncate BEFORE TRUNCATE ON objection_version FOR EACH STATEMENT EXECUTE FUNCTION history_is_append_only('objection_version');

CREATE TRIGGER request_version_no_update BEFORE UPDATE ON request_version FOR EACH ROW WHEN (NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.key IS NOT DISTINCT FROM old.key AND new.commitment IS NOT DISTINCT FROM old.commitment AND new.move IS NOT DISTINCT FROM old.move AND new.state IS NOT DISTINCT FROM old.state AND new.reason IS NOT DISTINCT FROM old.reason AND new.evidence IS NOT DISTINCT FROM old.evidence AND new.old_day IS NOT DISTINCT FROM old.old_day AND new.new_day IS NOT DISTINCT FROM old.new_day AND new.successors IS NOT DISTINCT FROM old.successors AND new.late IS NOT DISTINCT FROM old.late AND new.asker IS NOT DISTINCT FROM old.asker AND new.asked_by IS NOT DISTINCT FROM old.asked_by AND new.asked_on IS NOT DISTINCT FROM old.asked_on AND new.decided_by IS NOT DISTINCT FROM old.decided_by AND new.decided_on IS NOT DISTINCT FROM old.decided_on AND new.decision IS NOT DISTINCT FROM old.decision AND new.version IS NOT DISTINCT FROM old.version AND new.recorded_from IS NOT DISTINCT FROM old.recorded_from AND new.entry_seq IS NOT DISTINCT FROM old.entry_seq)) EXECUTE FUNCTION history_is_append_only('request_version');

CREATE TRIGGER request_version_no_delete BEFORE DELETE ON request_version FOR EACH ROW EXECUTE FUNCTION history_is_append_only('request_version');

CREATE TRIGGER request_version_no_truncate BEFORE TRUNCATE ON request_version FOR EACH STATEMENT EXECUTE FUNCTION history_is_append_only('request_version');

CREATE TRIGGER evidence_version_no_update BEFORE UPDATE ON evidence_version FOR EACH ROW WHEN (NOT (old.recorded_to = '9999-12-31T00:00:00.000000Z' AND new.recorded_to < '9999-12-31T00:00:00.000000Z' AND new.recorded_to >= old.recorded_from AND new.key IS NOT DISTINCT FROM old.key AND new.commitment IS NOT DISTINCT FROM old.commitment AND new.kind IS NOT DISTINCT FROM old.kind AND new.title IS NOT DISTINCT FROM old.title AND new.filename IS NOT DISTINCT FROM old.filename AND new.media_type IS NOT DISTINCT FROM old.media_type AND new.size IS NOT DISTINCT FROM old.size AND new.sha256 IS NOT DISTINCT FROM old.sha256 AND new.url IS NOT DISTINCT FROM old.url AND new.dated IS NOT DISTINCT FROM old.dated AND new.added_by IS NOT DISTINCT FROM old.added_by AND new.added_on IS NOT DISTINCT FROM old.added_on AND new.withdrawn_by IS NOT DISTINCT FROM old.withdrawn_by AND new.withdrawn_on IS NOT DISTINCT FROM old.withdrawn_on AND new.reason IS NOT DISTINCT FROM old.reason AND new.version IS NOT DISTINCT FROM old.version AND new.recorded_from IS NOT DISTINCT FROM old.recorded_from AND new.entry_seq IS NOT DISTINCT FROM old.entry_seq)) EXECUTE FUNCTION history_is_append_only('evidence_version');

CREATE TRIGGER evidence_version_no_delete BEFORE DELETE ON evidence_version FOR EACH ROW EXECUTE FUNCTION history_is_append_only('evidence_version');

CREATE TRIGGER evidence_version_no_truncate BEFORE TRUNCATE ON evidence_version FOR EACH STATEMENT EXECUTE FUNCTION history_is_append_only('evidence_version');
