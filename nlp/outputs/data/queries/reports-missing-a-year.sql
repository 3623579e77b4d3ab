-- zh: 各机关在首末年份之间缺少报告的年度
-- en: Years without a report between a body's first and last one
WITH span AS (
    SELECT issuer, min("year") AS first_year, max("year") AS last_year
    FROM reports WHERE issuer IS NOT NULL AND "year" IS NOT NULL AND status <> 'unreadable' GROUP BY issuer
), wanted AS (
    SELECT issuer, unnest(range(first_year, last_year + 1)) AS "year" FROM span
)
SELECT w.issuer, w."year" FROM wanted w
WHERE NOT EXISTS (SELECT 1 FROM reports r WHERE r.issuer = w.issuer AND r."year" = w."year")
ORDER BY w.issuer, w."year"
