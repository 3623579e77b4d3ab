-- zh: 逐年：所用法定格式与文件类型
-- en: By year: the statutory formats and file types in use
SELECT "year", "format", media_type, count(*) AS reports,
       count(*) FILTER (status = 'complete') AS complete, count(*) FILTER (status = 'partial') AS partial
FROM reports
WHERE status <> 'unreadable'
GROUP BY ALL
ORDER BY "year", "format", media_type
