-- zh: 逐年：各公开领域在多少份报告中出现及占比（％）
-- en: By year: how many reports mention each domain, and their share (per cent)
WITH readable AS (
    SELECT year, count(*) AS reports FROM reports WHERE status <> 'unreadable' GROUP BY year
)
SELECT r.year, t.label AS domain, count(DISTINCT r.report_id) AS reports, count(*) AS paragraphs,
       round(100.0 * count(DISTINCT r.report_id) / any_value(readable.reports), 2) AS share
FROM reports r JOIN topics t USING (report_id) JOIN readable ON readable.year IS NOT DISTINCT FROM r.year
WHERE t.family = 'domain'
GROUP BY r.year, t.label
ORDER BY r.year, reports DESC, domain
