-- zh: 逐年：报告份数、新收申请总量与中位数
-- en: By year: reports, applications received in all and at the median
SELECT r.year, count(DISTINCT r.report_id) AS reports,
       sum(c.value) AS new, median(c.value) AS median_new, max(c.value) AS most_new
FROM reports r LEFT JOIN cells c ON c.report_id = r.report_id AND c.cell = 'requests.new.total'
WHERE r.status <> 'unreadable'
GROUP BY r.year
ORDER BY r.year
