-- zh: 逐年：各类申请人新收申请数量及占比（％）
-- en: By year: applications received by kind of applicant, and their shares (per cent)
SELECT r.year, c."column" AS applicant, sum(c.value) AS new,
       round(100 * sum(c.value) / nullif(sum(sum(c.value)) OVER (PARTITION BY r.year), 0), 2) AS share
FROM reports r JOIN cells c USING (report_id)
WHERE c."table" = 'requests' AND c."row" = 'new' AND c."column" <> 'total'
GROUP BY r.year, c."column"
ORDER BY r.year, new DESC
