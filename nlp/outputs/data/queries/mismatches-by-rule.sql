-- zh: 各规则：检查次数、不一致次数、涉及报告数及不一致率（％）
-- en: By rule: how often it was applied, how often the sides differ, in how many reports, and the rate (per cent)
SELECT rule, count(*) AS checked,
       count(*) FILTER (verdict = 'mismatch') AS mismatches,
       count(DISTINCT report_id) FILTER (verdict = 'mismatch') AS reports,
       count(*) FILTER (verdict = 'undetermined') AS undetermined,
       round(100.0 * count(*) FILTER (verdict = 'mismatch')
             / nullif(count(*) FILTER (verdict = 'mismatch' OR verdict LIKE 'match%'), 0), 2) AS mismatch_rate
FROM findings
GROUP BY rule
ORDER BY mismatches DESC, rule
