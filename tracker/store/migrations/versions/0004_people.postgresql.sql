CREATE TABLE preference (
  person VARCHAR COLLATE "C" NOT NULL,
  name VARCHAR COLLATE "C" NOT NULL,
  value TEXT NOT NULL,
  changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_preference PRIMARY KEY (person, name),
  CONSTRAINT fk_preference_person FOREIGN KEY(person) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE saved_view (
  id VARCHAR COLLATE "C" NOT NULL,
  person VARCHAR COLLATE "C" NOT NULL,
  title TEXT NOT NULL,
  query TEXT NOT NULL,
  columns TEXT NOT NULL,
  saved_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_saved_view PRIMARY KEY (id),
  CONSTRAINT uq_saved_view_person_title UNIQUE (person, title),
  CONSTRAINT fk_saved_view_person FOREIGN KEY(person) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_saved_view_person ON saved_view (person);

CREATE TABLE unsubscription (
  hash BYTEA NOT NULL,
  person VARCHAR COLLATE "C" NOT NULL,
  kind VARCHAR COLLATE "C" NOT NULL,
  made_at TIMESTAMP WITH TIME ZONE NOT NULL,
  used_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_unsubscription PRIMARY KEY (hash),
  CONSTRAINT fk_unsubscription_person FOREIGN KEY(person) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX ix_unsubscription_person ON unsubscription (person);
