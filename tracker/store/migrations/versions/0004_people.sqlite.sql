CREATE TABLE preference (
  person TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  CONSTRAINT pk_preference PRIMARY KEY (person, name),
  CONSTRAINT fk_preference_person FOREIGN KEY(person) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;

CREATE TABLE saved_view (
  id TEXT NOT NULL,
  person TEXT NOT NULL,
  title TEXT NOT NULL,
  "query" TEXT NOT NULL,
  columns TEXT NOT NULL,
  saved_at TEXT NOT NULL,
  CONSTRAINT pk_saved_view PRIMARY KEY (id),
  CONSTRAINT uq_saved_view_person_title UNIQUE (person, title),
  CONSTRAINT fk_saved_view_person FOREIGN KEY(person) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;

CREATE INDEX ix_saved_view_person ON saved_view (person);

CREATE TABLE unsubscription (
  hash BLOB NOT NULL,
  person TEXT NOT NULL,
  kind TEXT NOT NULL,
  made_at TEXT NOT NULL,
  used_at TEXT,
  CONSTRAINT pk_unsubscription PRIMARY KEY (hash),
  CONSTRAINT fk_unsubscription_person FOREIGN KEY(person) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;

CREATE INDEX ix_unsubscription_person ON unsubscription (person);
