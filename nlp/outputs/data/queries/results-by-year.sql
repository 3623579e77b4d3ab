-- zh: 逐年：办理结果（公开、部分公开、不予公开、无法提供、不予处理、其他）件数及占比（％）
-- en: By year: results of applications (granted, partly granted, refused, unavailable, rejected, other) and shares
WITH results AS (
    SELECT r.year, split_part(c."row", '.', 1) AS result, sum(c.value) AS n
    FROM reports r JOIN cells c USING (report_id)
    WHERE c."table" = 'requests' AND c."column" = 'total'
      AND split_part(c."row", '.', 1) IN ('granted', 'partly_granted', 'refused', 'unavailable', 'rejected', 'other')
    GROUP BY ALL
)
SELECT year, result, n, round(100 * n / nullif(sum(n) OVER (PARTITION BY year), 0), 2) AS share
FROM results
ORDER BY year, n DESC
