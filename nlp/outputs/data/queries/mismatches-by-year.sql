-- zh: 逐年：有不一致的报告份数及占比（％）
-- en: By year: reports with at least one disagreement, and their share (per cent)
SELECT "year", count(*) AS reports, count(*) FILTER (mismatches > 0) AS with_mismatches,
       round(100.0 * count(*) FILTER (mismatches > 0) / count(*), 2) AS share,
       round(avg(mismatches), 3) AS mismatches_per_report
FROM reports
WHERE status <> 'unreadable'
GROUP BY "year"
ORDER BY "year"
