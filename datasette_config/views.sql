-- Views for people who ask in Swedish: labels instead of codes. Every column is described in datasette_config.

CREATE VIEW varden AS
SELECT
  i.label_sv AS nyckeltal, a.label_sv AS omrade, o.period AS period,
  o.value AS varde, o.value_label_sv AS betydelse, u.label_sv AS enhet, st.label_sv AS status,
  sex.label_sv AS kon, sa.label_sv AS verksamhet, county.label_sv AS lan, skr.label_sv AS skr_grupp,
  CASE a.kind WHEN 'municipality' THEN 'kommun' WHEN 'county' THEN 'län' WHEN 'nation' THEN 'riket' ELSE 'grupp' END
    AS omradestyp,
  o.n AS antal_svar, o.numerator AS taljare, o.denominator AS namnare,{more}
  o.indicator AS nyckeltal_id, o.area AS omrade_kod, o.dataset AS datamangd, src.title AS kalla, o.note AS anmarkning
FROM observations o
LEFT JOIN indicators i ON i.id = o.indicator
LEFT JOIN areas a ON a.code = o.area
LEFT JOIN areas county ON county.code = a.county
LEFT JOIN areas skr ON skr.code = a.skr_group
LEFT JOIN sexes sex ON sex.code = o.sex
LEFT JOIN service_areas sa ON sa.code = o.service_area
LEFT JOIN units u ON u.code = o.unit
LEFT JOIN statuses st ON st.code = o.status
LEFT JOIN sources src ON src.dataset = o.dataset AND src.id = o.source;

CREATE VIEW kommuner AS
SELECT
  a.code AS kommunkod, a.label_sv AS kommun, a.official_name AS officiellt_namn, county.label_sv AS lan,
  skr.label_sv AS skr_grupp, size.label_sv AS storleksgrupp, a.wikidata AS wikidata, a.nuts AS nuts
FROM areas a
LEFT JOIN areas county ON county.code = a.county
LEFT JOIN areas skr ON skr.code = a.skr_group
LEFT JOIN areas size ON size.code = a.size_group
WHERE a.kind = 'municipality';

CREATE VIEW nyckeltal AS
SELECT
  i.id AS nyckeltal_id, i.label_sv AS nyckeltal, i.official_name AS officiellt_namn, i.definition_sv AS definition,
  i.question_sv AS fraga, u.label_sv AS enhet,
  CASE i.value_kind
    WHEN 'boolean' THEN 'ja eller nej' WHEN 'ordinal' THEN 'trappsteg' WHEN 'percent' THEN 'andel' WHEN 'count' THEN 'antal'
    WHEN 'ratio' THEN 'kvot' WHEN 'amount' THEN 'kronor' WHEN 'multiple-choice' THEN 'flerval'
    WHEN 'conditional' THEN 'ja eller nej, följdfråga' END AS vardetyp,
  CASE i.direction
    WHEN 'higher' THEN 'högre är bättre' WHEN 'lower' THEN 'lägre är bättre' WHEN 'neither' THEN 'varken eller'
    WHEN 'contested' THEN 'omtvistat' END AS riktning,
  i.respondent_sv AS vem_svarar, sa.label_sv AS verksamhet, s.label_sv AS amne, p.name_sv AS uppgiftslamnare,
  i.first_period AS forsta_period, i.last_period AS sista_period, i.retired AS upphort, i.note_sv AS anmarkning,
  i.dataset AS datamangd
FROM indicators i
LEFT JOIN units u ON u.code = i.unit
LEFT JOIN service_areas sa ON sa.code = i.service_area
LEFT JOIN subjects s ON s.code = i.subject
LEFT JOIN agents p ON p.key = i.publisher;

CREATE VIEW andringar AS
SELECT
  r.recorded AS registrerad, r.version AS version, r.dataset AS datamangd,
  CASE r.kind
    WHEN 'added' THEN 'tillagt' WHEN 'revised' THEN 'rättat' WHEN 'withdrawn' THEN 'tillbakadraget'
    WHEN 'restored' THEN 'återställt' WHEN 'amended' THEN 'kompletterat' END AS slag,
  r.indicator AS nyckeltal_id, i.label_sv AS nyckeltal, r.area AS omrade_kod, a.label_sv AS omrade, r.period AS period,
  sex.label_sv AS kon, r.old_value AS gammalt_varde, os.label_sv AS gammal_status, r.new_value AS nytt_varde,
  ns.label_sv AS ny_status, r.reason_sv AS skal
FROM revisions r
LEFT JOIN indicators i ON i.id = r.indicator
LEFT JOIN areas a ON a.code = r.area
LEFT JOIN sexes sex ON sex.code = r.sex
LEFT JOIN statuses os ON os.code = r.old_status
LEFT JOIN statuses ns ON ns.code = r.new_status;
