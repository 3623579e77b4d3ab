-- zh: 逐年：行政复议、行政诉讼（直接起诉、复议后起诉）的纠错率（结果纠正 ÷ 已审结，％）
-- en: By year: share of reviewed decisions that were corrected, by kind of dispute (corrected / decided, per cent)
WITH disputes AS (
    SELECT r.year, c."row" AS dispute,
           sum(c.value) FILTER (c."column" = 'corrected') AS corrected,
           sum(c.value) FILTER (c."column" IN ('upheld', 'corrected', 'other')) AS decided,
           sum(c.value) FILTER (c."column" = 'pending') AS pending,
           sum(c.value) FILTER (c."column" = 'total') AS total
    FROM reports r JOIN cells c USING (report_id)
    WHERE c."table" = 'disputes'
    GROUP BY ALL
)
SELECT year, dispute, corrected, decided, pending, total, round(100 * corrected / nullif(decided, 0), 2) AS correction_rate
FROM disputes
ORDER BY year, dispute
