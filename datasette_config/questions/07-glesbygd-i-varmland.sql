SELECT a.code, a.label_sv, o.value
FROM observations o
JOIN areas a ON a.code = o.area AND a.county = '17'
WHERE o.indicator = 'N07920' AND o.period = '2022' AND o.value < 80
ORDER BY a.code
