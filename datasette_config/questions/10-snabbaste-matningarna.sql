SELECT a.code, a.label_sv, o.value
FROM observations o
JOIN areas a ON a.code = o.area AND a.kind = 'municipality'
WHERE o.indicator = 'N90002' AND o.period = '2022' AND o.value IS NOT NULL
ORDER BY o.value DESC, a.code
LIMIT 10
