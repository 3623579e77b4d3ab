-- zh: 各机关：报告份数、不一致处数、错误与警告
-- en: By body: reports, places that disagree, errors and warnings
SELECT issuer, any_value(level) AS level, count(*) AS reports, min("year") AS first_year, max("year") AS last_year,
       sum(mismatches)::BIGINT AS mismatches, sum(errors)::BIGINT AS errors, sum(warnings)::BIGINT AS warnings,
       count(*) FILTER (errors > 0) AS reports_with_errors
FROM reports
WHERE status <> 'unreadable'
GROUP BY issuer
ORDER BY mismatches DESC, errors DESC, issuer
