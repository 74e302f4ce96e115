SELECT a.code, a.label_sv, g.label_sv
FROM observations o
JOIN areas a ON a.code = o.area AND a.kind = 'municipality'
JOIN memberships m ON m.area = a.code
JOIN areas g ON g.code = m.group_code AND g.group_type = 'skr2023'
WHERE o.indicator = 'U21341' AND o.period = '2022' AND o.value = 2
ORDER BY a.code
