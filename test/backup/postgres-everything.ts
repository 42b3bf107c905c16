/** SQL that makes everything that a dump must bring along; a table without a key on either side of the limit of the samples. */
export const everything = `
CREATE EXTENSION pgcrypto; CREATE EXTENSION hstore;
CREATE SCHEMA "Odd, ""schema";
CREATE TYPE "Odd, ""schema".mood AS ENUM ('fine', 'so ''so''', E'back\\\\slash');
CREATE DOMAIN positive AS int CHECK (value > 0);
CREATE SEQUENCE numbers START 7 INCREMENT 3;
CREATE TABLE makers (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE, mood "Odd, ""schema".mood DEFAULT 'fine');
CREATE TABLE "Odd, ""schema"."tab	le" (n positive DEFAULT nextval('numbers'), twice int GENERATED ALWAYS AS (n * 2) STORED, maker int REFERENCES makers ON DELETE CASCADE,
  at timestamptz, span interval, price numeric(12,4), ratio float8, raw bytea, tags text[], bag hstore, doc jsonb, UNIQUE (n, maker));
CREATE TABLE events (at date NOT NULL, what text) PARTITION BY RANGE (at);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
CREATE TABLE small_log (line text); CREATE TABLE large_log (line text); CREATE UNLOGGED TABLE scratch (n int PRIMARY KEY);
CREATE TABLE parents (n int PRIMARY KEY); CREATE TABLE children (m int) INHERITS (parents);
ALTER TABLE parents ADD later text;
CREATE TABLE keyless (a int NOT NULL, b int NOT NULL, kind varchar(9) CHECK (kind IN ('this', 'that')));
CREATE UNIQUE INDEX z_first ON keyless (a); CREATE UNIQUE INDEX a_second ON keyless (b);
INSERT INTO keyless SELECT g, 5000 - g, 'this' FROM generate_series(1, 4000) g;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.at := coalesce(NEW.at, '2026-01-01Z'); RETURN NEW; END $$;
CREATE TRIGGER touch BEFORE INSERT ON "Odd, ""schema"."tab	le" FOR EACH ROW EXECUTE FUNCTION touch();
CREATE VIEW cheap AS SELECT * FROM "Odd, ""schema"."tab	le" WHERE price < 5;
CREATE MATERIALIZED VIEW totals AS SELECT maker, count(*), now() AS made FROM "Odd, ""schema"."tab	le" GROUP BY 1;
CREATE RULE no_delete AS ON DELETE TO makers DO INSTEAD NOTHING;
CREATE INDEX ON makers (lower(name)); ALTER TABLE small_log ENABLE ROW LEVEL SECURITY;
COMMENT ON TABLE makers IS 'it''s';
INSERT INTO makers (name) SELECT 'maker ' || g FROM generate_series(1, 3000) g;
INSERT INTO "Odd, ""schema"."tab	le" (maker, span, price, ratio, raw, tags, bag, doc)
  SELECT 1 + g % 3000, g * interval '1 min', g / 7.0, 1.0 / g, digest(g::text, 'sha256'), ARRAY['a', NULL, 'b"' || g], hstore('k', g::text), jsonb_build_object('g', g, 'ü', NULL)
  FROM generate_series(1, 5000) g;
INSERT INTO events SELECT date '2025-06-01' + g % 500, 'e' || g FROM generate_series(1, 2000) g;
INSERT INTO small_log SELECT 'line ' || g % 10 FROM generate_series(1, 300) g; INSERT INTO large_log SELECT g::text FROM generate_series(1, 20000) g;
INSERT INTO scratch VALUES (1); INSERT INTO parents VALUES (1); INSERT INTO children VALUES (2, 3);
SELECT lo_from_bytea(0, convert_to('large ' || g, 'UTF8')) FROM generate_series(1, 4) g;
CREATE TABLE writes (id bigserial PRIMARY KEY);
`
