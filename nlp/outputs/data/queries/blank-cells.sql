-- zh: 逐年、逐表：空白、横线、斜线与不适用单元格的数量及占比（％）
-- en: By year and table: cells left blank, dashed, slashed or marked as not applicable, and their share (per cent)
SELECT r.year, c."table", count(*) AS cells,
       count(*) FILTER (c.state = 'blank') AS blank,
       count(*) FILTER (c.state = 'dash') AS dash,
       count(*) FILTER (c.state = 'slash') AS slash,
       count(*) FILTER (c.state = 'not_applicable') AS not_applicable,
       count(*) FILTER (c.state = 'unreadable') AS unreadable,
       round(100.0 * count(*) FILTER (c.state <> 'number') / count(*), 2) AS share_without_number
FROM reports r JOIN cells c USING (report_id)
GROUP BY r.year, c."table"
ORDER BY r.year, c."table"
