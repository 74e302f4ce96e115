SELECT s.label_sv, count(*)
FROM observations o
JOIN statuses s ON s.code = o.status AND s.missing = 1
JOIN areas a ON a.code = o.area AND a.kind = 'municipality'
WHERE o.period = '2022'
GROUP BY s.label_sv
ORDER BY s.label_sv
