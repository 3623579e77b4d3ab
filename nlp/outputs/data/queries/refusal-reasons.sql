-- zh: 逐年：不予公开的各项理由件数及占比（％）
-- en: By year: the grounds of refusal, and their shares (per cent)
SELECT r.year, split_part(c."row", '.', 2) AS reason, sum(c.value) AS n,
       round(100 * sum(c.value) / nullif(sum(sum(c.value)) OVER (PARTITION BY r.year), 0), 2) AS share
FROM reports r JOIN cells c USING (report_id)
WHERE c."table" = 'requests' AND c."column" = 'total' AND c."row" LIKE 'refused.%'
GROUP BY r.year, c."row"
ORDER BY r.year, n DESC
