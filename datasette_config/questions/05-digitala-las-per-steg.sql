SELECT o.value_label_sv, count(*)
FROM observations o
JOIN areas a ON a.code = o.area AND a.kind = 'municipality'
WHERE o.indicator = 'U21349' AND o.period = '2022' AND o.value IS NOT NULL
GROUP BY o.value_label_sv
ORDER BY o.value_label_sv
