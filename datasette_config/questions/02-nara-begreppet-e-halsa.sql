SELECT i.id, i.label_sv
FROM indicators i
JOIN matches m ON m.indicator = i.id -- a table made of vocab/: matches are not in the database
WHERE m.concept = 'http://eurovoc.europa.eu/c_31da5694'
ORDER BY i.id
