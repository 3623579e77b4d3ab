-- zh: 错误级别的全部发现：哪份报告、哪条规则、两边各是多少、原文
-- en: Every finding of severity error: report, rule, both sides, the words
SELECT r.issuer, r.year, f.rule, f.verdict, f."left", f."right", f.delta, f.message, f.quote, r.path, f.fingerprint
FROM findings f JOIN reports r USING (report_id)
WHERE f.severity = 'error' AND f.verdict NOT LIKE 'match%'
ORDER BY r.issuer, r.year, f.rule, f.finding_no
