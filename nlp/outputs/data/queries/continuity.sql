-- zh: 各机关：上年“结转下年度”与本年“上年结转”是否相接（跨名称写法）
-- en: By body: whether what one year carries out is what the next carries in (across ways of writing the name)
WITH carried AS (
    SELECT b.body, r.year, r.issuer,
           max(c.value) FILTER (c.cell = 'requests.carried_in.total') AS carried_in,
           max(c.value) FILTER (c.cell = 'requests.carried_out.total') AS carried_out
    FROM bodies b JOIN reports r USING (report_id) JOIN cells c USING (report_id)
    GROUP BY b.body, r.year, r.issuer, r.report_id
)
SELECT old.body, old.year AS old_year, new.year AS new_year, old.carried_out, new.carried_in,
       new.carried_in - old.carried_out AS difference, old.issuer AS old_name, new.issuer AS new_name
FROM carried old JOIN carried new ON new.body = old.body AND new.year = old.year + 1
WHERE old.carried_out IS NOT NULL AND new.carried_in IS NOT NULL
ORDER BY abs(new.carried_in - old.carried_out) DESC, old.body, old.year
