-- zh: 各机关逐年收到、结转、办结申请数量（时间序列）
-- en: Applications received, carried over and concluded, by body and year (time series)
SELECT r.issuer, r.year, r.level,
       max(c.value) FILTER (c.cell = 'requests.new.total') AS new,
       max(c.value) FILTER (c.cell = 'requests.carried_in.total') AS carried_in,
       max(c.value) FILTER (c.cell = 'requests.concluded.total') AS concluded,
       max(c.value) FILTER (c.cell = 'requests.carried_out.total') AS carried_out,
       r.report_id
FROM reports r LEFT JOIN cells c USING (report_id)
WHERE r.status <> 'unreadable'
GROUP BY ALL
ORDER BY r.issuer, r.year
