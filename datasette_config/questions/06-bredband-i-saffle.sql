SELECT period || '-01-01', value
FROM observations
WHERE indicator = 'N07918' AND area = '1785' AND value IS NOT NULL
ORDER BY period
