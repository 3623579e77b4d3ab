-- zh: 各机关逐年主动公开：规章、规范性文件、许可、处罚、强制、收费
-- en: Active disclosure by body and year: regulations, normative documents, licences, penalties, coercion, fees
SELECT r.issuer, r.year, c."row", c."column", c.value, c.unit, c.state, r.report_id
FROM reports r JOIN cells c USING (report_id)
WHERE c."table" = 'disclosure'
ORDER BY r.issuer, r.year, c."row", c."column"
