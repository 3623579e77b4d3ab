-- zh: 没能读出的文件及原因
-- en: Files that could not be read, and why
SELECT file, path, status, problem, problem_en, size
FROM inputs
WHERE status NOT IN ('complete', 'partial', 'copy')
ORDER BY path
