SELECT d.title_sv, count(o.value), count(*) - count(o.value)
FROM observations o JOIN datasets d ON d.name = o.dataset
GROUP BY d.title_sv
ORDER BY d.title_sv
